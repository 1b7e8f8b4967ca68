"""Closing a window: nothing is lost unasked, and a training ends before the window does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.project import Project
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.closing import Closing, ask_unsaved
from studio.ui.dialogs.question import Question
from studio.ui.session import Session

LONG = 60_000


class Window(QWidget):
    """A window that closes when its `Closing` allows."""

    def __init__(self, session: Session, job: TrainingJob) -> None:
        super().__init__()
        self.saves = 0
        self.sweep = SweepJob(self)
        self._session = session
        self.closing = Closing(self, lambda: [session.project], self.settle, job, self.sweep)

    def settle(self) -> bool:
        """As the window does with each document that is open."""
        if not self._session.is_modified:
            return True
        answer = ask_unsaved(self, self._session.project.name)
        return self.save() if answer == "save" else answer == "discard"

    def save(self) -> bool:
        self.saves += 1
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.closing.allows())


@pytest.fixture
def session(digits_project: Project) -> Iterator[Session]:
    opened = Session(digits_project, analyse=False)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session, job: TrainingJob) -> Iterator[Window]:
    made = Window(session, job)  # not closed by qtbot, as it would ask
    made.show()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def answering(qtbot: QtBot) -> Callable[..., list[str]]:
    """Answers the next questions, one after the other, with the buttons of these keys; gives those given so far."""

    def answer(*keys: str) -> list[str]:
        asked: list[str] = []

        def press() -> None:
            question = QApplication.activeModalWidget()
            if isinstance(question, Question) and question.buttons.keys() >= {keys[len(asked)]}:
                asked.append(keys[len(asked)])
                if len(asked) < len(keys):
                    QTimer.singleShot(10, press)
                question.buttons[asked[-1]].click()
            else:
                QTimer.singleShot(10, press)

        QTimer.singleShot(0, press)
        return asked

    return answer


def train_without_end(qtbot: QtBot, job: TrainingJob, project: Project) -> None:
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        job.start(replace(project, training=project.training.changed(epochs=100_000)))


def test_a_window_with_nothing_to_lose_closes_unasked(window: Window) -> None:
    assert window.close()


def test_unsaved_changes_are_saved_on_request(
    window: Window, session: Session, answering: Callable[..., list[str]]
) -> None:
    session.apply_graph("Remove all", Graph())
    asked = answering("save")
    assert window.close()
    assert asked
    assert window.saves == 1


def test_unsaved_changes_are_dropped_on_request(
    window: Window, session: Session, answering: Callable[..., list[str]]
) -> None:
    session.apply_graph("Remove all", Graph())
    answering("discard")
    assert window.close()
    assert window.saves == 0


def test_cancel_keeps_the_window_open(window: Window, session: Session, answering: Callable[..., list[str]]) -> None:
    session.apply_graph("Remove all", Graph())
    answering("cancel")
    assert not window.close()
    assert window.isVisible()


def test_a_training_can_be_kept(
    qtbot: QtBot, window: Window, job: TrainingJob, digits_project: Project, answering: Callable[..., list[str]]
) -> None:
    train_without_end(qtbot, job, digits_project)
    answering("keep")
    assert not window.close()
    assert job.state == "running"


def test_a_training_is_ended_before_the_window_closes_by_itself(
    qtbot: QtBot, window: Window, session: Session, job: TrainingJob, digits_project: Project,
    answering: Callable[..., list[str]],
) -> None:  # fmt: skip
    train_without_end(qtbot, job, digits_project)
    asked = answering("stop")
    assert not window.close()
    assert asked
    assert job.state == "stopping"
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert not job.is_active


def test_changes_are_asked_about_once_when_a_training_is_stopped_too(
    qtbot: QtBot, window: Window, session: Session, job: TrainingJob, digits_project: Project,
    answering: Callable[..., list[str]],
) -> None:  # fmt: skip
    train_without_end(qtbot, job, digits_project)
    session.apply_graph("Remove all", Graph())
    asked = answering("discard", "stop")
    assert not window.close()
    assert asked == ["discard", "stop"]
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
