"""A training beside the window: it tells all it does, obeys, and never ends in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from studio.data import Idx
from studio.graph import Graph, Node, Source
from studio.graph.edits import move
from studio.layers.activation import ReLU
from studio.layers.dense import Linear
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, EpochDone, Evaluated, Event, RunFailed, RunFinished, RunStarted
from studio.training.runs import Run
from studio.training.runs.resume import Beginning
from studio.ui.background.training_job import TrainingJob

LONG = 60_000
QUIET = 500
"""Milliseconds; a training that goes on tells of itself some ten times meanwhile."""


@pytest.fixture
def events(job: TrainingJob) -> list[Event]:
    found: list[Event] = []
    job.happened.connect(found.append)
    return found


def endless(project: Project) -> Project:
    return replace(project, training=project.training.changed(epochs=100_000))


def until_running(qtbot: QtBot, job: TrainingJob, project: Project) -> None:
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        job.start(project)


def test_a_training_tells_everything_in_order_and_the_end_last(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    states: list[str] = []
    job.state_changed.connect(states.append)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.start(digits_project)
    assert isinstance(ended.args[0], RunFinished)
    assert ended.args[0].reason == "finished"
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-2], Evaluated)
    assert events[-1] is ended.args[0]
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [1, 2]
    steps = [step for event in events if isinstance(event, BatchesDone) for step in event.steps]
    assert steps == list(range(1, 2 * events[0].batches_per_epoch + 1))
    assert states == ["preparing", "running", "idle"]
    assert job.folder is not None
    assert (job.folder / "project.nns").is_file()


def test_the_window_stays_alive_and_the_project_can_be_edited_while_training(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    until_running(qtbot, job, endless(digits_project))
    changed = digits_project.training.changed(batch_size=7)
    assert job.project is not None
    assert job.project.training != changed
    qtbot.waitUntil(lambda: any(isinstance(event, EpochDone) for event in events), timeout=LONG)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.stop()
        assert job.state == "stopping"
    assert ended.args[0].reason == "stopped"
    assert not job.is_active


def test_a_pause_holds_the_steps_until_it_ends(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    until_running(qtbot, job, endless(digits_project))
    qtbot.waitUntil(lambda: any(isinstance(event, BatchesDone) for event in events), timeout=LONG)
    quiet = QElapsedTimer()
    job.happened.connect(lambda _: quiet.restart())
    job.pause()
    quiet.start()
    assert job.state == "paused"
    qtbot.waitUntil(lambda: quiet.elapsed() > QUIET, timeout=LONG)
    with qtbot.waitSignal(job.happened, timeout=LONG):
        job.resume()
    assert job.state == "running"
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.stop()


def test_a_stopped_training_goes_on_where_it_was(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    until_running(qtbot, job, endless(digits_project))
    qtbot.waitUntil(lambda: any(isinstance(event, EpochDone) for event in events), timeout=LONG)
    with qtbot.waitSignal(job.finished, timeout=LONG) as stopped:
        job.stop()
    more = stopped.args[0].epoch + 2
    project = replace(digits_project, training=digits_project.training.changed(epochs=more))
    assert job.can_continue(project)
    assert not job.can_continue(replace(project, training=project.training.changed(batch_size=7)))
    assert not job.can_continue(project.with_graph(Graph()))
    folder = job.folder
    events.clear()
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(project)
    assert isinstance(events[0], RunStarted)
    assert events[0].step == stopped.args[0].step > 0
    assert ended.args[0].reason == "finished"
    assert job.folder == folder
    assert not job.can_continue(project)
    assert job.can_continue(replace(project, training=project.training.changed(epochs=more + 1)))


def trained(qtbot: QtBot, job: TrainingJob, project: Project) -> Project:
    """Train to the end; gives the project with epochs left."""
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(project)
    return replace(project, training=project.training.changed(epochs=project.training.epochs + 1))


def test_what_leads_nowhere_and_where_cards_lie_does_not_keep_a_run_from_going_on(
    qtbot: QtBot, job: TrainingJob, digits_project: Project
) -> None:
    more = trained(qtbot, job, digits_project)
    moved = more.with_graph(move(more.graph, {"relu": (300.0, 300.0)}))
    aside = moved.with_graph(Graph({**moved.graph, "aside": Node(ReLU(), (Source("fc1"),))}))
    assert job.can_continue(aside)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(aside)
    assert isinstance(ended.args[0], RunFinished)


def test_a_network_that_cannot_be_trained_yet_is_not_that_of_the_run(
    qtbot: QtBot, job: TrainingJob, digits_project: Project
) -> None:
    more = trained(qtbot, job, digits_project)
    open_ended = Node(Linear(out_features=9), (None,))
    assert not job.can_continue(more.with_graph(Graph({**more.graph, "fc1": open_ended})))


@pytest.mark.parametrize("name", ["project.nns", "config.json", "network.json", "data.json"])
def test_a_run_that_was_altered_is_refused_by_the_window_in_the_words_of_the_command_line(
    name: str, qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    more = trained(qtbot, job, digits_project)
    assert job.folder is not None
    text = (job.folder / name).read_text(encoding="utf-8")
    (job.folder / name).write_text(text.replace("32", "33").replace('"fingerprint": "', '"fingerprint": "0'))
    events.clear()
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(more)
    assert [type(event) for event in events] == [RunFailed]
    with pytest.raises(TrainingError) as told:
        Beginning.of(Run.open(job.folder)).check(snapshot(more))
    assert ended.args[0].message == told.value.message
    assert name in told.value.message
    assert not job.can_continue(more)


def test_a_training_that_failed_goes_on_from_what_it_kept(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, events: list[Event]
) -> None:
    more = trained(qtbot, job, digits_project)
    assert job.folder is not None
    with Run.open(job.folder).owned(), qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(more)
    assert isinstance(ended.args[0], RunFailed)
    assert job.can_continue(more)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(more)
    assert isinstance(ended.args[0], RunFinished)


def test_a_stop_during_preparation_ends_cleanly(qtbot: QtBot, job: TrainingJob, digits_project: Project) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.start(digits_project)
        job.stop()
    assert ended.args[0].reason == "stopped"


def test_missing_data_end_as_a_sentence(qtbot: QtBot, job: TrainingJob, digits_project: Project) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.start(replace(digits_project, data=Idx(path="/no/such/folder")))
    assert isinstance(ended.args[0], RunFailed)
    assert "/no/such/folder" in ended.args[0].message
    assert ended.args[0].remedy
    assert job.details == ""


def test_a_vanished_run_folder_ends_as_a_sentence(qtbot: QtBot, job: TrainingJob, digits_project: Project) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(digits_project)
        job.stop()
    assert job.folder is not None
    job.folder.rename(job.folder.with_name("elsewhere"))
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(digits_project)
    assert isinstance(ended.args[0], RunFailed)
    assert ended.args[0].message


def test_a_failure_of_our_own_is_told_with_its_details(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(digits_project, training=None)  # type: ignore[arg-type]
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.start(broken)
    assert isinstance(ended.args[0], RunFailed)
    assert "inside NN Studio" in ended.args[0].message
    assert "Traceback" in job.details


def test_closing_ends_a_training_at_once(qtbot: QtBot, job: TrainingJob, digits_project: Project) -> None:
    until_running(qtbot, job, endless(digits_project))
    job.close()
    assert not job.is_active
