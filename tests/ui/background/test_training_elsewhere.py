"""A training in a process of its own: the window follows it, may go and come back, and is told why it ended."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.training.events import BatchesDone, EpochDone, Event, RateChanged, RunFailed, RunFinished, RunStarted
from studio.training.launch import Launching
from studio.training.optimizers import Adam
from studio.training.runs import Run
from studio.training.runs.layout import OWNER
from studio.training.runs.ownership import is_owned
from studio.ui.background import training_job
from studio.ui.background.last_run import recalled
from studio.ui.background.training_job import TrainingJob

pytestmark = pytest.mark.slow

LONG = 60_000


@pytest.fixture
def job(job: TrainingJob) -> Iterator[TrainingJob]:
    """A job that trains in a process of its own, which does not outlive the test."""
    job.launching = Launching(how="process")
    folders = []
    job.happened.connect(lambda _: folders.append(job.folder))
    yield job
    job.close()
    for folder in {folder for folder in folders if folder is not None and is_owned(folder)}:
        with suppress(ProcessLookupError):
            os.kill(process_of(folder), signal.SIGKILL)


@pytest.fixture
def events(job: TrainingJob) -> list[Event]:
    found: list[Event] = []
    job.happened.connect(found.append)
    return found


@pytest.fixture
def endless(digits_project: Project) -> Project:
    return replace(digits_project, training=digits_project.training.changed(epochs=100_000))


def process_of(folder: Path) -> int:
    return int(json.loads((folder / OWNER).read_text())["process"])


def until_trained(qtbot: QtBot, job: TrainingJob, project: Project, events: list[Event]) -> None:
    job.start(project)
    qtbot.waitUntil(lambda: any(isinstance(event, EpochDone) for event in events), timeout=LONG)
    assert job.state == "running"


def test_it_is_paused_and_stopped_and_goes_on_as_one_in_the_window(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event]
) -> None:
    until_trained(qtbot, job, endless, events)
    assert job.goes_on_alone
    assert process_of(job.folder) != os.getpid()
    job.pause()
    assert job.state == "paused"
    faster = replace(endless, training=endless.training.changed(optimizer=Adam(lr=0.5)))
    assert "learning rate 0.5 in place of" in job.in_pause(faster)
    job.resume()
    qtbot.waitUntil(lambda: any(isinstance(event, RateChanged) for event in events), timeout=LONG)
    assert Run.open(job.folder).config()["training"]["optimizer"]["lr"] == 0.5
    job.stop()
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        pass
    assert (type(ended.args[0]), ended.args[0].reason) == (RunFinished, "stopped")
    reached = ended.args[0]
    more = replace(faster, training=faster.training.changed(epochs=reached.epoch + 1))
    assert job.can_continue(more)
    events.clear()
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.go_on(more)
    assert ended.args[0].reason == "finished"
    assert isinstance(events[0], RunStarted)
    assert events[0].step == reached.step
    steps = [step for event in events if isinstance(event, BatchesDone) for step in event.steps]
    assert steps == list(range(reached.step + 1, ended.args[0].step + 1))


def test_the_window_may_be_closed_and_another_follows_from_the_start(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event]
) -> None:
    until_trained(qtbot, job, endless, events)
    folder = job.folder
    job.close()
    assert is_owned(folder)
    later = TrainingJob()
    seen: list[Event] = []
    later.happened.connect(seen.append)
    run = recalled(folder)
    assert run is not None
    assert run.is_trained
    later.recall(run)
    assert later.goes_on_alone
    qtbot.waitUntil(lambda: len(seen) > len(events), timeout=LONG)
    assert seen[: len(events)] == events
    later.stop()
    with qtbot.waitSignal(later.finished, timeout=LONG) as ended:
        pass
    assert ended.args[0].reason == "stopped"
    assert later.prospect(endless).continues
    later.close()


def test_it_is_let_go_and_the_window_trains_something_else(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event]
) -> None:
    until_trained(qtbot, job, endless, events)
    folder = job.folder
    with qtbot.waitSignal(job.forgotten, timeout=LONG):
        job.leave()
    assert job.state == "idle"
    assert job.folder is None
    assert is_owned(folder)
    os.kill(process_of(folder), signal.SIGTERM)
    qtbot.waitUntil(lambda: not is_owned(folder), timeout=LONG)


def test_a_process_that_is_killed_is_told_by_its_signal(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event]
) -> None:
    until_trained(qtbot, job, endless, events)
    os.kill(process_of(job.folder), signal.SIGKILL)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        pass
    assert isinstance(ended.args[0], RunFailed)
    assert "SIGKILL" in ended.args[0].message


def test_a_process_that_hangs_can_be_ended(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    until_trained(qtbot, job, endless, events)
    os.kill(process_of(job.folder), signal.SIGSTOP)
    monkeypatch.setattr(training_job, "OVERDUE", 0.5)
    with qtbot.waitSignal(job.overdue, timeout=LONG):
        job.stop()
    assert job.state == "stopping"
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        job.end_process()
    assert isinstance(ended.args[0], RunFailed)
    assert "SIGKILL" in ended.args[0].message
    assert not is_owned(job.folder)
    assert job.prospect(endless).continues


def test_a_request_that_cannot_be_written_is_told(
    qtbot: QtBot, job: TrainingJob, endless: Project, events: list[Event]
) -> None:
    until_trained(qtbot, job, endless, events)
    folder = job.folder
    (folder / "request.json").mkdir()
    with qtbot.waitSignal(job.refused, timeout=LONG):
        job.stop()
    assert job.state == "running"
    (folder / "request.json").rmdir()
    job.stop()
    with qtbot.waitSignal(job.finished, timeout=LONG):
        pass
