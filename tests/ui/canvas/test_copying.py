"""Copying through the system's clipboard, as text."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def empty_clipboard(qapp):
    QGuiApplication.clipboard().clear()


def inputs(session, name):
    return [str(source) if source else None for source in session.graph[name].inputs]


def test_copied_nodes_are_text_on_the_clipboard_and_keep_their_inner_links(hand, session):
    session.select(["conv1", "relu1"])
    hand.key(Qt.Key.Key_C, CTRL)
    text = QGuiApplication.clipboard().text()
    assert json.loads(text)["graph"]["conv1"]["params"]["out_channels"] == 6
    hand.key(Qt.Key.Key_V, CTRL)
    assert session.selection == {"conv2", "relu2"}
    assert inputs(session, "conv2") == [None]
    assert inputs(session, "relu2") == ["conv2"]
    assert session.undo_label == "Paste 2 nodes"
    session.undo()
    assert "conv2" not in session.graph


def test_text_sent_elsewhere_and_back_can_be_pasted(hand, session):
    session.select(["pool1"])
    hand.key(Qt.Key.Key_C, CTRL)
    text = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().setText(text.replace("\n", "\r\n") + "\n\n")
    hand.key(Qt.Key.Key_V, CTRL)
    assert session.graph["pool2"].layer == session.graph["pool1"].layer


def test_paste_with_links_keeps_those_from_other_nodes(hand, session):
    session.select(["relu1"])
    hand.key(Qt.Key.Key_C, CTRL)
    hand.key(Qt.Key.Key_V, CTRL | SHIFT)
    assert inputs(session, "relu2") == ["conv1"]


def test_cut_removes_and_paste_brings_back(hand, session):
    session.select(["flatten1"])
    hand.key(Qt.Key.Key_X, CTRL)
    assert "flatten1" not in session.graph
    assert session.undo_label == "Cut flatten1"
    hand.key(Qt.Key.Key_V, CTRL)
    assert "flatten1" in session.graph


def test_duplicate_leaves_the_clipboard_alone_and_stands_beside(hand, session):
    QGuiApplication.clipboard().setText("a letter")
    session.select(["conv1", "relu1"])
    hand.key(Qt.Key.Key_D, CTRL)
    assert QGuiApplication.clipboard().text() == "a letter"
    assert session.graph["conv2"].position == (40.0, 160.0)
    assert inputs(session, "relu2") == ["conv2"]
    assert session.undo_label == "Duplicate 2 nodes"
    session.select(["conv1"])
    hand.key(Qt.Key.Key_D, CTRL)
    assert session.graph["conv3"].position == (80.0, 200.0)


def test_pasting_something_else_is_refused_with_a_sentence(hand, session):
    QGuiApplication.clipboard().setText("a letter")
    before = session.graph
    with hand.qtbot.waitSignal(session.refused) as refused:
        hand.key(Qt.Key.Key_V, CTRL)
    assert refused.args[0].startswith("The clipboard cannot be pasted here.")
    assert session.graph is before
