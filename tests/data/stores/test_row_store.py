"""Arrays that are too large for the memory are read batch by batch, and give the very same training."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from data_files import IDX_NAMES, idx, write

from studio.data import Arrays, Idx, memory
from studio.data.array_files import parsing
from studio.data.cache import folder as cache
from studio.data.cache.room import choose_limit
from studio.data.config import Data
from studio.data.dataset import Dataset
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.sources import source_of
from studio.data.stores.row_store import RowStore
from studio.training.batches import Batches
from studio.training.device import Compute

CHANCE = np.random.default_rng(0)
COUNT = 300
CLASSES = np.arange(COUNT) % 3
ROWS = (CHANCE.normal(size=(COUNT, 7)) * 3 + 100).astype(np.float64)
ROWS[4, 2] = np.nan
PICTURES = CHANCE.integers(0, 256, (COUNT, 9, 8, 3), dtype=np.uint8)
TOKENS = CHANCE.integers(0, 50, (COUNT, 6))

TURNED: dict[str, object] = {"transforms": [{"kind": "RandomRotation", "degrees": 20}, {"kind": "Normalize"}]}
CASES: dict[str, tuple[Any, dict[str, object], tuple[int, ...]]] = {
    "rows": (ROWS, {}, (7,)),
    "rows-normalized": (ROWS.astype(np.float32), {"normalize": True}, (7,)),
    "rows-of-one-number": (ROWS[:, 0], {"normalize": True}, (1,)),
    "big-endian": (ROWS.astype(">f4"), {}, (7,)),
    "pictures": (PICTURES, {"normalize": True}, (3, 9, 8)),
    "pictures-flat": (PICTURES, {}, (9 * 8 * 3,)),
    "pictures-turned": (PICTURES, TURNED, (3, 9, 8)),
    "grey": (PICTURES[..., 0], {}, (1, 9, 8)),
    "levels": (np.moveaxis(PICTURES, 3, 1) / np.float32(255), {"axes": "NCHW"}, (3, 5, 5)),
    "tokens": (TOKENS, {"axes": "tokens"}, (6,)),
}

IDX_CASES = CASES | {"pictures-transposed": (PICTURES, {"transpose": True}, (3, 8, 9))}

IN_EVERY_WAY = ("rows", "big-endian", "pictures", "tokens")
"""Cases whose arrays are also written in ways in which their rows cannot be read where they lie."""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be held in memory."""
    monkeypatch.setattr(memory, "MOST_ROWS", 0)


WAYS = ("npy", "npz", "npy by columns", "npz by columns", "npz compressed", "npz compressed by columns")
"""How arrays lie in a file: only of the first two it is row by row and as they are."""

IDX_WAYS = ("idx", "idx zipped")


def written(folder: Path, x: Any, settings: dict[str, object], way: str) -> Data:
    if way in IDX_WAYS:
        return written_idx(folder / "data.idx", x, settings, zipped=way == "idx zipped")
    ending = way.partition(" ")[0]
    file = folder / f"data.{ending}"
    if "by columns" in way:
        x = np.asfortranarray(x)
    if ending == "npz":
        (np.savez_compressed if "compressed" in way else np.savez)(file, x=x, y=CLASSES)
        return Arrays.create({"path": str(file), **settings})
    np.save(file, x)
    np.save(folder / "labels.npy", CLASSES)
    return Arrays.create({"path": str(file), "targets_path": str(folder / "labels.npy"), **settings})


def written_idx(folder: Path, pictures: Any, settings: dict[str, object], *, zipped: bool) -> Data:
    folder.mkdir()
    write(folder / IDX_NAMES[0], idx(pictures), zipped)
    write(folder / IDX_NAMES[1], idx(CLASSES.astype(np.uint8)), zipped)
    return Idx.create({"path": str(folder), **settings})


