"""Arrays that are too large for the memory are read batch by batch, and give the very same training."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.data import Arrays, memory
from studio.data.array_files import parsing
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


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be held in memory."""
    monkeypatch.setattr(memory, "MOST_ROWS", 0)


def written(folder: Path, x: Any, settings: dict[str, object], ending: str) -> Data:
    file = folder / f"data.{ending}"
    if ending == "npz":
        np.savez(file, x=x, y=CLASSES)
        return Arrays.create({"path": str(file), **settings})
    np.save(file, x)
    np.save(folder / "labels.npy", CLASSES)
    return Arrays.create({"path": str(file), "targets_path": str(folder / "labels.npy"), **settings})


def batches(data: Dataset, split: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Those of two epochs, and in the order of the samples."""
    cut = Batches(data.splits[split], 32, Compute(torch.device("cpu")))
    found = [cut.first()]
    for taken in (cut.shuffled(3, 0), cut.shuffled(3, 1), cut.in_order()):
        with closing(taken):
            found += list(taken)
    return found


@pytest.mark.parametrize("ending", ["npy", pytest.param("npz", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES)
def test_what_is_read_batch_by_batch_is_what_would_be_held(
    case: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, settings, shape = CASES[case]
    config = written(tmp_path, x, settings, ending)
    held, told = load(config, shape, seed=1), describe(config)
    monkeypatch.setattr(memory, "MOST_ROWS", 0)
    parsing.forget()
    there = load(config.changed(path=f"{tmp_path}/./data.{ending}"), shape, seed=1)
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
def test_the_first_samples_are_all_that_is_read_of_a_large_file_to_show_them(tmp_path: Path) -> None:
    config = written(tmp_path, ROWS.astype(np.float32), {"normalize": False}, "npy")
    found = source_of(config).peek(config, 3)
    assert np.array_equal(np.asarray(found.inputs), ROWS.astype(np.float32)[:3])
