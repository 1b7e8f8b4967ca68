"""Two trainings compared, one of them named and kept, the other thrown away; and the next day the kept one is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hands import Hands
from networks import chain
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.data import Digits
from studio.layers import layer
from studio.project import Project
from studio.project.file import SUFFIX
from studio.training.config import TrainingConfig
from studio.training.optimizers import Adam
from studio.training.runs.notes import Notes, read_notes
from studio.ui.dialogs.compare import CompareDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.question import Question
from studio.ui.window.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 120_000


@pytest.fixture
def digits() -> Project:
    """A small network on the embedded digits, trained for an epoch."""
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    return Project("Digits", graph, Digits(), TrainingConfig(epochs=1))


def answer(act: Callable[[QWidget], object]) -> None:
    """Answer the dialog that opens next."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        act(dialog)

    QTimer.singleShot(0, look)


def cell(window: MainWindow, row: int, key: str) -> QPoint:
    table, model = window.runs.table, window.runs.model
    index = model.index(row, model.place_of(key))
    table.scrollTo(index)
    return table.visualRect(index).center()


def names(window: MainWindow) -> list[str]:
    return [row.run.title for row in window.runs.model.shown]


def train(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        QTest.keyClick(window, Qt.Key.Key_F5)


def come_back(qtbot: QtBot, window: MainWindow) -> None:
    """Go on in the window after a dialog, which off-screen does not bring it forward when it closes."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def show_runs(qtbot: QtBot, window: MainWindow, count: int) -> None:
    QTest.keyClick(window, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: len(window.runs.model.shown) == count)
    assert window.runs.table.hasFocus()


def delete_first(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.runs.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(window, 0, "name"))
    answer(lambda dialog: dialog.buttons["delete"].click() if isinstance(dialog, Question) else None)
    QTest.keyClick(window.runs.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(window) == ["Slow and sure"], timeout=LONG)
    come_back(qtbot, window)


@pytest.mark.slow
def test_two_trainings_are_compared_and_the_better_one_is_kept(
    qtbot: QtBot, window: MainWindow, digits: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where the trash is
    hands = Hands(qtbot, window)
    window.documents.show(digits)
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=LONG)
    train(qtbot, window)
    project = window.session.project
    faster = project.training.changed(optimizer=Adam(lr=0.02))
    window.session.apply("Set the learning rate", replace(project, training=faster))
    train(qtbot, window)
    assert window.documents.save(tmp_path / f"digits{SUFFIX}")
    show_runs(qtbot, window, 2)

    # Both are laid over each other by clicks on their marks, each in a colour of its own.
    viewport = window.runs.table.viewport()
    for row in (0, 1):
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(window, row, "mark"))
    assert len({run.colour for run in window.session.runs.chosen}) == 2
    qtbot.waitUntil(lambda: window.plots.board is not None and len(window.plots.board.runs) == 2, timeout=LONG)

    # The table of the comparison says what set them apart.
    QTest.keyClick(window.runs.table, Qt.Key.Key_Return, CONTROL)
    compared = window.findChild(CompareDialog)
    assert compared is not None
    qtbot.waitUntil(lambda: compared.is_known, timeout=LONG)
    compared.copy_markdown()
    assert "training.optimizer.lr | 0.02 | 0.001" in QApplication.clipboard().text()
    compared.close()
    come_back(qtbot, window)

    # The first is named and starred, and found by that.
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell(window, 1, "name"))
    QTest.keyClick(window.runs.table, Qt.Key.Key_F2)
    editor = window.runs.table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Slow and sure")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(window.runs.table.hasFocus)
    QTest.keyClick(window.runs.table, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: window.runs.model.shown[1].run.notes == Notes("Slow and sure", star=True))
    QTest.keyClicks(window.runs.filter, "star")
    assert names(window) == ["Slow and sure"]
    window.runs.filter.clear()

    # The other goes into the trash, comes back from there by “Undo”, and goes into it again.
    other = names(window)[0]
    delete_first(qtbot, window)
    qtbot.waitUntil(lambda: window.notice.offer_button.isVisible() and other in window.notice.text, timeout=LONG)
    assert window.notice.offer_button.text() == "Undo"
    qtbot.mouseClick(window.notice.offer_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(window) == [other, "Slow and sure"], timeout=LONG)
    delete_first(qtbot, window)
    kept = window.runs.model.shown[0].run.path
    assert read_notes(kept).star

    # Opened again, the project has the run that is left; Ctrl+E exports it.
    window.documents.new()
    assert window.documents.open(tmp_path / f"digits{SUFFIX}")
    qtbot.waitUntil(lambda: window.job.folder is not None, timeout=LONG)
    exported: list[str] = []

    def export(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
        hands.type_into(dialog.path, str(tmp_path / "digits.onnx"))
        qtbot.waitUntil(lambda: bool(dialog.outcome.text), timeout=LONG)
        exported.append(dialog.outcome.text)
        dialog.done(0)

    answer(export)
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL)
    assert "run “Slow and sure”" in exported[0]
    assert (tmp_path / "digits.onnx").is_file()
