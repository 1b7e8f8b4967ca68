"""What was learnt is looked at: after a training from its card, and of a run of yesterday from the list of runs."""

from __future__ import annotations

import numpy as np
import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from runs_of_tasks import run_of
from trainings import small_network

from studio import paths
from studio.data import Digits
from studio.evaluation.making import kept
from studio.project import Project
from studio.project.reading import loads
from studio.training.config import TrainingConfig
from studio.training.runs import Run
from studio.ui.window.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 120_000


@pytest.fixture
def project() -> Project:
    """Digits, trained for one epoch."""
    return Project("Digits", small_network(), Digits(), TrainingConfig(epochs=1), id="digits")


def evaluated(qtbot: QtBot, window: MainWindow, hands: Hands) -> None:
    """Press Evaluate, and wait for figures and samples."""
    view = window.evaluation.content
    qtbot.waitUntil(lambda: view.look.state == "unmade", timeout=LONG)
    hands.click(hands.button(view.unmade, "Evaluate"))
    qtbot.waitUntil(lambda: view.figures is not None and len(view.samples.listing) > 0, timeout=LONG)


@pytest.mark.slow
def test_digits_are_trained_and_the_pictures_of_the_worst_cell_looked_at(
    qtbot: QtBot, window: MainWindow, project: Project
) -> None:
    window.documents.show(project)
    hands = Hands(qtbot, window)
    hands.press(Qt.Key.Key_F5)
    qtbot.waitUntil(window.results.isVisible, timeout=LONG)
    hands.click(window.results.results_button)
    evaluated(qtbot, window, hands)
    view = window.evaluation.content
    assert window.job.folder is not None
    found = kept(Run.open(window.job.folder))
    assert found is not None

    view.pages.setFocus()
    hands.press(Qt.Key.Key_Right)
    matrix = view.confusion.matrix
    qtbot.waitUntil(matrix.isVisible, timeout=LONG)
    assert matrix.shown is not None
    worst = matrix.shown.worst
    assert worst is not None
    with qtbot.waitSignal(view.samples.turned, timeout=LONG):
        QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.layout_now().cell(worst).center().toPoint())
    rows = view.samples.listing.places
    assert sorted(rows) == np.flatnonzero((found.truth == worst[0]) & (found.answers == worst[1])).tolist()
    gallery = view.samples.gallery
    qtbot.waitUntil(lambda: gallery.isVisible() and view.samples.samples.of(int(rows[0])) is not None, timeout=LONG)
    seen = view.samples.samples.of(int(rows[0]))
    assert seen is not None
    assert seen.picture is not None
    QTest.mouseClick(
        gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.visualRect(gallery.model().index(0, 0)).center()
    )
    assert view.samples.detail.detail is not None
    assert view.samples.detail.detail.is_right is False


@pytest.mark.slow
def test_a_run_of_yesterday_is_opened_from_the_list_and_evaluated(qtbot: QtBot, window: MainWindow) -> None:
    made = run_of("classes", paths.runs() / "yesterday")
    window.documents.show(loads(made.run.document()))
    hands = Hands(qtbot, window)
    hands.press(Qt.Key.Key_R, CONTROL)
    window.runs.all_button.click()
    qtbot.waitUntil(lambda: len(window.runs.model.shown) == 1, timeout=LONG)
    window.runs.table.select([window.runs.model.shown[0].run.path])
    window.runs.table.setFocus()
    hands.press(Qt.Key.Key_Return, CONTROL, SHIFT)
    evaluated(qtbot, window, hands)
    view = window.evaluation.content
    assert view.look.subject is not None
    assert view.look.subject.folder.name == "yesterday"
    found = kept(made.run)
    assert found is not None
    assert view.headline.text().startswith(f"Accuracy {100 * found.metrics['accuracy']:.1f}")  # type: ignore[operator]
