"""Selecting nodes by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_click_selects_one_node_and_a_click_beside_it_none(hand, session):
    hand.click(hand.card("conv1"))
    assert session.selection == {"conv1"}
    hand.click(hand.card("relu1"))
    assert session.selection == {"relu1"}
    hand.click(QPointF(500, 100))
    assert session.selection == frozenset()
    assert session.undo_label is None


def test_shift_and_ctrl_click_add_and_take_away(hand, session):
    hand.click(hand.card("conv1"))
    hand.click(hand.card("relu1"), SHIFT)
    hand.click(hand.card("pool1"), CTRL)
    assert session.selection == {"conv1", "relu1", "pool1"}
    hand.click(hand.card("relu1"), CTRL)
    assert session.selection == {"conv1", "pool1"}


def test_a_click_on_one_of_several_selected_nodes_selects_it_alone(hand, session):
    session.select(["conv1", "relu1"])
    hand.click(hand.card("relu1"))
    assert session.selection == {"relu1"}


def test_a_rubber_band_selects_what_it_touches(hand, session):
    hand.drag(QPointF(-60, 150), QPointF(40, 380))
    assert session.selection == {"conv1", "relu1", "pool1"}


def test_shift_rubber_band_adds_to_the_selection(hand, session):
    hand.click(hand.card("flatten1"))
    hand.drag(QPointF(-60, 150), QPointF(40, 200), keys=SHIFT)
    assert session.selection == {"flatten1", "conv1"}


def test_escape_gives_a_rubber_band_up(hand, session):
    hand.click(hand.card("flatten1"))
    hand.carry(QPointF(-60, 150), QPointF(40, 380))
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(40, 380))
    assert session.selection == {"flatten1"}


def test_all_none_and_inverse_by_keys(hand, session):
    hand.key(Qt.Key.Key_A, CTRL)
    assert session.selection == set(session.graph)
    hand.key(Qt.Key.Key_Escape)
    assert session.selection == frozenset()
    hand.click(hand.card("conv1"))
    hand.key(Qt.Key.Key_I, CTRL)
    assert session.selection == set(session.graph) - {"conv1"}


def test_ctrl_arrows_walk_along_the_links(hand, session):
    hand.key(Qt.Key.Key_Down)
    assert session.selection == {"input"}
    hand.key(Qt.Key.Key_Down, CTRL)
    hand.key(Qt.Key.Key_Down, CTRL)
    assert session.selection == {"relu1"}
    hand.key(Qt.Key.Key_Up, CTRL)
    assert session.selection == {"conv1"}
    hand.key(Qt.Key.Key_Down, CTRL | SHIFT)
    assert hand.canvas.context.picked == ["conv1", "relu1"]


def test_ctrl_arrows_reach_nodes_without_links(hand, session):
    hand.click(hand.card("pool1"))
    hand.key(Qt.Key.Key_Right, CTRL)
    assert session.selection == {"flatten1"}


def test_the_selection_is_drawn_whoever_made_it(hand, session):
    before = hand.canvas.grab().toImage()
    session.select(["conv1"])
    assert hand.canvas.grab().toImage() != before


def test_actions_are_possible_only_where_they_make_sense(hand, session):
    action = hand.canvas.action
    assert not action["edit.delete"].isEnabled()
    assert not action["edit.rename"].isEnabled()
    session.select(["conv1"])
    assert action["edit.delete"].isEnabled()
    assert action["edit.rename"].isEnabled()
    assert not action["edit.connect"].isEnabled()
    session.select(["conv1", "relu1"])
    assert action["edit.connect"].isEnabled()
    assert not action["edit.rename"].isEnabled()


def test_every_action_tells_its_shortcut(hand):
    shown = [key.toString() for action in hand.canvas.action.values() for key in action.shortcuts()]
    assert all(shown)
    assert len(shown) == len(set(shown))
    assert all(action.shortcuts() and action.toolTip() for action in hand.canvas.action.values())
