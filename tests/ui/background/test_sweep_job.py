"""A set of runs is trained beside the window: told as it goes, stopped cleanly, and failures do not end it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio import paths
from studio.project import Project
from studio.project.file import save
from studio.project.runs_of import runs_of
from studio.project.sweeps.amount import Amount
from studio.project.sweeps.plan import Plan
from studio.project.sweeps.record import Record
from studio.project.sweeps.unfinished import unfinished_sets
from studio.ui.background.sweep_job import SweepJob, Variations

pytestmark = pytest.mark.slow

LONG = 120_000


@pytest.fixture
def sweep(qtbot: QtBot) -> Iterator[SweepJob]:
    """A job that does not outlive the test."""
    made = SweepJob()
    yield made
    made.close()


def test_its_runs_lie_with_those_of_the_project(
    qtbot: QtBot, sweep: SweepJob, digits_project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "digits.nns"
    save(digits_project, file)
    told: list[tuple[int, str]] = []
    sweep.changed.connect(lambda: told.append((sweep.ended, sweep.words)))
    with qtbot.waitSignal(sweep.finished, timeout=LONG):
        sweep.start(digits_project, file, Variations(("training.batch_size=32,64",), Amount(seeds=2, jobs=2)))
    assert (sweep.runs, sweep.ended, sweep.failed) == (4, 4, 0)
    ended = [count for count, words in told if words]
    assert ended[0] == 0
    assert ended == sorted(ended)
    assert all(words == f"{digits_project.name}: {count} of 4 variations are trained" for count, words in told if words)
    assert not sweep.is_active
    found = runs_of(digits_project, file)
    assert {(run.settings["batch_size"], run.settings["seed"]) for run in found} == {
        (batch, digits_project.training.seed + seed) for batch in (32, 64) for seed in (0, 1)
    }
    assert {run.state for run in found} == {"finished"}


def test_it_is_stopped_with_its_runs_kept(qtbot: QtBot, sweep: SweepJob, digits_project: Project) -> None:
    project = replace(digits_project, id="digits")
    sweep.start(project, None, Variations(("training.epochs=5000,5001",), Amount()))
    qtbot.waitUntil(lambda: any(paths.runs().rglob("checkpoints.json")), timeout=LONG)
    with qtbot.waitSignal(sweep.finished, timeout=LONG):
        sweep.stop()
        assert "stopping" in sweep.words
    (run,) = runs_of(project, None)
    assert run.state == "stopped"


def test_what_cannot_be_begun_is_told(qtbot: QtBot, sweep: SweepJob, digits_project: Project) -> None:
    said: list[str] = []
    sweep.refused.connect(lambda message, remedy: said.append(f"{message} {remedy}"))
    with qtbot.waitSignal(sweep.finished, timeout=LONG):
        sweep.start(digits_project, None, Variations(("training.optimizer.lr=fast",), Amount()))
    assert not sweep.is_active
    assert len(said) == 1
    assert "fast" in said[0]


def test_a_set_that_lacks_runs_is_found_and_gone_on_with_as_it_was_begun(
    qtbot: QtBot, sweep: SweepJob, digits_project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "digits.nns"
    save(digits_project, file)
    assert unfinished_sets(digits_project, file) == []
    place = tmp_path / "digits.runs" / "a set"
    plan = Plan.of(digits_project, ["training.batch_size=32,64"], 1, "grid", None)
    with Record.opened(place, digits_project, plan):
        pass
    edited = replace(digits_project, training=digits_project.training.changed(epochs=7))
    (left,) = unfinished_sets(edited, file)
    assert (left.missing, left.planned, left.asked) == (2, 2, "--set training.batch_size=32,64 --seeds 1")
    with qtbot.waitSignal(sweep.finished, timeout=LONG):
        sweep.go_on(left.folder, jobs=2)
    assert (sweep.runs, sweep.ended, sweep.failed) == (2, 2, 0)
    assert unfinished_sets(digits_project, file) == []
    found = runs_of(digits_project, file)
    assert {(run.settings["batch_size"], run.epoch) for run in found} == {
        (batch, digits_project.training.epochs) for batch in (32, 64)
    }


def test_optuna_chooses_values_of_a_range(
    qtbot: QtBot, sweep: SweepJob, digits_project: Project, tmp_path: Path
) -> None:
    pytest.importorskip("optuna")
    file = tmp_path / "digits.nns"
    save(digits_project, file)
    wanted = Variations(("training.optimizer.lr=0.0001..0.1",), Amount(method="optuna", count=3))
    with qtbot.waitSignal(sweep.finished, timeout=LONG):
        sweep.start(digits_project, file, wanted)
    assert sweep.failed == 0
    rates = {run.settings["optimizer"]["lr"] for run in runs_of(digits_project, file)}
    assert len(rates) == 3
    assert all(0.0001 <= rate <= 0.1 for rate in rates)
