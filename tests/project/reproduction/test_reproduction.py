"""A run is trained again as it really was, and comes out the same to the last bit, or it is said why not."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported import dense
from trainings import small_network, stop_after, with_a_norm

from studio.data import Data, Digits
from studio.data.config import TableFile
from studio.graph import Graph
from studio.layers import layer
from studio.project import Project
from studio.project.reproduction.outcome import Outcome, outcome
from studio.project.reproduction.plan import Plan
from studio.project.reproduction.repeating import repeated
from studio.project.snapshots import snapshot
from studio.training.averages import averages
from studio.training.branching import branched
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.early_stopping import EarlyStopping
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, RateChanged, RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.layout import ENVIRONMENT, EVENTS

STEPS = 22
"""Batches of an epoch."""


@pytest.fixture(autouse=True)
def reports_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.training.callbacks.reporting.REPORT_SECONDS", 0.0)
    monkeypatch.setattr("studio.training.callbacks.reporting.LONGEST", 0.0)


def project(graph: Graph | None = None, data: Data | None = None, **settings: Any) -> Project:
    """A small network on the digits."""
    training = TrainingConfig(**({"epochs": 1, "device": "cpu", "seed": 3} | settings))
    return Project("Again", graph or small_network(), data or Digits(), training)


def trained(folder: Path, *projects: Project, stop: int | None = None) -> Run:
    """A run that goes on with each of the projects; the last training is stopped after a step."""
    run = Run.create(folder, snapshot(projects[0]))
    for each in projects:
        control = Control()
        last = stop_after(
            stop if each is projects[-1] and stop else 10**9, train(snapshot(each), control, run), control
        )
        assert isinstance(last[-1], RunFinished), last[-1]
    return run


def again(run: Run, folder: Path) -> Outcome:
    """What comes of training it again; the run itself stays as it is."""
    before = _content(run.path)
    plan = Plan.of(run)
    deque(repeated(plan, folder / "again", Control()), maxlen=0)
    assert _content(run.path) == before
    return outcome(plan, Run.open(folder / "again"))


def _content(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_finished_run_comes_out_the_same(tmp_path: Path) -> None:
    found = again(trained(tmp_path / "run", project()), tmp_path)
    assert found.to_json() | {"metrics": {}} == {
        "identical": True, "run": "run", "epochs": 1, "steps": STEPS, "largest_difference": 0.0, "different": (),
        "metrics": {}, "reasons": (),
    }  # fmt: skip
    assert found.metrics["test_accuracy"] > 0.2


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 9, STEPS, STEPS + 5])
@pytest.mark.parametrize("average", ["NoAverage", "EMA", "SWA"])
def test_a_stopped_run_is_trained_to_the_same_step(tmp_path: Path, step: int, average: str) -> None:
    settings = {"average_weights": averages[average].create({}), "epochs": 2}
    run = trained(tmp_path / "run", project(with_a_norm(), **settings), stop=step)
    found = again(run, tmp_path)
    assert (found.identical, found.steps) == (True, run.checkpoints.entries()["last"].step)


@pytest.mark.slow
@pytest.mark.parametrize(
    "later",
    [
        {"epochs": 2}, {"epochs": 3, "keep_every": 1}, {"epochs": 2, "early_stopping": EarlyStopping(patience=3)},
        {"epochs": None, "steps": STEPS + 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_run_in_stretches_is_trained_in_the_same_ones(tmp_path: Path, later: dict[str, Any]) -> None:
    found = again(trained(tmp_path / "run", project(), project(**later)), tmp_path)
    assert (found.identical, found.different) == (True, ())
    kept = json.loads((tmp_path / "again" / "config.json").read_text(encoding="utf-8"))
    assert [each["step"] for each in kept["stretches"]] == [STEPS]


def test_a_run_that_was_stopped_and_went_on_comes_out_the_same(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", project(), stop=5)
    *_, last = train(snapshot(project()), run=run)
    assert isinstance(last, RunFinished)
    assert again(run, tmp_path).identical


@pytest.mark.slow
@pytest.mark.parametrize("stop", [None, 15])
def test_a_rate_that_was_set_on_the_way_is_set_again(tmp_path: Path, stop: int | None) -> None:
    start, control = snapshot(project()), Control()
    run = Run.create(tmp_path / "run", start)
    for event in train(start, control, run):
        if isinstance(event, BatchesDone) and event.steps[-1] == 7:
            control.change_rate(0.05)
        if isinstance(event, BatchesDone) and stop and event.steps[-1] == stop:
            control.stop()
    found = again(run, tmp_path)
    assert found.identical
    (changed,) = [event for event in Run.open(tmp_path / "again").events() if isinstance(event, RateChanged)]
    assert (changed.step, changed.now) == (7, 0.05)


@pytest.mark.slow
def test_a_branch_begins_with_the_weights_it_began_with(tmp_path: Path) -> None:
    first = trained(tmp_path / "first", project())
    start = snapshot(project(seed=9))
    run = branched(tmp_path / "branch", start, first)
    deque(train(start, run=run), maxlen=0)
    shutil.rmtree(first.path)
    assert again(run, tmp_path).identical


def test_weights_that_are_others_are_named_with_how_far_they_are_off(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", project())
    _change_weights(run)
    found = again(run, tmp_path)
    assert (found.identical, found.different) == (False, ("fc2.bias",))
    assert found.largest_difference == pytest.approx(0.5)


@pytest.mark.slow
def test_another_environment_is_told(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", project())
    kept = json.loads((run.path / ENVIRONMENT).read_text(encoding="utf-8"))
    kept["libraries"]["torch"] = "1.0.0"
    (run.path / ENVIRONMENT).write_text(json.dumps(kept), encoding="utf-8")
    (reason,) = again(run, tmp_path).reasons
    assert "torch 1.0.0" in reason


def test_data_that_were_changed_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    rows = [f"{place % 5},{place % 3},{'ab'[place % 2]}" for place in range(60)]
    table.write_text("\n".join(["x,y,kind", *rows]), encoding="utf-8")
    mine = project(dense(2, 4, 2), TableFile(path=str(table), roles=(("kind", "class"),)))
    run = trained(tmp_path / "run", mine)
    assert again(run, tmp_path).identical
    table.write_text("\n".join(["x,y,kind", *rows[:-1], "9,9,a"]), encoding="utf-8")
    shutil.rmtree(tmp_path / "again")
    with pytest.raises(TrainingError, match="other data"):
        again(run, tmp_path)
    table.unlink()
    shutil.rmtree(tmp_path / "again")
    with pytest.raises(TrainingError, match=r"rows\.csv"):
        again(run, tmp_path)


@pytest.mark.slow
def test_what_several_processes_trained_is_refused(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", project())
    events = (run.path / EVENTS).read_text(encoding="utf-8").replace('"processes": 1', '"processes": 4')
    (run.path / EVENTS).write_text(events, encoding="utf-8")
    with pytest.raises(TrainingError, match="4 processes"):
        Plan.of(run)


def test_a_run_that_is_trained_or_has_no_weights_is_refused(tmp_path: Path) -> None:
    run = Run.create(tmp_path / "run", snapshot(project()))
    with pytest.raises(TrainingError, match="no weights yet"):
        Plan.of(run)
    with run.owned(), pytest.raises(TrainingError, match="is being trained"):
        Plan.of(run)


def test_code_that_nobody_allowed_does_not_run(tmp_path: Path, code_run: Callable[[Path], Run]) -> None:
    run = code_run(tmp_path / "run")
    with pytest.raises(TrainingError, match=r"(?i)code"):
        again(run, tmp_path)


@pytest.fixture
def code_run() -> Callable[[Path], Run]:
    """A run with a layer of code, which was allowed while it was trained."""
    from studio.layers import consent

    def make(folder: Path) -> Run:
        code = (
            "from torch import nn\n\n\nclass Doubled(nn.Module):\n"
            "    def forward(self, x):\n        return x * 2\n"
        )  # fmt: skip
        mine = project(small_network(doubled=layer("Custom", code=code)))
        consent.allow([code])
        try:
            return trained(folder, mine)
        finally:
            consent.forget()

    return make


def _change_weights(run: Run) -> None:
    from studio.compiler.module import compile_graph

    model, state = compile_graph(small_network(), seed=0), run.checkpoints.state()
    entry = run.load_weights(model, "last")
    model.get_parameter("fc2.bias").data[3] += 0.5
    run.checkpoints.save(model, state, step=entry.step, epoch=entry.epoch, best=True)


@pytest.mark.slow
def test_a_run_that_failed_is_trained_to_what_was_saved(tmp_path: Path) -> None:
    mine = project(epochs=3)
    run = trained(tmp_path / "run", mine, stop=STEPS)
    run.record(RunFailed(run.name, "It broke.", "Mend it.", 1, STEPS + 3))
    assert again(run, tmp_path).identical


@pytest.mark.slow
def test_replaced_settings_are_those_of_each_stretch(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", project(), project(epochs=2))
    first, second = Plan.of(run).stretches
    assert (first.begin, first.end, first.is_judged, first.snapshot.training.epochs) == (0, STEPS, True, 1)
    assert (second.begin, second.end, second.snapshot.training.epochs) == (STEPS, None, 2)
    assert second.snapshot.training == project(epochs=2).training
