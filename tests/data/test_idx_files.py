"""IDX files as they come from the net: zipped, renamed, damaged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import IDX_NAMES, idx, write, write_idx_folder

from studio.data import Idx, memory
from studio.data.errors import DataError
from studio.data.load import describe, load

SHAPE = (1, 7, 5)
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")


def refusal(folder: Path) -> DataError:
    with pytest.raises(DataError) as refused:
        load(Idx(path=str(folder)), SHAPE, seed=0)
    assert refused.value.remedy
    return refused.value


def test_zipped_and_plain_files_give_the_same_samples(tmp_path: Path) -> None:
    plain = load(Idx(path=str(write_idx_folder(tmp_path / "plain"))), SHAPE, seed=0)
    zipped = load(Idx(path=str(write_idx_folder(tmp_path / "zipped", zipped=True))), SHAPE, seed=0)
    assert torch.equal(plain.train.inputs, zipped.train.inputs)
    assert torch.equal(plain.test.targets, zipped.test.targets)


def test_bytes_become_shares_of_255_and_keep_their_places(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data", train=12, test=3)
    pictures = np.zeros((3, 7, 5), dtype=np.uint8)
    pictures[1, 2, 3] = 51
    write(folder / IDX_NAMES[2], idx(pictures))
    inputs = load(Idx(path=str(folder)), SHAPE, seed=0).test.inputs
    assert inputs[1, 0, 2, 3] == pytest.approx(0.2)
    assert inputs.count_nonzero() == 1


def test_names_with_dots_and_prefixes_are_found(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    for name in IDX_NAMES:
        (folder / name).rename(folder / f"emnist-letters-{name.replace('-idx', '.idx').replace('t10k', 'test')}")
    assert len(load(Idx(path=str(folder)), SHAPE, seed=0).test) == 20


def test_labels_need_not_begin_at_0(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    for count, name in ((60, IDX_NAMES[1]), (20, IDX_NAMES[3])):
        write(folder / name, idx((np.arange(count) % 3 + 4).astype(np.uint8)))
    dataset = load(Idx(path=str(folder)), SHAPE, seed=0)
    assert dataset.classes == ("4", "5", "6")
    assert set(dataset.train.targets.tolist()) == {0, 1, 2}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    config = Idx(path=str(write_idx_folder(tmp_path / "data")))
    before = load(config, SHAPE, seed=0)
    path = tmp_path / "data" / IDX_NAMES[0]
    path.write_bytes(path.read_bytes()[:-2100] + bytes(2100))
    os.utime(path, ns=(1, 1))
    assert not torch.equal(before.train.inputs, load(config, SHAPE, seed=0).train.inputs)


@pytest.mark.parametrize(("path", "reason"), [("", "No folder is chosen"), ("nowhere/at/all", "does not exist")])
def test_a_folder_that_is_not_there_is_named(path: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason) as refused:
        describe(Idx(path=path))
    assert path in refused.value.message


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "is a file, not a folder" in refusal(tmp_path / "file").message


@pytest.mark.parametrize("name", IDX_NAMES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = write_idx_folder(tmp_path / "data")
    (folder / name).unlink()
    assert name.split("-idx")[0] in refusal(folder).message


@pytest.fixture(params=["held", "too large for the memory"])
def in_any_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files fit into memory, or stay where they are."""
    if request.param != "held":
        monkeypatch.setattr(memory, "MOST_ROWS", 0)


@pytest.mark.usefixtures("in_any_size")
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("name", IDX_NAMES)
def test_a_file_cut_short_is_named(tmp_path: Path, name: str, zipped: bool) -> None:
    folder = write_idx_folder(tmp_path / "data", zipped=zipped)
    path = folder / (f"{name}.gz" if zipped else name)
    path.write_bytes(path.read_bytes()[:-5])
    assert path.name in refusal(folder).message


@pytest.mark.usefixtures("in_any_size")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no IDX file"),
        (b"GIF89a and so on and on", "no IDX file"),
        (idx(np.zeros((60, 7), dtype=np.uint8)), "along 2 axes"),
        (idx(np.zeros((60, 7, 5), dtype=np.uint8), kind=0x0D), "type 0x0D"),
        (idx(np.zeros((60, 7, 5, 3, 1), dtype=np.uint8)), "along 5 axes"),
        (idx(np.zeros((60, 0, 5), dtype=np.uint8)), "is empty"),
        (idx(np.zeros((59, 7, 5), dtype=np.uint8)), "59 pictures, but there are 60 labels"),
        (idx(np.zeros((60, 7, 5), dtype=np.uint8)) + b"more", "goes on after them"),
        (b"\0\0\x08\x03" + b"\xff" * 12, "ends early"),
    ],
)
def test_a_damaged_picture_file_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    folder = write_idx_folder(tmp_path / "data")
    write(folder / IDX_NAMES[0], content)
    error = refusal(folder)
    assert reason in error.message
    assert IDX_NAMES[0] in error.message


