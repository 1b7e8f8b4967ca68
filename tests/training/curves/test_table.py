"""The table of curves has every value exactly, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv as reader
from io import StringIO

import numpy as np
import pytest

from studio.training.curves.run_curves import RunCurves
from studio.training.curves.table import HEAD, csv
from studio.training.events import BatchesDone, EpochDone, RunStarted

STARTED = RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, 0, "", ("accuracy",))


def rows(curves: RunCurves, name: str = "run", figures: tuple[str, ...] = ("loss",)) -> list[dict[str, str]]:
    return list(reader.DictReader(StringIO("".join(csv([(name, curves)], figures)))))


@pytest.fixture
def curves() -> RunCurves:
    made = RunCurves(window=50)
    losses = tuple(np.random.default_rng(0).random(5000).tolist())
    values = {"loss": 0.1 + 0.2, "validation_loss": 1 / 3}
    made.take(STARTED)
    made.take(BatchesDone("run", 1, tuple(range(1, 5001)), losses, 1.0, 7.0, {"accuracy": 0.5}, 1e-320))
    made.take(EpochDone("run", 500, 5000, True, 7.0, values))
    return made


def test_every_value_of_every_step_comes_back_to_the_last_bit(curves: RunCurves) -> None:
    found = rows(curves)
    assert tuple(found[0]) == HEAD
    batches = [row for row in found if row["values"] == "batches"]
    assert [float(row["value"]) for row in batches] == curves["loss"].batches.values.tolist()
    assert [int(row["step"]) for row in batches] == list(range(1, 5001))
    assert float(batches[-1]["epoch"]) == 500.0
    assert float(batches[-1]["seconds"]) == 7.0
    rest = {row["values"]: float(row["value"]) for row in found if row["values"] != "batches"}
    assert rest == {"training_epoch": 0.1 + 0.2, "validation": 1 / 3}


def test_very_small_values_keep_their_digits(curves: RunCurves) -> None:
    (row,) = rows(curves, figures=("learning_rate",))
    assert float(row["value"]) == 1e-320


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2+3", "@sum", "＝a", " =x", "\t=x", 'a,"b"', "a\nb"])
def test_names_run_in_no_spreadsheet_and_break_no_row(curves: RunCurves, name: str) -> None:
    found = rows(curves, name)
    assert len(found) == 5002
    assert {row["run"] for row in found} == {found[0]["run"]}
    assert not found[0]["run"].lstrip().startswith(tuple("=+-@＝"))


def test_a_snapshot_is_written_as_it_was(curves: RunCurves) -> None:
    kept = curves.snapshot()
    curves.take(BatchesDone("run", 1, (5001,), (0.5,), 1.0, 8.0))
    assert len(rows(kept)) == 5002
    assert len(rows(curves)) == 5003


def test_several_runs_stand_one_after_another(curves: RunCurves) -> None:
    text = "".join(csv([("a", curves), ("b", curves)], ("loss", "accuracy")))
    found = list(reader.DictReader(StringIO(text)))
    assert {row["run"] for row in found} == {"a", "b"}
    assert {row["figure"] for row in found} == {"loss", "accuracy"}
