"""A learning rate found in the window: the curve grows, the mark says which rate, and taking it is one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.data import Diabetes
from studio.project import Project
from studio.training.config import TrainingConfig
from studio.training.optimizers import SGD
from studio.training.schedules import OneCycleLR
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.rate_finder import RateFinderDialog
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session

LONG = 60_000


def opened(qtbot: QtBot, project: Project) -> RateFinderDialog:
    dialog = RateFinderDialog(project)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def ended(qtbot: QtBot, dialog: RateFinderDialog) -> RateFinderDialog:
    qtbot.waitUntil(lambda: not dialog.trial.is_active, timeout=LONG)
    return dialog


@pytest.fixture
def project(digits_project: Project) -> Project:
    return replace(digits_project, training=TrainingConfig(optimizer=SGD()))


def test_the_curve_grows_and_ends_with_a_rate_that_is_taken_with_enter(qtbot: QtBot, project: Project) -> None:
    dialog = opened(qtbot, project)
    assert not dialog.use_button.isEnabled()
    assert dialog.plot.instead == "Preparing…"
    with qtbot.waitSignal(dialog.trial.grown, timeout=LONG):
        pass
    assert dialog.plot.lines
    ended(qtbot, dialog)
    rate = dialog.trial.curve.suggestion
    assert rate is not None
    assert dialog.plot.rate == rate
    assert dialog.use_button.text() == f"Use {rate:g}"
    assert dialog.outcome.text.startswith(f"Suggested: {rate:g}. The loss is lowest at ")
    taken: list[float] = []
    dialog.chosen.connect(taken.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert taken == [rate]
    assert dialog.isHidden()


def test_the_mark_is_dragged_and_moved_by_arrow_keys_within_the_rates_tried(qtbot: QtBot, project: Project) -> None:
    dialog = ended(qtbot, opened(qtbot, project))
    plot = dialog.plot
    before = plot.rate
    assert before is not None
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.rate == pytest.approx(before * 10**0.05, rel=0.06)
    middle = plot.field.center().toPoint()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=middle)
    assert plot.rate == pytest.approx(plot.across.value(0.5), rel=0.06)
    qtbot.mouseMove(plot, QPoint(-500, middle.y()))
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(2, middle.y()))
    assert plot.rate == plot.across.low
    assert not plot.grab().isNull()


def test_cancelled_it_closes_when_its_thread_is_over(qtbot: QtBot, project: Project) -> None:
    dialog = opened(qtbot, project)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.close_button.isEnabled()
    qtbot.waitUntil(dialog.isHidden, timeout=LONG)
    assert not dialog.trial.is_active


def test_a_window_taken_away_leaves_no_thread(qtbot: QtBot, project: Project) -> None:
    dialog = opened(qtbot, project)
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.trial.is_active, timeout=LONG)


def test_what_keeps_it_from_beginning_is_told_and_it_can_be_tried_again(qtbot: QtBot, project: Project) -> None:
    dialog = ended(qtbot, opened(qtbot, replace(project, data=Diabetes())))
    assert "The Input's shape" in dialog.outcome.text
    assert not dialog.use_button.isEnabled()
    qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    assert dialog.trial.is_active
    assert dialog.outcome.text == ""
    ended(qtbot, dialog)


@pytest.fixture
def session(qtbot: QtBot, project: Project) -> Iterator[Session]:
    opened = Session(project)
    qtbot.waitUntil(lambda: opened.analysis is not None, timeout=LONG)
    yield opened
    opened.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, job: TrainingJob) -> TrainingPanel:
    made = TrainingPanel(session, job, ResultsPanel(job))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_rate_taken_is_one_step_that_undo_takes_back(qtbot: QtBot, panel: TrainingPanel, session: Session) -> None:
    qtbot.mouseClick(panel.rate_search.button, Qt.MouseButton.LeftButton)
    dialog = panel.rate_search.dialog
    assert dialog is not None
    ended(qtbot, dialog)
    rate = dialog.plot.rate
    qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
    assert session.project.training.optimizer == SGD(lr=rate)
    assert session.undo_label == "Use found learning rate"
    session.undo()
    assert session.project.training.optimizer == SGD()


def test_with_a_schedule_that_has_its_own_rate_it_is_that_one(panel: TrainingPanel, session: Session) -> None:
    training = session.project.training.changed(schedule=OneCycleLR())
    session.apply("", replace(session.project, training=training))
    panel.rate_search.take(0.25)
    assert session.project.training.schedule == OneCycleLR(max_lr=0.25)
    assert session.project.training.optimizer == SGD()


def test_while_a_training_is_on_it_is_refused_with_a_sentence(
    qtbot: QtBot, panel: TrainingPanel, job: TrainingJob
) -> None:
    panel.start_over()
    qtbot.mouseClick(panel.rate_search.button, Qt.MouseButton.LeftButton)
    assert panel.rate_search.dialog is None
    assert panel.message.text.startswith("While a training is on, no learning rate can be looked for")
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.stop()