def batches(data: Dataset, split: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Those of two epochs, and in the order of the samples."""
    cut = Batches(data.splits[split], 32, Compute(torch.device("cpu")))
    found = [cut.first()]
    for taken in (cut.shuffled(3, 0), cut.shuffled(3, 1), cut.in_order()):
        with closing(taken):
            found += list(taken)
    return found


@pytest.mark.parametrize(
    ("case", "way"),
    [
        *((case, "npy") for case in CASES),
        *(pytest.param(case, "npz", marks=pytest.mark.slow) for case in CASES),
        *(pytest.param(case, way, marks=pytest.mark.slow) for case in IN_EVERY_WAY for way in WAYS[2:]),
        *((case, way) for case in ("pictures", "grey") for way in IDX_WAYS),
        ("pictures-transposed", "idx"),
    ],
)
def test_what_is_read_batch_by_batch_is_what_would_be_held(
    case: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, settings, shape = IDX_CASES[case]
    config = written(tmp_path, x, settings, way)
    held, told = load(config, shape, seed=1), describe(config)
    monkeypatch.setattr(memory, "MOST_ROWS", 0)
    parsing.forget()
    there = load(config.changed(path=f"{tmp_path}/./data.{way.partition(' ')[0]}"), shape, seed=1)
    assert isinstance(there.train.store, RowStore)
    assert describe(config).left_out == told.left_out
    assert (there.preparation, there.fingerprint, there.note) == (held.preparation, held.fingerprint, held.note)
    assert there.counts == held.counts
    for split in held.splits:
        assert there.splits[split].nbytes == held.splits[split].nbytes
        for (mine, wanted), (other, target) in zip(batches(there, split), batches(held, split), strict=True):
            assert torch.equal(mine, other)
            assert torch.equal(wanted, target)


@pytest.mark.usefixtures("large")
def test_a_file_that_is_changed_meanwhile_is_told_at_the_next_batch(tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {}, "npy")
    data = load(config, (7,), seed=0)
    with (tmp_path / "data.npy").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(DataError, match="was changed since it was opened"):
        batches(data, "train")


@pytest.mark.usefixtures("large")
def test_a_damaged_member_is_not_taken_for_numbers(tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {}, "npz")
    content = bytearray((tmp_path / "data.npz").read_bytes())
    content[2000] ^= 1
    (tmp_path / "data.npz").write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        describe(config)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("way", ["npz compressed", "npz compressed by columns"])
def test_a_damaged_compressed_member_is_told_and_nothing_of_it_is_kept(way: str, tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {}, way)
    content = bytearray((tmp_path / "data.npz").read_bytes())
    content[2000] ^= 1
    (tmp_path / "data.npz").write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        describe(config)
    assert not [each for each in cache.caches() if each.of == str(tmp_path / "data.npz")]


@pytest.mark.usefixtures("large")
def test_a_compressed_array_is_unpacked_once_and_anew_when_its_file_changes(tmp_path: Path) -> None:
    def unpacked() -> list[Path]:
        return [each.folder for each in cache.caches() if each.of == str(tmp_path / "data.npz")]

    config = written(tmp_path, ROWS.astype(np.float32), {"normalize": False}, "npz compressed")
    describe(config)
    (first,) = unpacked()
    made = (first / "rows").stat().st_mtime_ns
    parsing.forget()
    describe(config)
    assert unpacked() == [first]
    assert (first / "rows").stat().st_mtime_ns == made
    written(tmp_path, ROWS.astype(np.float32) + 1, {}, "npz compressed")
    assert np.array_equal(np.asarray(source_of(config).peek(config, 3).inputs), ROWS.astype(np.float32)[:3] + 1)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("way", WAYS[2:])
def test_to_put_an_array_into_the_cache_can_be_given_up(way: str, tmp_path: Path) -> None:
    class GivenUpError(Exception):
        pass

    def give_up() -> None:
        raise GivenUpError

    config = written(tmp_path, ROWS.astype(np.float32), {}, way)
    with pytest.raises(GivenUpError):
        source_of(config).describe(config, give_up)
    assert not [each for each in cache.caches() if each.of == str(tmp_path / f"data.{way[:3]}")]
    assert describe(config).samples == COUNT - 1


@pytest.mark.usefixtures("large")
def test_an_array_that_the_cache_has_no_room_for_is_told_by_its_name(tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {}, "npz compressed")
    choose_limit(1000)
    with pytest.raises(DataError, match=r"The array “x” of “data.npz”: too large .* 1.00.kB are left"):
        describe(config)


@pytest.mark.usefixtures("large")
def test_the_first_samples_are_all_that_is_read_of_a_large_file_to_show_them(tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {"normalize": False}, "npy")
    found = source_of(config).peek(config, 3)
    assert np.array_equal(np.asarray(found.inputs), ROWS.astype(np.float32)[:3])
