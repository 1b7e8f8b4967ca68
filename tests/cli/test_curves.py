"""Curves of runs taken away at the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from written_runs import written_run


def test_all_values_of_runs_are_written_as_a_table(studio) -> None:
    for name in ("first", "second"):
        written_run(Path(name))
    told = studio("curves", "first", "second", "--csv", "curves.csv")
    assert (told.status, told.err) == (0, "")
    rows = list(csv.DictReader(Path("curves.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["run"] for row in rows} == {"first", "second"}
    assert {"loss", "accuracy"} <= {row["figure"] for row in rows}
    assert {"validation"} <= {row["values"] for row in rows}


def test_event_files_are_written_for_tensorboard(studio) -> None:
    pytest.importorskip("tensorboardX")
    written_run(Path("first"))
    told = studio("curves", "first", "--tensorboard", "board")
    assert (told.status, told.err) == (0, "")
    assert [path.parent.name for path in Path("board").rglob("*tfevents*")] == ["first"]
    again = studio("curves", "first", "--tensorboard", "board")
    assert again.status == 1
    assert "is there already" in again.err


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (["curves", "first"], 2, "--csv"),
        (["curves", "nowhere", "--csv", "a.csv"], 1, "nowhere"),
        (["curves", "first", "--csv", "missing/a.csv"], 1, "missing"),
        (["curves", "first", "--csv", "."], 1, "folder"),
    ],
)
def test_what_cannot_be_done_is_told(studio, given: list[str], status: int, said: str) -> None:
    written_run(Path("first"))
    told = studio(*given)
    assert told.status == status
    assert said in told.err
    assert len(told.err.splitlines()) == 1
