"""Tables that are too large for the memory are read by way of files, and give the very same samples and sentences."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

from studio.data import TableFile, memory
from studio.data.cache import folder as cache
from studio.data.cache.room import choose_limit
from studio.data.dataset import Dataset
from studio.data.errors import DataError
from studio.data.file_rows import FileRows
from studio.data.load import describe, load
from studio.data.sources import source_of
from studio.data.stores.row_store import RowStore
from studio.data.table_files import parsing
from studio.training.batches import Batches
from studio.training.device import Compute

COUNT = 400
CHANCE = np.random.default_rng(0)
TABLE = pl.DataFrame(
    {
        "n": np.arange(COUNT),
        "x": CHANCE.normal(size=COUNT) * 1e-3 + 1000,
        "gaps": [None if at % 7 == 0 else at / 3 for at in range(COUNT)],
        "colour": CHANCE.choice(["red", "green", " blue"], COUNT),
        "kind": CHANCE.choice(["a", "b", "c"], COUNT),
        "price": CHANCE.normal(size=COUNT).round(4),
        "who": np.arange(COUNT) // 4,
        "when": [("train", "val", "test")[min(at % 5, 2)] for at in range(COUNT)],
    }
)
IGNORED = {"who": "ignore", "when": "ignore"}
CASES: dict[str, dict[str, object]] = {
    "classes": {"roles": {"kind": "class", **IGNORED}},
    "numbers": {"roles": {"price": "number", "kind": "ignore", **IGNORED}, "missing": "mean"},
    "marked": {"roles": {"price": "number", **IGNORED}, "missing": "category"},
    "tokens": {"roles": {"kind": "class", **dict.fromkeys(("n", "who"), "category"),
                         **dict.fromkeys(("x", "gaps", "price", "when"), "ignore")}, "categories": "tokens"},
    "grouped": {"roles": {"kind": "class", "who": "group", "when": "ignore"}},
    "split": {"roles": {"kind": "class", "who": "ignore", "when": "split"}},
    "noise": {"roles": {"kind": "class", **IGNORED}, "transforms": [{"kind": "FeatureNoise", "sigma": 0.1}]},
}  # fmt: skip


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Nothing is remembered from one test to the next."""
    parsing.forget()
    yield
    parsing.forget()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be held in memory."""
    monkeypatch.setattr(memory, "MOST_ROWS", 0)


def made(path: Path, settings: dict[str, object]) -> TableFile:
    found = TableFile.create({"path": str(path), **settings})
    assert isinstance(found, TableFile)
    return found


def both(config: TableFile, monkeypatch: pytest.MonkeyPatch) -> tuple[Dataset, Dataset]:
    """The data held in memory, and those that are read batch by batch; both are told alike."""
    found, told = [], []
    for most in (2**28, 0):
        monkeypatch.setattr(memory, "MOST_ROWS", most)
        parsing.forget()
        description = describe(config)
        shape = description.sample_shape
        found.append(
            load(config.changed(path=config.path.replace("/table", "/" * (2 - bool(most)) + "table")), shape, 1)
        )
        told.append((description.left_out, description.columns, description.notes, description.classes,
                     description.counts, description.rows, description.features, description.grouped))  # fmt: skip
    assert told[0] == told[1]
    return found[0], found[1]


def batches(data: Dataset, split: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    cut = Batches(data.splits[split], 32, Compute(torch.device("cpu")))
    with closing(cut.shuffled(3, 0)) as shuffled, closing(cut.in_order()) as ordered:
        return [*shuffled, *ordered]


def assert_same(held: Dataset, there: Dataset) -> None:
    assert isinstance(there.train.store, RowStore)
    assert (there.preparation, there.fingerprint, there.note) == (held.preparation, held.fingerprint, held.note)
    for split in held.splits:
        assert len(there.splits[split]) == len(held.splits[split])
        for (mine, wanted), (other, target) in zip(batches(there, split), batches(held, split), strict=True):
            assert torch.equal(mine, other)
            assert torch.equal(wanted, target)


@pytest.mark.parametrize("ending", ["csv", pytest.param("parquet", marks=pytest.mark.slow)])
@pytest.mark.parametrize("case", CASES)
def test_rows_of_a_file_are_those_that_would_be_held(
    case: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"table.{ending}"
    (TABLE.write_csv if ending == "csv" else TABLE.write_parquet)(path)
    assert_same(*both(made(path, CASES[case]), monkeypatch))


WRITTEN: dict[str, str | bytes] = {
    "semicolons and commas": TABLE.write_csv(separator=";", decimal_comma=True),
    "empty rows": TABLE.write_csv().replace("\n7,", "\n,,,,,,,\n7,") + ",,,,,,,\n",
    "ragged rows": TABLE.write_csv().replace("\n7,", "\n1,2,3\n7,").replace("\n9,", "\n9,9,"),
    "text among numbers": TABLE.write_csv().replace("\n7,", "\nmany,"),
    "infinite": TABLE.write_csv().replace("\n8,1", "\n8,1e999"),
    "windows letters": TABLE.write_csv().replace("red", "grün").encode("cp1252"),
    "words for nothing": TABLE.write_csv().replace(",red,", ",NA,"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("how", WRITTEN)
def test_what_is_odd_in_a_file_is_told_alike(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    content = WRITTEN[how]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_same(*both(made(path, CASES["marked"]), monkeypatch))


def test_files_for_validation_and_test_are_read_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, name in enumerate(("table", "table-v", "table-t")):
        TABLE[at * 100 : at * 100 + 100].write_csv(tmp_path / f"{name}.csv")
    config = made(
        tmp_path / "table.csv",
        CASES["classes"]
        | {"validation_path": str(tmp_path / "table-v.csv"), "test_path": str(tmp_path / "table-t.csv")},
    )
    assert_same(*both(config, monkeypatch))


@pytest.mark.usefixtures("large")
def test_a_table_is_read_once_and_kept_until_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    TABLE.write_csv(path)
    config = made(path, CASES["grouped"])
    first = source_of(config).read(config)
    (kept,) = [each for each in cache.caches() if each.of == str(path)]
    assert {file.name for file in kept.folder.iterdir()} >= {"rows", "table.json"}
    assert not (kept.folder / "columns").exists()
    changed = (kept.folder / "table.json").stat().st_mtime_ns
    parsing.forget()
    again = source_of(config).read(config)
    assert (kept.folder / "table.json").stat().st_mtime_ns == changed
    assert np.array_equal(np.asarray(again.train.inputs), np.asarray(first.train.inputs))
    assert again.train.together is not None
    assert first.train.together is not None
    assert np.array_equal(again.train.together, first.train.together)
    TABLE[:200].write_csv(path)
    assert len(source_of(config).read(config).train) == 171


@pytest.mark.usefixtures("large")
def test_what_is_in_use_is_not_cleared_and_what_is_damaged_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    TABLE.write_csv(path)
    config = made(path, CASES["classes"])
    reading = source_of(config).read(config)
    cache.clear()
    (kept,) = [each for each in cache.caches() if each.of == str(path)]
    expected = np.asarray(reading.train.inputs)
    del reading
    parsing.forget()
    head = json.loads((kept.folder / "table.json").read_text())
    (kept.folder / "table.json").write_text(json.dumps({**head, "count": "many"}))
    found = source_of(config).read(config).train.inputs
    assert isinstance(found, FileRows)
    assert np.array_equal(np.asarray(found), expected)


@pytest.mark.usefixtures("large")
def test_a_cache_without_room_is_told_with_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    TABLE.write_csv(path)
    choose_limit(1000)
    with pytest.raises(DataError, match=r"up to .* are needed and 1.00.kB are left.*Make room on the disk"):
        describe(made(path, CASES["classes"]))
    assert not [each for each in cache.caches() if each.of == str(path)]


@pytest.mark.skipif(resource is None, reason="the system has no bound for the size of files")
@pytest.mark.usefixtures("large")
def test_a_full_disk_leaves_nothing_and_is_told(tmp_path: Path) -> None:
    assert resource is not None
    path = tmp_path / "table.csv"
    TABLE.write_csv(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(DataError, match=r"the disk is full under the cache.*Make room"):
            describe(made(path, CASES["classes"]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [each for each in cache.caches() if each.of == str(path)]


@pytest.mark.usefixtures("large")
def test_several_that_read_the_same_table_at_once_share_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    TABLE.write_csv(path)
    config = made(path, CASES["classes"])
    readings: list[object] = []

    def read() -> None:
        readings.append(np.asarray(source_of(config).read(config).train.inputs).tobytes())

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readings) == 4
    assert len(set(readings)) == 1
    assert len([each for each in cache.caches() if each.of == str(path)]) == 1
