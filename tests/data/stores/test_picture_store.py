"""Very many pictures stay files: each is decoded once, kept on the disk, and never taken for another."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from pictures_on_disk import SHAPE, in_folder, on_disk
from PIL import Image

from studio import paths
from studio.data.cache.folder import caches
from studio.data.cache.room import choose_limit
from studio.data.cache.slots import SAMPLES
from studio.data.dataset import Dataset
from studio.data.errors import DataError
from studio.data.load import first, load
from studio.data.stores.ahead import ahead
from studio.data.stores.picture_store import PictureStore
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.steps import Bytes
from studio.training.batches import Batches
from studio.training.device import Compute


def stores(dataset: Dataset) -> list[PictureStore]:
    found = [split.store for split in dataset.splits.values()]
    assert all(isinstance(each, PictureStore) for each in found)
    return found  # type: ignore[return-value]


def loaded(data: object, seed: int = 0) -> Dataset:
    """The data read anew, and not those that are at hand."""
    load(in_folder(Path(data.path)).changed(target="input"), SHAPE, seed)  # type: ignore[attr-defined]
    return load(data, SHAPE, seed)  # type: ignore[arg-type]


def repaint(path: Path) -> None:
    """Another picture of the same size in a file."""
    Image.fromarray(np.full((10, 12, 3), 200, np.uint8)).save(path)


def test_they_are_those_that_would_be_held_rounded_to_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    disk = load(folder, SHAPE, 0)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 2**26)
    memory = load(folder, SHAPE, 1) and load(folder, SHAPE, 0)
    assert any(isinstance(step, Bytes) for step in disk.preparation.steps)
    assert not any(isinstance(step, Bytes) for step in memory.preparation.steps)
    for name, split in disk.splits.items():
        assert split.store.dtype == torch.uint8
        assert torch.equal(split.targets, memory.splits[name].targets)
        assert torch.equal(split.inputs, (memory.splits[name].inputs * 255).round() / 255)
    assert disk.fingerprint == memory.fingerprint


def test_what_a_trial_sees_is_what_the_training_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch, normalize=True, validation=0.0, test=0.0)
    dataset = load(folder, SHAPE, 0)
    assert torch.equal(first(folder, 5, dataset.preparation), dataset.train.inputs[:5])


def test_a_run_that_knew_no_bytes_sees_its_pictures_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 2**26)
    memory = load(folder, SHAPE, 0)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 0)
    disk = load(folder, SHAPE, 0, preparation=memory.preparation)
    assert [store.dtype for store in stores(disk)] == [torch.float32] * 3
    for name, split in disk.splits.items():
        assert torch.equal(split.inputs, memory.splits[name].inputs)


def test_mean_and_deviation_are_measured_on_the_training_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = load(on_disk(tmp_path / "data", monkeypatch, normalize=True), SHAPE, 0)
    inputs = dataset.train.inputs
    assert inputs.mean(dim=(0, 2, 3)).abs().max() < 1e-5
    assert (inputs.std(dim=(0, 2, 3), correction=0) - 1).abs().max() < 1e-5


def test_each_is_decoded_once_also_by_those_who_come_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    before = {name: split.inputs for name, split in load(folder, SHAPE, 0).splits.items()}
    again = loaded(folder)
    for picture in (tmp_path / "data").rglob("*.png"):
        picture.unlink()
    for name, split in again.splits.items():
        assert torch.equal(split.inputs, before[name])
    (cache,) = caches()
    assert cache.of == str(tmp_path / "data")
    told = stores(again)[0].remarks()
    assert 0 < len(told) <= 5
    assert all("was changed or removed" in each for each in told)
    assert stores(again)[0].remarks() == []


def test_one_that_vanished_before_it_was_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = load(on_disk(tmp_path / "data", monkeypatch), SHAPE, 0)
    gone = Path(stores(dataset)[0].paths[3])
    gone.unlink()
    with pytest.raises(DataError, match="is not there any more") as refused:
        dataset.train.store.take(torch.arange(8))
    assert str(gone) in refused.value.message
    assert torch.equal(
        dataset.train.store.take(torch.tensor([2, 2]))[0], dataset.train.store.take(torch.tensor([2]))[0]
    )


def test_one_that_was_changed_before_it_was_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = load(on_disk(tmp_path / "data", monkeypatch), SHAPE, 0)
    changed = Path(stores(dataset)[0].paths[3])
    repaint(changed)
    with pytest.raises(DataError, match="was changed since the training began") as refused:
        dataset.train.store.take(torch.arange(8))
    assert str(changed) in refused.value.message


def test_one_that_was_changed_is_never_taken_for_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    before = load(folder, SHAPE, 0)
    inputs, changed = before.train.inputs, Path(stores(before)[0].paths[3])
    repaint(changed)
    after = load(folder, SHAPE, 0)
    assert stores(after)[0].paths[3] == str(changed)
    assert torch.equal(after.train.store.take(torch.tensor([3])), torch.full((1, *SHAPE), 200, dtype=torch.uint8))
    assert torch.equal(after.train.inputs[:3], inputs[:3])
    assert after.fingerprint != before.fingerprint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_on_a_full_disk_it_goes_on_and_says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    wanted = load(folder, SHAPE, 0).train.inputs
    (cache,) = caches()
    for file in cache.folder.iterdir():
        file.unlink()
    (cache.folder / SAMPLES).symlink_to("/dev/full")
    dataset = loaded(folder)
    assert torch.equal(dataset.train.inputs, wanted)
    (told,) = stores(dataset)[0].remarks()
    assert "is full" in told
    assert torch.equal(dataset.train.inputs, wanted)
    assert stores(dataset)[0].remarks() == []


def test_without_room_for_a_cache_it_goes_on_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    paths.caches().parent.mkdir(parents=True)
    paths.caches().write_text("no folder")
    dataset = load(folder, SHAPE, 0)
    assert len(dataset.train.inputs) == len(dataset.train)
    (told,) = stores(dataset)[0].remarks()
    assert "goes on without it" in told


def test_a_cache_that_is_smaller_than_the_data_keeps_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    choose_limit(10 * 3 * 8 * 8)
    dataset = load(folder, SHAPE, 0)
    wanted = dataset.train.inputs
    (cache,) = caches()
    assert 0 < (cache.folder / SAMPLES).stat().st_size <= 10 * 3 * 8 * 8
    assert torch.equal(loaded(folder).train.inputs, wanted)


def test_batches_come_in_their_order_and_may_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (store, *_) = stores(load(on_disk(tmp_path / "data", monkeypatch), SHAPE, 0))
    places = torch.from_numpy(np.random.default_rng(0).permutation(len(store)))
    threads = torch.get_num_threads()
    batches = list(ahead(store, places.split(7)))
    assert torch.equal(torch.cat(batches), store.take(places))
    with closing(ahead(store, places.split(7))) as some:
        assert torch.equal(next(some), batches[0])
    assert torch.get_num_threads() == threads


def test_a_large_folder_is_known_by_samples_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch)
    whole = load(folder, SHAPE, 0).fingerprint
    monkeypatch.setattr("studio.data.fingerprint.MOST_READ", 0)
    sampled = loaded(folder)
    assert sampled.fingerprint.startswith("sampled:")
    assert sampled.has(sampled.fingerprint)
    assert sampled.has(whole)
    os.rename(tmp_path / "data", tmp_path / "elsewhere")
    moved = load(in_folder(tmp_path / "elsewhere"), SHAPE, 0)
    assert moved.fingerprint == sampled.fingerprint
    repaint(Path(stores(moved)[0].paths[0]))
    other = load(in_folder(tmp_path / "elsewhere"), SHAPE, 0)
    assert not other.has(sampled.fingerprint)
    assert not other.has(whole)


def test_pictures_that_are_changed_by_chance_are_kept_before_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transforms = [{"kind": "RandomRotation", "degrees": 20}, {"kind": "RandomHorizontalFlip"}]
    folder = on_disk(tmp_path / "data", monkeypatch, normalize=True, transforms=transforms)
    disk = load(folder, SHAPE, 0)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 2**26)
    memory = load(folder, SHAPE, 0, preparation=disk.preparation)
    assert isinstance(memory.train.store, TensorStore)
    assert isinstance(disk.train.store, PictureStore)
    for name, split in disk.splits.items():
        ours, theirs = (Batches(each, 8, Compute(torch.device("cpu"))) for each in (split, memory.splits[name]))
        for mine, other in zip(ours.shuffled(0, 1), theirs.shuffled(0, 1), strict=True):
            assert all(map(torch.equal, mine, other))


@pytest.mark.parametrize("by_chance", [False, True])
def test_a_run_goes_by_what_it_has_kept_also_when_the_folder_has_become_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_chance: bool
) -> None:
    transforms = [{"kind": "RandomHorizontalFlip"}] if by_chance else []
    folder = on_disk(tmp_path / "data", monkeypatch, normalize=True, transforms=transforms)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 2**26)
    memory = load(folder, SHAPE, 0)
    monkeypatch.setattr("studio.data.memory.MOST_HELD", 0)
    disk = load(folder, SHAPE, 0, preparation=memory.preparation)
    for name, split in disk.splits.items():
        assert split.store.dtype == torch.float32
        assert torch.equal(split.inputs, memory.splits[name].inputs)


def test_what_was_decoded_before_others_came_is_not_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = on_disk(tmp_path / "data", monkeypatch, validation=0.0, test=0.0)
    before = load(folder, SHAPE, 0).train
    inputs, paths_before = before.inputs, stores(load(folder, SHAPE, 0))[0].paths
    repaint(tmp_path / "data" / "cats" / "another.png")
    after = load(folder, SHAPE, 0).train.store
    assert isinstance(after, PictureStore)
    places = torch.tensor([after.paths.index(path) for path in paths_before])
    for path in paths_before:
        Path(path).unlink()
    assert torch.equal(after.take(places), (inputs * 255).round().to(torch.uint8))
    another = after.paths.index(str(tmp_path / "data" / "cats" / "another.png"))
    assert (after.take(torch.tensor([another])) == 200).all()
    assert len(caches()) == 2
