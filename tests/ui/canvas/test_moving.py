"""Moving nodes by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.graph.edits import add
from studio.layers import layer

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def test_dragging_a_node_moves_it_in_one_undo_step(hand, session):
    before = session.graph
    hand.drag(hand.card("flatten1"), hand.card("flatten1") + QPointF(60, -33))
    assert session.graph["flatten1"].position == (360.0, 440.0)
    assert session.undo_label == "Move flatten1"
    session.undo()
    assert session.graph is before
    assert hand.canvas.network.nodes["flatten1"].pos() == QPointF(300, 480)


def test_links_follow_while_a_node_is_dragged(hand, session):
    hand.carry(hand.card("conv1"), hand.card("conv1") + QPointF(100, 0))
    item = hand.canvas.network.nodes["conv1"]
    assert item.pos().x() == 100
    assert hand.canvas.network.links["relu1", 0].path().pointAtPercent(0) == hand.output("conv1")
    assert session.graph["conv1"].position == (0.0, 120.0)
    hand.release(hand.card("conv1"))


def test_escape_puts_a_dragged_node_back_without_a_trace(hand, session):
    before = session.graph
    hand.carry(hand.card("conv1"), hand.card("conv1") + QPointF(200, 100))
    hand.key(Qt.Key.Key_Escape)
    hand.move(QPointF(500, 500))
    hand.release(QPointF(500, 500))
    assert session.graph is before
    assert session.undo_label is None
    assert hand.canvas.network.nodes["conv1"].pos() == QPointF(0, 120)
    assert session.selection == frozenset()


def test_dragging_one_of_several_selected_nodes_moves_them_all(hand, session):
    session.select(["relu1", "pool1"])
    hand.drag(hand.card("relu1"), hand.card("relu1") + QPointF(-100, 40))
    assert session.graph["relu1"].position == (-100.0, 280.0)
    assert session.graph["pool1"].position == (-100.0, 400.0)
    assert session.undo_label == "Move 2 nodes"


def test_a_node_snaps_to_the_grid_unless_that_is_switched_off(hand, session):
    hand.drag(hand.card("flatten1"), hand.card("flatten1") + QPointF(13, 47))
    assert session.graph["flatten1"].position == (320.0, 520.0)
    hand.canvas.action["view.snap"].trigger()
    hand.drag(hand.card("flatten1"), hand.card("flatten1") + QPointF(13, 47))
    assert session.graph["flatten1"].position == (333.0, 567.0)


def test_a_node_falls_into_line_with_others_and_a_guide_shows_it(hand, session):
    hand.canvas.action["view.snap"].trigger()
    hand.carry(hand.card("flatten1"), hand.card("flatten1") + QPointF(0, -117))
    assert hand.canvas.network.nodes["flatten1"].pos() == QPointF(300, 360)
    with_guide = hand.canvas.grab().toImage()
    hand.move(hand.card("flatten1") + QPointF(0, 40))
    assert with_guide != hand.canvas.grab().toImage()
    hand.release(QPointF(330, 420))


def test_alt_held_moves_a_node_freely(hand, session):
    hand.press(hand.card("flatten1"))
    viewport, end = hand.canvas.viewport(), hand.pixel(hand.card("flatten1") + QPointF(3, 47))
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(end), viewport.mapToGlobal(QPointF(end)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, ALT,
    )  # fmt: skip
    hand.canvas.mouseMoveEvent(event)
    hand.release(hand.card("flatten1"))
    assert session.graph["flatten1"].position == (303.0, 527.0)


def test_arrow_keys_move_the_selection_and_stay_one_step(hand, session):
    session.select(["conv1"])
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert session.graph["conv1"].position == (60.0, 220.0)
    session.undo()
    assert session.graph["conv1"].position == (0.0, 120.0)
    assert session.undo_label is None


def test_a_loose_node_dropped_on_a_link_goes_into_it_and_makes_room(hand, session):
    session.edit("Add", lambda graph: add(graph, "bn1", layer("BatchNorm2d"), (), (300.0, 200.0)))
    hand.drag(hand.card("bn1"), hand.link("relu1") + QPointF(-70, 24))
    graph = session.graph
    assert [str(source) for source in graph["bn1"].inputs] == ["conv1"]
    assert [str(source) for source in graph["relu1"].inputs] == ["bn1"]
    assert session.undo_label == "Insert bn1"
    assert graph["bn1"].position == (0.0, 240.0)
    assert graph["relu1"].position == (0.0, 360.0)
    assert graph["pool1"].position == (0.0, 480.0)
    session.undo()
    assert [str(source) for source in session.graph["relu1"].inputs] == ["conv1"]
    assert hand.canvas.network.nodes["relu1"].pos() == QPointF(0, 240)


def test_a_drag_to_the_edge_moves_the_view_on(hand, session):
    seen = hand.canvas.camera.visible.right()
    edge = QPointF(hand.canvas.camera.visible.right() - 4, 500)
    hand.carry(hand.card("flatten1"), edge)
    hand.qtbot.waitUntil(lambda: hand.canvas.camera.visible.right() > seen + 300)
    hand.release(hand.canvas.camera.visible.center())
    assert session.graph["flatten1"].position[0] > 300
    assert not hand.canvas.edge_pan.findChild(QTimer).isActive()


def test_a_drag_held_at_the_edge_does_not_lose_sight_of_the_network_for_good(hand):
    canvas = hand.canvas
    hand.carry(hand.card("flatten1"), QPointF(canvas.camera.visible.right() - 1, 500))
    content, ticks = canvas.network.content(), []
    canvas.edge_pan.findChild(QTimer).timeout.connect(lambda: ticks.append(canvas.camera.visible.right()))
    hand.qtbot.waitUntil(lambda: len(ticks) > 8 and ticks[-1] == ticks[-8])
    assert content.right() < canvas.camera.visible.right() < content.right() + canvas.camera.visible.width()
    hand.key(Qt.Key.Key_Escape)


def test_another_button_let_go_meanwhile_does_not_end_a_drag(hand, session):
    before = session.graph
    hand.carry(hand.card("flatten1"), hand.card("flatten1") + QPointF(100, 0))
    viewport, at = hand.canvas.viewport(), QPointF(hand.pixel(hand.card("flatten1")))
    event = QMouseEvent(
        QMouseEvent.Type.MouseButtonRelease, at, viewport.mapToGlobal(at), Qt.MouseButton.RightButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    assert hand.canvas.gesture is not None
    assert session.graph is before
    hand.release(hand.card("flatten1"))
    assert hand.canvas.gesture is None
    assert session.graph["flatten1"].position[0] > 300


def test_a_button_that_was_let_go_out_of_sight_drags_no_further(hand, session):
    start = hand.card("flatten1")
    hand.carry(start, start + QPointF(60, 0))
    for by in (60, 140):
        at = QPointF(hand.pixel(start + QPointF(by, 0)))
        everywhere = hand.canvas.viewport().mapToGlobal(at)
        none = Qt.MouseButton.NoButton
        moved = QMouseEvent(QEvent.Type.MouseMove, at, everywhere, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(hand.canvas.viewport(), moved)
    assert session.graph["flatten1"].position == (360.0, 480.0)
    assert hand.canvas.gesture is None
    QTest.mouseRelease(hand.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert session.graph["flatten1"].position == (360.0, 480.0)
