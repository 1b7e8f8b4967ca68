"""Removing nodes, with and without healing what they stood between."""

from __future__ import annotations

from PySide6.QtCore import Qt

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def inputs(session, name):
    return [str(source) if source else None for source in session.graph[name].inputs]


def test_delete_removes_a_node_and_its_links(hand, session):
    before = session.graph
    hand.click(hand.card("relu1"))
    hand.key(Qt.Key.Key_Delete)
    assert "relu1" not in session.graph
    assert inputs(session, "pool1") == [None]
    assert set(hand.canvas.network.nodes) == set(session.graph)
    assert session.undo_label == "Delete relu1"
    session.undo()
    assert session.graph is before
    assert set(hand.canvas.network.nodes) == set(before)


def test_deleting_a_node_heals_the_link(hand, session):
    hand.click(hand.card("relu1"))
    hand.key(Qt.Key.Key_Backspace)
    assert inputs(session, "pool1") == ["conv1"]
    assert session.undo_label == "Delete and heal relu1"


def test_ctrl_alt_x_heals_across_several_nodes(hand, session):
    session.select(["conv1", "relu1"])
    hand.key(Qt.Key.Key_X, CTRL | ALT)
    assert inputs(session, "pool1") == ["input"]
    assert session.undo_label == "Delete and heal 2 nodes"
    session.undo()
    assert inputs(session, "pool1") == ["relu1"]


def test_delete_with_nothing_selected_does_nothing(hand, session):
    before = session.graph
    hand.key(Qt.Key.Key_Delete)
    assert session.graph is before


def test_undo_and_redo_bring_back_what_was_selected(hand, session):
    session.select(["conv1", "relu1"])
    hand.key(Qt.Key.Key_Delete)
    hand.click(hand.card("pool1"))
    session.undo()
    assert session.selection == {"conv1", "relu1"}
    session.redo()
    assert session.selection == {"pool1"}
    session.undo()
    hand.key(Qt.Key.Key_D, CTRL)
    session.undo()
    assert session.selection == {"conv1", "relu1"}
    session.redo()
    assert session.selection == {"conv2", "relu2"}
