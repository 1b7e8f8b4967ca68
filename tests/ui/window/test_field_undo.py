"""Undo and redo act on the document wherever the cursor is; a field first takes back what it has not given yet."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, edits
from studio.layers import layer
from studio.project import Project
from studio.ui.actions.window_panels import PANELS
from studio.ui.widgets.form import DeclarationForm
from studio.ui.window.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawn(window: MainWindow) -> MainWindow:
    window.documents.show(Project("Test", Graph({"linear1": Node(layer("Linear", out_features=6))})))
    window.session.select(["linear1"])
    window.activateWindow()
    return window


def test_a_field_takes_back_its_own_words_and_then_the_document_its_steps(qtbot: QtBot, drawn: MainWindow) -> None:
    form = form_of(drawn)
    field = form.editor("out_features")
    assert isinstance(field, QLineEdit)

    def wanted() -> tuple[str, Any]:
        return field.text(), dict(drawn.session.graph["linear1"].layer)["out_features"]  # type: ignore[call-overload]

    focus(qtbot, field)
    type_over(qtbot, field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert wanted() == ("6", 6)
    type_over(qtbot, field, "0")
    assert form.error("out_features")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert (wanted(), form.error("out_features")) == (("6", 6), "")
    type_over(qtbot, field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wanted() == ("12", 12)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert wanted() == ("6", 6)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    focus(qtbot, field)
    assert wanted() == ("6", 6), "leaving the field brings nothing back"
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert wanted() == ("12", 12)
    type_over(qtbot, field, "99")
    drawn.action["edit.undo"].trigger()
    assert wanted() == ("12", 12), "the button, too, takes back what is typed first"
    drawn.action["edit.undo"].trigger()
    assert wanted() == ("6", 6)


def test_wherever_the_focus_is_the_last_step_is_taken_back_and_done_again(qtbot: QtBot, drawn: MainWindow) -> None:
    before = drawn.session.graph
    drawn.session.apply_graph("Add a node", edits.add(before, "relu1", layer("ReLU")))
    added, tried, failed = drawn.session.graph, 0, []
    for name in PANELS:
        panel = getattr(drawn, name)
        drawn.workspace.reveal(panel)
        for place in reached_by_tab(panel):
            place.setFocus()
            focused = QApplication.focusWidget()
            if focused is None:
                continue
            tried += 1
            qtbot.keyClick(focused, Qt.Key.Key_Z, CONTROL)
            back = drawn.session.graph is before
            qtbot.keyClick(focused, Qt.Key.Key_Z, CONTROL | SHIFT)
            if not (back and drawn.session.graph is added):
                failed.append((name, type(place).__name__))
    assert failed == []
    assert tried > 30


def test_a_panel_that_floats_takes_steps_back_too(qtbot: QtBot, drawn: MainWindow) -> None:
    field = form_of(drawn).editor("out_features")
    assert isinstance(field, QLineEdit)
    drawn.workspace.docking.float("inspector")
    field.window().activateWindow()
    focus(qtbot, field)
    type_over(qtbot, field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.text() == "6"
    assert drawn.session.redo_label is not None


def form_of(window: MainWindow) -> DeclarationForm:
    form = window.inspector.node_page.parameters.form
    assert form is not None
    return form


def reached_by_tab(panel: QWidget) -> list[QWidget]:
    """One widget of each kind in a panel."""
    shown = [
        each for each in panel.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]  # fmt: skip
    return list({type(each): each for each in shown}.values())


def focus(qtbot: QtBot, field: QLineEdit) -> None:
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)


def type_over(qtbot: QtBot, field: QLineEdit, words: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, words)
