"""Data looked at before a training: the samples, figures and odd ones are those that the training will get."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import write_idx_folder, write_picture_folder
from PIL import Image

from studio.data import Arrays, Digits, Idx, ImageFolder, Iris, Toys, data_kinds
from studio.data.config import Data
from studio.data.config import Kept as KeptData
from studio.data.inspection.disk import difference, files_of
from studio.data.inspection.distributions import Kept
from studio.data.inspection.names import number_names
from studio.data.inspection.odd import Odd, Place, sentence
from studio.data.inspection.opened import Opened, open_data
from studio.data.inspection.page import first_with, page
from studio.data.inspection.survey import survey
from studio.data.load import load
from studio.layers import Shape

EMBEDDED = {name: kind for name, kind in data_kinds.items() if not issubclass(kind, KeptData)}


def raw(data: Data) -> Data:
    """The same without normalisation, which comes after what is looked at."""
    off = {name: False for name in ("normalize", "scale_target") if hasattr(data, name)}
    return type(data).create(dict(data) | off)


@pytest.mark.parametrize("kind", EMBEDDED)
def test_pages_show_the_samples_of_the_training_in_its_splits(kind: str) -> None:
    data = raw(EMBEDDED[kind].create({}))  # type: ignore[arg-type]
    opened = open_data(data, None, seed=3)
    dataset = load(data, opened.description.sample_shape, seed=3)
    for name, split in dataset.splits.items():
        shown = page(opened, name, 2, 5, None)
        assert shown.count == len(split)
        for sample in shown.samples:
            assert np.array_equal(sample.values, split.inputs[sample.place].numpy())
            if dataset.task == "classes":
                assert sample.words == dataset.classes[int(split.targets[sample.place])]


@pytest.mark.parametrize("kind", EMBEDDED)
def test_figures_are_those_of_the_training_samples(kind: str) -> None:
    data = raw(EMBEDDED[kind].create({}))  # type: ignore[arg-type]
    opened = open_data(data, None, seed=0)
    dataset = load(data, opened.description.sample_shape, seed=0)
    found = survey(opened)
    inputs = dataset.train.inputs.double()
    channels = inputs.transpose(0, 1).flatten(1) if len(found.inputs) > 1 else inputs.reshape(1, -1)
    assert found.measured == {name: len(split) for name, split in dataset.splits.items()}
    for lie, values in zip(found.inputs.values(), channels.numpy(), strict=True):
        assert lie.low == pytest.approx(values.min())
        assert lie.high == pytest.approx(values.max())
        assert lie.distribution.mean == pytest.approx(values.mean())
        assert lie.distribution.deviation == pytest.approx(values.std())
        assert lie.distribution.numbers == sum(lie.distribution.counts) == values.size
    if dataset.task == "numbers":
        (lie,) = found.numbers.values()
        assert lie.distribution.mean == pytest.approx(dataset.train.targets.double().mean().item())


def test_every_number_of_a_sample_of_several_channels_has_a_name(tmp_path: Path) -> None:
    file = tmp_path / "series.npz"
    np.savez(file, x=np.arange(320, dtype=np.float32).reshape(40, 2, 4), y=np.arange(40) % 2)
    opened = open_data(Arrays(path=str(file), inputs="x", targets="y"), None, 0)
    names = number_names(opened.preparation)
    (sample,) = page(opened, "train", 0, 1, None).samples
    assert len(names) == sample.values.size == 8
    assert (names[0], names[3], names[4]) == ("0, 0", "0, 3", "1, 0")
    assert number_names(open_data(Iris(), None, 0).preparation)[0] == "sepal length (cm)"


def test_pictures_are_shown_as_they_are_fitted_to_the_input() -> None:
    shape = (3, 12, 12)
    opened, dataset = open_data(Digits(), shape, 0), load(Digits(), shape, 0)
    shown = page(opened, "test", 0, 3, None)
    for sample in shown.samples:
        assert np.allclose(sample.values, dataset.test.inputs[sample.place].numpy(), atol=1e-6)


def test_an_input_that_cannot_take_them_is_told_and_they_are_seen_at_their_own_size() -> None:
    opened = open_data(Digits(), (7,), 0)
    assert "cannot take the pictures" in opened.misfit
    assert page(opened, "train", 0, 1, None).samples[0].values.shape == (1, 8, 8)


def test_random_pages_have_every_sample_once() -> None:
    opened = open_data(Iris(), (4,), 0)
    count = len(opened.parts["train"])
    pages = [page(opened, "train", first, 20, 7) for first in range(0, count, 20)]
    places = [sample.place for each in pages for sample in each.samples]
    assert sorted(places) == list(range(count)) != places
    assert places == [s.place for first in range(0, count, 20) for s in page(opened, "train", first, 20, 7).samples]
    at = first_with(opened, "train", 5, 20, 7)
    assert 5 in [sample.place for sample in page(opened, "train", at, 20, 7).samples]


def test_masks_labels_and_numbers_are_told() -> None:
    ink = page(open_data(Digits(target="ink"), None, 0), "train", 0, 1, None).samples[0]
    assert ink.mask is not None
    assert np.array_equal(ink.mask, (ink.values[0] > 0.5).astype(np.int64))
    labels = page(open_data(Digits(target="properties"), None, 0), "train", 0, 30, None)
    digits = page(open_data(Digits(), None, 0), "train", 0, 30, None)
    for one, other in zip(labels.samples, digits.samples, strict=True):
        assert ("even" in one.words) == (int(other.words) % 2 == 0)
    number = page(open_data(data_kinds["diabetes"].create({}), None, 0), "train", 0, 1, None).samples[0]  # type: ignore[arg-type]
    assert 25 <= float(number.words) <= 346


def faults(opened: Opened, **options: bool) -> dict[str, Odd]:
    return {odd.fault: odd for odd in survey(opened, **options).odd}


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Pictures in train and test folders: one in both, one blank, one under two classes, one large, one damaged."""
    for split in ("train", "test"):
        write_picture_folder(tmp_path / split, pictures=12)
    chance = np.random.default_rng(1)
    pixels = chance.integers(0, 256, (6, 9, 3), dtype=np.uint8)
    save(tmp_path / "train" / "cats" / "a.png", pixels)
    save(tmp_path / "train" / "dogs" / "b.png", pixels)
    save(tmp_path / "train" / "dogs" / "blank.png", np.full((6, 9, 3), 200, np.uint8))
    save(tmp_path / "train" / "cats" / "large.png", chance.integers(0, 256, (60, 90, 3), dtype=np.uint8))
    (tmp_path / "train" / "cats" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    for number in range(12):
        other = chance.integers(0, 256, (6, 9, 3), dtype=np.uint8)
        for name in ("cats", "dogs"):
            if (name, number) != ("cats", 3):
                save(tmp_path / "test" / name / f"{number}.png", np.roll(other, len(name) + ord(name[0]), axis=0))
    return tmp_path


def test_odd_pictures_are_found_with_their_places(spoilt: Path) -> None:
    opened = open_data(ImageFolder(path=str(spoilt), validation=0.0), (3, 6, 9), 0)
    found = faults(opened)
    names = {fault: [Path(opened.name(*example.at)).name for example in odd.examples] for fault, odd in found.items()}
    assert names["blank"] == ["blank.png"]
    assert names["damaged"] == ["broken.png"]
    assert names["size"] == ["large.png"]
    assert names["mislabelled"] == ["b.png"]
    (shared,) = found["shared"].examples
    assert Path(opened.name(*shared.at)).parent == spoilt / "test" / "cats"
    assert shared.other is not None
    assert Path(opened.name(*shared.other)) == spoilt / "train" / "cats" / "3.png"
    assert "in two splits" in sentence(found["shared"])
    shown = page(opened, *found["damaged"].examples[0].at, 1, None).samples[0]
    assert shown.problem


def test_what_is_in_every_split_by_its_rule_is_no_fault() -> None:
    assert faults(open_data(data_kinds["logic_gates"].create({}), None, 0)) == {}  # type: ignore[arg-type]


def test_the_digits_and_points_have_nothing_odd() -> None:
    assert faults(open_data(Digits(), None, 0)) == {}
    assert faults(open_data(Toys(), None, 0)) == {}


def test_equal_arrays_are_found_between_splits(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "idx")
    images = bytearray((folder / "t10k-images-idx3-ubyte").read_bytes())
    images[16 + 35 * 4 : 16 + 35 * 5] = (folder / "train-images-idx3-ubyte").read_bytes()[16 : 16 + 35]
    (folder / "t10k-images-idx3-ubyte").write_bytes(bytes(images))
    odd = faults(open_data(Idx(path=str(folder)), (1, 7, 5), 0))["shared"]
    assert odd.count == 1
    assert odd.examples[0].at == Place("test", 4)


def test_too_many_are_measured_in_part_that_a_seed_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.data.inspection.survey.MOST_NUMBERS", 500 * 64)
    opened = open_data(Digits(), None, 0)
    part = survey(opened, 1)
    assert sum(part.measured.values()) == pytest.approx(500, abs=2)
    assert survey(opened, 1).inputs == part.inputs != survey(opened, 2).inputs
    assert sum(survey(opened, 1, whole=True).measured.values()) == 1797


class GivenUp(Exception):
    pass


def test_looking_through_is_told_and_can_be_given_up(spoilt: Path) -> None:
    opened = open_data(ImageFolder(path=str(spoilt)), (3, 6, 9), 0)
    told: list[tuple[int, int]] = []
    survey(opened, tell=lambda done, of: told.append((done, of)))
    total = sum(map(len, opened.parts.values()))
    assert told[-1] == (total, total)
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked > 10:
            raise GivenUp

    with pytest.raises(GivenUp):
        survey(opened, check=check)
    assert asked == 11


def test_changes_on_the_disk_are_counted(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data")
    data = ImageFolder(path=str(folder))
    before = files_of(data)
    assert difference(before, files_of(data)).words == ""
    Image.fromarray(np.zeros((5, 5), np.uint8)).save(folder / "cats" / "new.png")
    (folder / "dogs" / "1.png").unlink()
    (folder / "dogs" / "2.png").write_bytes(b"other")
    found = difference(before, files_of(data))
    assert found == (1, 1, 1)
    assert found.words == "The data have changed on the disk: 1 new file, 1 file gone, 1 file changed."


def test_points_of_an_input_are_not_flattened() -> None:
    shape: Shape = (2,)
    opened = open_data(Toys(), shape, 0)
    assert list(survey(opened).inputs) == ["x", "y"]
    assert torch.is_tensor(opened.fitted("train", np.array([0])).inputs)


@pytest.mark.parametrize(
    ("values", "strange"),
    [
        ([1.0, float("nan"), 3.0], 1),
        ([float("inf"), float("-inf")], 2),
        ([1.0, np.nextafter(1.0, 2.0)], 0),
        ([-1.7e308, 1.7e308], 0),
        ([5.0], 0),
    ],
)
def test_figures_of_strange_numbers_are_told_all_the_same(values: list[float], strange: int) -> None:
    gathered = Kept(["a"])
    gathered.add(torch.tensor(values, dtype=torch.float64)[:, None])
    lie = gathered.found()["a"]
    assert lie.strange == strange
    assert sum(lie.distribution.counts) == lie.distribution.numbers == len(values) - strange


def test_a_picture_that_vanishes_is_told_in_its_place(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=10)
    opened = open_data(ImageFolder(path=str(folder)), (3, 6, 9), 0)
    Path(opened.name("train", 1)).unlink()
    shown = page(opened, "train", 0, 3, None).samples
    assert [bool(sample.problem) for sample in shown] == [False, True, False]
    assert "not there any more" in shown[1].problem
