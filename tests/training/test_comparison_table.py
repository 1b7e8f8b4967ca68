"""A comparison as a table: what is told of the runs, who is best, and what is copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from written_runs import NODES, written_run

from studio.training.runs.comparison import Comparison
from studio.training.runs.comparison_table import Line, as_csv, as_markdown, network_sentences, parts, titles

WIDER = {**NODES, "fc": {"layer": "Linear", "params": {"out_features": 5}, "inputs": ["input"]}}


@pytest.fixture
def compared(tmp_path: Path) -> Comparison:
    """Two runs of which the second is better and has another rate and network."""
    first = written_run(tmp_path / "first", lr=0.1, loss=0.5)
    return Comparison.of([first, written_run(tmp_path / "=second", lr=0.01, loss=0.25, nodes=WIDER)])


def lines(compared: Comparison, *macs: int | None) -> dict[str, Line]:
    return {line.name: line for part in parts(compared, macs) for line in part.lines}


def test_settings_and_results_stand_side_by_side_and_the_best_is_marked(compared: Comparison) -> None:
    found = lines(compared, 12, None)
    assert found["training.optimizer.lr"].cells == ("0.1", "0.01")
    assert found["test accuracy"] == Line("test accuracy", ("50.0\u202f%", "75.0\u202f%"), (1,), ("0.5", "0.75"))
    assert found["loss"].best == (1,)
    assert found["parameters"].cells == ("15", "15")
    assert found["MACs"].cells == ("12", "—")
    assert [part.title for part in parts(compared)] == ["Run", "Results", "Settings that differ", "Network"]


def test_nothing_is_best_where_all_are_alike(tmp_path: Path) -> None:
    compared = Comparison.of([written_run(tmp_path / name) for name in "ab"])
    assert lines(compared)["loss"].best == ()
    assert "Settings that differ" not in [part.title for part in parts(compared)]


def test_what_differs_of_the_networks_is_told(compared: Comparison) -> None:
    assert network_sentences(compared) == [
        "=second beside first: of “fc”, “out_features” was 3 and is 5 now."
    ]  # fmt: skip


def test_it_is_copied_for_spreadsheets_and_documents(compared: Comparison) -> None:
    rows = as_csv(compared).splitlines()
    assert rows[0] == ",first,'=second"
    assert "training.optimizer.lr,0.1,0.01" in rows
    assert "test accuracy,0.5,0.75" in rows
    assert rows[-1].startswith('beside the first,,"of “fc”')
    table = as_markdown(compared).splitlines()
    assert table[1] == "| --- | --- | --- |"
    assert "| training.optimizer.lr | 0.1 | 0.01 |" in table
    assert "| test accuracy | 50.0 % | 75.0 % ★ |" in table


def test_runs_of_one_name_are_called_by_their_places(tmp_path: Path) -> None:
    runs = [written_run(tmp_path / place / "run") for place in ("monday", "friday")]
    assert titles(Comparison.of(runs)) == [str(run.resolve()) for run in runs]