@pytest.mark.usefixtures("in_any_size")
def test_something_else_under_the_name_of_a_zipped_file_is_refused(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data", zipped=True)
    (folder / f"{IDX_NAMES[0]}.gz").write_bytes(b"no gzip")
    assert "damaged" in refusal(folder).message


def test_a_test_class_unknown_to_training_is_named(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    write(folder / IDX_NAMES[3], idx(np.full(20, 9, dtype=np.uint8)))
    assert "class 9" in refusal(folder).message


def test_two_data_sets_in_one_folder_are_told_apart(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    (folder / f"other-{IDX_NAMES[0]}").write_bytes((folder / IDX_NAMES[0]).read_bytes())
    assert "several data sets" in refusal(folder).message


def colour(folder: Path, arrange: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """An IDX folder of colour pictures, arranged so in their files; gives those to test with as (N, 3, 7, 5)."""
    write_idx_folder(folder)
    chance = np.random.default_rng(1)
    for count, name in ((60, IDX_NAMES[0]), (20, IDX_NAMES[2])):
        pictures = chance.integers(0, 256, (count, 3, 7, 5), dtype=np.uint8)
        (folder / name).unlink()
        write(folder / name.replace("idx3", "idx4"), idx(np.ascontiguousarray(arrange(pictures))))
    return pictures


@pytest.mark.parametrize(
    ("axes", "place", "shape"), [((0, 1, 2, 3), "first", "(3, 7, 5)"), ((0, 2, 3, 1), "last", "(7, 5, 3)")]
)
def test_colour_may_stand_before_or_behind_height_and_width(
    tmp_path: Path, axes: tuple[int, ...], place: str, shape: str
) -> None:
    pictures = colour(tmp_path / "data", lambda found: found.transpose(axes))
    config = Idx(path=str(tmp_path / "data"))
    found = describe(config)
    assert found.sample_shape == (3, 7, 5)
    assert found.notes == (f"Pictures are {shape} in their file: channels come {place}.",)
    inputs = load(config, (3, 7, 5), seed=0).test.inputs
    assert torch.equal((inputs * 255).round().to(torch.uint8), torch.from_numpy(pictures))


def test_channels_that_may_be_either_axis_are_asked_for(tmp_path: Path) -> None:
    colour(tmp_path / "data", lambda found: found[:, :, :, :3])
    config = Idx(path=str(tmp_path / "data"))
    with pytest.raises(DataError, match="channels may be the first or the last axis") as refused:
        describe(config)
    assert "Set channels" in refused.value.remedy
    assert describe(config.changed(channels="first")).sample_shape == (3, 7, 3)
    assert describe(config.changed(channels="last")).sample_shape == (3, 3, 7)


def test_axes_without_channels_are_refused(tmp_path: Path) -> None:
    colour(tmp_path / "data", lambda found: found.transpose(0, 2, 1, 3))
    with pytest.raises(DataError, match="neither their first nor their last axis"):
        describe(Idx(path=str(tmp_path / "data")))


def test_colour_to_train_on_and_grey_to_test_with_do_not_go_together(tmp_path: Path) -> None:
    colour(tmp_path / "data", lambda found: found)
    for path in (tmp_path / "data").glob("t10k-images*"):
        write(path, idx(np.zeros((20, 7, 5), dtype=np.uint8)))
    assert "has pictures of 1 channels" in refusal(tmp_path / "data").message


@pytest.mark.parametrize("kind", [0x09, 0x0B, 0x0C])
def test_labels_may_be_wider_numbers(tmp_path: Path, kind: int) -> None:
    folder = write_idx_folder(tmp_path / "data")
    wide = (np.arange(60) % 3).astype({0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4"}[kind])
    write(folder / IDX_NAMES[1], idx(wide, kind))
    found = describe(Idx(path=str(folder)))
    assert found.counts["train"] == (20, 20, 20)


def test_the_first_of_several_labels_is_the_class_and_that_is_told(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    several = np.stack([np.arange(60) % 3, *[np.full(60, 7)] * 7], axis=1).astype(">i4")
    (folder / IDX_NAMES[1]).unlink()
    write(folder / "train-labels-idx2-int", idx(several, 0x0C))
    found = describe(Idx(path=str(folder)))
    assert found.counts["train"] == (20, 20, 20)
    assert "8 numbers for each picture, of which the first is its class" in found.notes[0]


@pytest.mark.parametrize("prefix", ["train-", "", "mine-"])
def test_a_pair_without_a_test_is_divided(tmp_path: Path, prefix: str) -> None:
    folder = write_idx_folder(tmp_path / "data")
    for name in IDX_NAMES[2:]:
        (folder / name).unlink()
    for name in IDX_NAMES[:2]:
        (folder / name).rename(folder / name.replace("train-", prefix))
    dataset = load(Idx(path=str(folder)), SHAPE, seed=0)
    assert [len(split) for split in dataset.splits.values()] == [46, 5, 9]


def test_pictures_on_their_side_are_put_upright(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "data")
    for path in list(folder.iterdir()):
        path.rename(folder / f"emnist-{path.name}")
    lying, upright = Idx(path=str(folder)), Idx(path=str(folder), transpose=True)
    assert describe(lying).notes == ("EMNIST's pictures lie on their side; transpose puts them upright.",)
    assert describe(upright).notes == ()
    before, after = load(lying, SHAPE, seed=0).test.inputs, load(upright, (1, 5, 7), seed=0).test.inputs
    assert torch.equal(before.transpose(2, 3), after)


@pytest.mark.skipif(not FASHION_MNIST.is_dir(), reason="needs the Debian package dataset-fashion-mnist")
def test_fashion_mnist_loads_whole() -> None:
    dataset = load(Idx(path=str(FASHION_MNIST)), (1, 28, 28), seed=0)
    assert [len(split) for split in dataset.splits.values()] == [54_000, 6_000, 10_000]
    assert dataset.counts["test"] == (1_000,) * 10
    assert dataset.counts["validation"] == (600,) * 10
