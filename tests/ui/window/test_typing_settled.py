"""What is typed and not given yet belongs to the document it is typed in, whatever a person does next."""

from __future__ import annotations

from pathlib import Path

from answering import answer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.project.file import load, save
from studio.project.identity import identified
from studio.ui.window.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_what_is_typed_is_given_to_its_own_document(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, digits_project: Project
) -> None:
    first, second = tmp_path / "first.nns", tmp_path / "second.nns"
    for path in (second, first):
        save(identified(digits_project), path)
        window.files.open(path)
    in_a_floating_panel(qtbot, window)
    window.documents.step(1)
    assert (window.session.path, window.session.is_modified) == (second, False)
    window.documents.step(1)
    assert "tail" in window.session.graph
    in_place_behind_a_dialog(qtbot, window, second)
    assert (window.session.path, window.session.is_modified) == (second, False)
    window.documents.step(1)
    assert "last" in window.session.graph
    field = window.training.amount.forms[0].editor("batch_size")
    assert field is not None
    window.activateWindow()
    window.show_beside(window.training)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    over(field, "33")
    QTest.keyClick(field, Qt.Key.Key_S, CONTROL)
    assert load(first).training.batch_size == 33
    assert field.hasFocus()
    over(field, "34")
    answer("cancel")
    QTest.keyClick(field, Qt.Key.Key_W, CONTROL)
    assert (window.session.path, window.session.project.training.batch_size) == (first, 34)


def test_what_is_typed_first_can_be_saved_at_once(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, digits_project: Project
) -> None:
    save(identified(digits_project), tmp_path / "digits.nns")
    window.files.open(tmp_path / "digits.nns")
    window.activateWindow()
    window.show_beside(window.training)
    field = window.training.amount.forms[0].editor("batch_size")
    assert field is not None
    assert not window.action["file.save"].isEnabled()
    over(field, "33")
    qtbot.waitUntil(field.hasFocus)
    assert window.action["file.save"].isEnabled()
    QTest.keyClick(field, Qt.Key.Key_S, CONTROL)
    assert load(tmp_path / "digits.nns").training.batch_size == 33
    assert not window.action["file.save"].isEnabled()
    window.layers.focus_search()
    QTest.keyClicks(QApplication.focusWidget(), "conv")
    assert not window.action["file.save"].isEnabled()


def over(field: QWidget | None, text: str) -> None:
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, text)


def in_a_floating_panel(qtbot: QtBot, window: MainWindow) -> None:
    """Begin to rename a node in the outline, which has a window of its own."""
    window.workspace.docking.float("outline")
    window.workspace.reveal(window.outline)
    window.session.select(["fc2"])
    tree = window.outline.tree
    tree.window().activateWindow()
    tree.setFocus()
    qtbot.waitUntil(lambda: tree.currentIndex().isValid() and tree.hasFocus())
    window.outline.rename()
    over(QApplication.focusWidget(), "tail")


def in_place_behind_a_dialog(qtbot: QtBot, window: MainWindow, other: Path) -> None:
    """Begin to rename a node on the canvas; another file is opened by a dialog meanwhile."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.session.select(["tail"])
    window.canvas.action["edit.rename"].trigger()
    over(QApplication.focusWidget(), "last")
    dialog = QDialog(window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    window.files.open(other)
    dialog.close()
    dialog.deleteLater()
    window.activateWindow()


def test_code_typed_just_now_is_trained_and_saved(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, digits_project: Project
) -> None:
    save(identified(digits_project), tmp_path / "digits.nns")
    window.files.open(tmp_path / "digits.nns")
    window.show_below(window.code)
    qtbot.waitUntil(lambda: "nn.Linear" in window.code.code.toPlainText())
    before = window.session.graph
    text = window.code.code.toPlainText()
    window.code.code.setPlainText(text.replace("nn.ReLU()", "nn.Tanh()", 1))
    assert window.session.graph is before
    window.action["train.runs"].trigger()
    assert "Tanh" in {node.layer.kind for node in window.session.graph.values()}
