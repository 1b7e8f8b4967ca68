"""Results of runs with mean and deviation over seeds, as a table for people, spreadsheets and documents."""

from __future__ import annotations

import csv
from io import StringIO
from math import sqrt
from pathlib import Path

import pytest
from written_runs import NODES, written_run

from studio.training.runs.listing import listed_runs
from studio.training.runs.results_table import ResultsTable, Spread


@pytest.fixture
def table(tmp_path: Path) -> ResultsTable:
    """Two rates with several seeds each, one run not finished, one damaged."""
    for at, (rate, seed, loss) in enumerate([(0.1, 0, 0.2), (0.1, 1, 0.4), (0.01, 0, 0.5), (0.01, 1, 0.7)]):
        written_run(tmp_path / f"{at}", lr=rate, seed=seed, loss=loss, began=f"2026-01-01T00:00:0{9 - at}+00:00")
    written_run(tmp_path / "5", lr=0.01, seed=2, loss=0.0, ends="stopped", began="2025-01-01T00:00:00+00:00")
    (written_run(tmp_path / "6") / "config.json").write_text("{")
    return ResultsTable.of(listed_runs(tmp_path))


def test_rows_have_mean_and_deviation_of_the_finished_runs_of_the_same_settings(table: ResultsTable) -> None:
    assert table.settings == ("training.optimizer.lr",)
    assert [(row.settings, row.runs, row.finished) for row in table.rows] == [((0.1,), 2, 2), ((0.01,), 3, 2)]
    spread = table.rows[0].metrics["loss"]
    assert (spread.mean, spread.count) == (pytest.approx(0.3), 2)
    assert spread.deviation == pytest.approx(0.2 / sqrt(2))
    assert table.best == dict.fromkeys(("loss", "validation_accuracy", "test_accuracy"), 0)
    assert Spread.of([0.5]) == Spread(0.5, None, 1)


def test_other_networks_and_losses_are_other_rows(tmp_path: Path) -> None:
    wider = {**NODES, "fc": {**NODES["fc"], "params": {"out_features": 4}}}
    written_run(tmp_path / "a")
    written_run(tmp_path / "b", nodes=wider)
    table = ResultsTable.of(listed_runs(tmp_path), {tmp_path.resolve() / "b": {"fc.out_features": "4"}})
    assert [row.runs for row in table.rows] == [1, 1]
    assert table.settings == ("fc.out_features",)
    assert ResultsTable.of([]).rows == ()


def test_each_form_holds_the_same(table: ResultsTable) -> None:
    head, first, second = csv.reader(StringIO(table.as_text("csv")))
    values = dict(zip(head, first, strict=True))
    assert (values["training.optimizer.lr"], values["finished"], second[head.index("finished")]) == ("0.1", "2", "2")
    assert float(values["test_accuracy"]) == pytest.approx(0.7)
    assert float(values["test_accuracy_deviation"]) == pytest.approx(0.2 / sqrt(2))
    latex = table.as_text("latex").splitlines()
    assert latex[0] == r"\begin{tabular}{lrr}"
    assert latex[2] == r"training.optimizer.lr & runs & test accuracy \\"
    assert latex[4] == r"0.1 & 2 & 70.0\,\% $\pm$ 14.1\,\% \\"
    assert latex[5].startswith("0.01 & 2 of 3 & ")
    assert "| 0.1 | 2 | 70.0 % ± 14.1 % ★ |" in table.as_text("markdown")
    assert [row["finished"] for row in table.to_json()["rows"]] == [2, 2]
