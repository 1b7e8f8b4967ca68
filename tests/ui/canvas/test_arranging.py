"""Automatic layout."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QVariantAnimation

from studio.graph.layout import layout
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH


def test_l_lays_the_network_out_in_one_undo_step_and_the_cards_glide(hand, session):
    before = session.graph
    hand.key(Qt.Key.Key_L)
    wanted = layout(before, (WIDTH, HEIGHT))
    assert {name: node.position for name, node in session.graph.items()} == wanted
    assert session.undo_label == "Lay out"
    item = hand.canvas.network.nodes["flatten1"]
    assert item.pos() == QPointF(300, 480)
    hand.qtbot.waitUntil(lambda: item.pos() == QPointF(*wanted["flatten1"]))
    session.undo()
    assert session.graph is before
    assert item.pos() == QPointF(300, 480)


def test_an_edit_while_cards_glide_puts_them_where_they_belong(hand, session):
    hand.key(Qt.Key.Key_L)
    glide = hand.canvas.context.gliding
    session.undo()
    assert glide.state() is QVariantAnimation.State.Stopped
    assert hand.canvas.network.nodes["flatten1"].pos() == QPointF(300, 480)


def test_a_network_that_is_laid_out_already_is_left_alone(hand, session):
    hand.key(Qt.Key.Key_L)
    label = session.undo_label
    session.undo()
    session.redo()
    graph = session.graph
    hand.key(Qt.Key.Key_L)
    assert session.graph is graph
    assert session.undo_label == label
