"""Renaming in place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from studio.ui.canvas.gestures.rename_editor import RenameEditor


def editor(hand):
    found = [widget for widget in hand.canvas.findChildren(RenameEditor) if widget.isVisible()]
    return found[0] if found else None


def test_double_click_on_a_title_renames_in_place(hand, session):
    hand.double_click(hand.title("conv1"))
    hand.type("stem")
    hand.key(Qt.Key.Key_Return)
    assert list(session.graph) == ["input", "stem", "relu1", "pool1", "flatten1"]
    assert str(session.graph["relu1"].inputs[0]) == "stem"
    assert session.undo_label == "Rename conv1 to stem"
    assert session.selection == {"stem"}
    assert editor(hand) is None
    assert QApplication.focusWidget() is hand.canvas


def test_f2_renames_the_selected_node(hand, session):
    hand.click(hand.card("pool1"))
    hand.key(Qt.Key.Key_F2)
    hand.type("halve")
    hand.key(Qt.Key.Key_Return)
    assert "halve" in session.graph


def test_a_clash_is_refused_in_place_and_can_be_corrected(hand, session):
    hand.double_click(hand.title("conv1"))
    hand.type("relu1")
    hand.key(Qt.Key.Key_Return)
    shown = editor(hand)
    assert shown.refusal.isVisible()
    assert "“relu1”" in shown.refusal.text()
    assert "conv1" in session.graph
    hand.type("x")
    assert not shown.refusal.isVisible()
    hand.key(Qt.Key.Key_Return)
    assert "relu1x" in session.graph


def test_a_name_that_is_no_identifier_is_refused_with_what_is_allowed(hand, session):
    hand.double_click(hand.title("conv1"))
    hand.type("first conv")
    hand.key(Qt.Key.Key_Return)
    assert "conv1" in editor(hand).refusal.text()
    hand.key(Qt.Key.Key_Escape)
    assert editor(hand) is None
    assert session.undo_label is None


def test_escape_keeps_the_old_name(hand, session):
    hand.double_click(hand.title("conv1"))
    hand.type("other")
    hand.key(Qt.Key.Key_Escape)
    assert "conv1" in session.graph


def test_a_click_elsewhere_takes_the_new_name(hand, session):
    hand.double_click(hand.title("conv1"))
    hand.type("stem")
    hand.click(QPointF(500, 200))
    assert "stem" in session.graph
    assert editor(hand) is None


@pytest.mark.parametrize("reason", [Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason])
def test_the_field_stays_while_its_menu_or_another_window_is_in_front(hand, session, reason):
    hand.double_click(hand.title("conv1"))
    hand.type("ste")
    QApplication.sendEvent(editor(hand).field, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert "conv1" in session.graph
    hand.type("m")
    hand.key(Qt.Key.Key_Return)
    assert "stem" in session.graph


def test_double_click_on_the_body_asks_for_the_parameters(hand):
    with hand.qtbot.waitSignal(hand.canvas.node_activated) as activated:
        hand.double_click(hand.card("conv1"))
    assert activated.args == ["conv1"]
