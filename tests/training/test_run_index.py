"""The index of runs saves time, never lies, and does no harm."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from written_runs import written_run

from studio import paths
from studio.training.runs.description import RECORDS
from studio.training.runs.listing import listed_runs


def settled(path: Path) -> Path:
    """The run as if it had been written long ago, so that its files' times tell of changes."""
    for name in RECORDS:
        os.utime(path / name, (1e9, 1e9))
    return path


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with two runs."""
    for name in ("first", "second"):
        settled(written_run(tmp_path / "runs" / name))
    return tmp_path / "runs"


@pytest.fixture
def index() -> Path:
    """Where the index is kept."""
    return paths.run_index()


def mark(index: Path) -> None:
    """Give what is kept another name, which tells it from what is read from the folders."""
    with closing(sqlite3.connect(index)) as database, database:
        database.execute("UPDATE runs SET description = replace(description, 'Iris', 'Kept')")


def names(folder: Path, index: Path) -> dict[str, str]:
    """The name of the network by that of its run."""
    return {run.path.name: run.name for run in listed_runs(folder, index)}


def test_what_is_kept_is_what_was_read(runs: Path, index: Path) -> None:
    assert listed_runs(runs, index) == listed_runs(runs, index) == listed_runs(runs)
    mark(index)
    assert names(runs, index) == {"first": "Kept", "second": "Kept"}


def test_only_a_run_that_changed_is_read_again(runs: Path, index: Path) -> None:
    listed_runs(runs, index)
    mark(index)
    with (runs / "first" / "events.jsonl").open("a") as file:
        file.write('{"event": "RunFailed", "run": "first", "message": "No.", "remedy": "", "epoch": 3, "step": 11}\n')
    found = {run.path.name: (run.name, run.state) for run in listed_runs(runs, index)}
    assert found == {"first": ("Iris", "failed"), "second": ("Kept", "finished")}


def test_runs_that_came_and_went_are_told(runs: Path, index: Path) -> None:
    listed_runs(runs, index)
    shutil.rmtree(runs / "first")
    written_run(runs / "third")
    assert {run.path.name for run in listed_runs(runs, index)} == {"second", "third"}
    with closing(sqlite3.connect(index)) as database:
        paths = [Path(os.fsdecode(path)).name for (path,) in database.execute("SELECT path FROM runs")]
    assert paths == ["second"]  # the third was written so lately that its files' times cannot tell of changes yet


def test_runs_elsewhere_stay_known(runs: Path, index: Path, tmp_path: Path) -> None:
    listed_runs(runs, index)
    settled(written_run(tmp_path / "runs of others" / "third"))
    listed_runs(tmp_path / "runs of others", index)
    mark(index)
    assert names(tmp_path, index) == {"first": "Kept", "second": "Kept", "third": "Kept"}


@pytest.mark.parametrize(
    "content", [b"no database at all, whatever its name says", b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_index_is_made_anew(runs: Path, index: Path, content: bytes) -> None:
    index.parent.mkdir()
    index.write_bytes(content)
    assert len(listed_runs(runs, index)) == 2
    mark(index)
    assert names(runs, index) == {"first": "Kept", "second": "Kept"}


def test_damaged_entries_are_read_again(runs: Path, index: Path) -> None:
    sound = listed_runs(runs, index)
    for harm in ("[", "[]", "{}", '{"state": "gone"}'):
        with closing(sqlite3.connect(index)) as database, database:
            database.execute("UPDATE runs SET description = ?", (harm,))
        assert listed_runs(runs, index) == sound


def test_a_locked_index_is_passed_by(runs: Path, index: Path) -> None:
    listed_runs(runs, index)
    written_run(runs / "third")
    with closing(sqlite3.connect(index)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert len(listed_runs(runs, index)) == 3


@pytest.mark.parametrize("what", ["folder", "file above"])
def test_an_index_that_cannot_be_written_is_passed_by(runs: Path, index: Path, what: str) -> None:
    if what == "folder":
        index.mkdir(parents=True)
    else:
        index.parent.write_text("")
    assert len(listed_runs(runs, index)) == 2
