"""Adding layers: by search, from the palette, into links."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from studio.graph import Graph
from studio.layers import catalogue
from studio.layers.torch_module import TorchModule
from studio.ui.canvas.gestures.dropping import MIME

SHIFT = Qt.KeyboardModifier.ShiftModifier
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def inputs(session, name):
    return [str(source) if source else None for source in session.graph[name].inputs]


def dragged(kind):
    data = QMimeData()
    data.setData(MIME, QByteArray(kind.encode()))
    return data


def send(hand, event):
    QApplication.sendEvent(hand.canvas.viewport(), event)
    return event.isAccepted()


def drag_in(hand, data, at):
    """From the palette to a point of the scene, without letting go."""
    pixel = hand.pixel(at)
    if send(hand, QDragEnterEvent(pixel, COPY, data, LEFT, NONE)):
        send(hand, QDragMoveEvent(pixel, COPY, data, LEFT, NONE))
        return True
    return False


def drop(hand, data, at):
    send(hand, QDropEvent(QPointF(hand.pixel(at)), COPY, data, LEFT, NONE, QEvent.Type.Drop))


def test_tab_adds_below_the_selection_and_connects(hand, session):
    hand.click(hand.card("pool1"))
    hand.key(Qt.Key.Key_Tab)
    hand.type("conv2d")
    hand.key(Qt.Key.Key_Return)
    assert inputs(session, "conv2") == ["pool1"]
    assert session.graph["conv2"].position == (0.0, 480.0)
    assert session.undo_label == "Add Conv2d"
    assert session.selection == {"conv2"}
    session.undo()
    assert "conv2" not in session.graph


def test_a_layer_that_does_not_fit_is_added_without_a_link_and_says_so(hand, session):
    session.select(["pool1"])
    with hand.qtbot.waitSignal(hand.canvas.hint) as hint:
        hand.canvas.add_layer("BatchNorm1d")
    assert inputs(session, "bn1") == [None]
    assert "pool1" in hint.args[0]


def test_a_merge_takes_all_selected_nodes(hand, session):
    hand.click(hand.card("conv1"))
    hand.click(hand.card("relu1"), SHIFT)
    assert hand.canvas.add_layer("Add") == "add1"
    assert inputs(session, "add1") == ["conv1", "relu1"]


def test_a_second_branch_stands_beside_the_first(hand, session):
    session.select(["conv1"])
    hand.canvas.add_layer("ReLU")
    assert inputs(session, "relu2") == ["conv1"]
    assert session.graph["relu2"].position == (240.0, 240.0)


def test_double_click_on_empty_canvas_searches_and_adds_there(hand, session):
    hand.double_click(QPointF(400, 200))
    hand.type("dropout")
    hand.key(Qt.Key.Key_Return)
    added = next(name for name in session.graph if name.startswith("dropout"))
    assert session.graph[added].position == (300.0, 160.0)
    assert inputs(session, added) == [None]


def test_the_search_is_walked_by_arrow_keys_and_left_by_escape(hand, session):
    before = session.graph
    hand.key(Qt.Key.Key_A, SHIFT)
    popup = hand.canvas.searches.popup
    hand.type("pool")
    first = popup.entries[0]
    hand.key(Qt.Key.Key_Down)
    assert popup.list.currentIndex().row() == 1
    hand.key(Qt.Key.Key_Up)
    assert popup.entries[popup.list.currentIndex().row()] is first
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.searches.popup is None
    assert QApplication.focusWidget() is hand.canvas
    assert session.graph is before


def test_a_search_without_a_hit_says_so(hand):
    hand.key(Qt.Key.Key_Tab)
    hand.type("zzzz")
    popup = hand.canvas.searches.popup
    assert popup.entries == []
    hand.key(Qt.Key.Key_Return)
    assert hand.canvas.searches.popup is popup


def test_a_layer_dragged_from_the_palette_lands_where_it_is_dropped(hand, session):
    data = dragged("Linear")
    assert drag_in(hand, data, QPointF(413, 208))
    assert hand.canvas.drop is not None
    drop(hand, data, QPointF(413, 208))
    assert session.graph["fc1"].position == (320.0, 180.0)
    assert session.undo_label == "Add Linear"
    assert session.selection == {"fc1"}
    assert hand.canvas.drop is None


def test_a_class_of_torch_is_searched_dragged_and_filled_in_by_its_name(hand, session):
    hand.click(hand.card("pool1"))
    hand.key(Qt.Key.Key_Tab)
    hand.type("softmin")
    hand.key(Qt.Key.Key_Return)
    assert session.graph["module1"].layer == TorchModule.create({"module": "Softmin", "arguments": {"dim": 1}})
    assert inputs(session, "module1") == ["pool1"]
    assert drag_in(hand, dragged("CosineSimilarity"), QPointF(413, 208))
    drop(hand, dragged("CosineSimilarity"), QPointF(413, 208))
    assert session.graph["module2"].layer == TorchModule.create({"module": "CosineSimilarity", "arguments": {}})


def test_a_layer_dropped_on_a_link_is_inserted(hand, session):
    data = dragged("BatchNorm2d")
    assert drag_in(hand, data, hand.link("relu1"))
    assert hand.canvas.drop.into == ("relu1", 0)
    drop(hand, data, hand.link("relu1"))
    assert inputs(session, "bn1") == ["conv1"]
    assert inputs(session, "relu1") == ["bn1"]
    assert session.undo_label == "Insert BatchNorm2d"
    session.undo()
    assert inputs(session, "relu1") == ["conv1"]


def test_what_is_dragged_in_is_as_large_as_it_will_be_and_hides_nothing(hand):
    hand.canvas.zoom_to(0.5)
    hand.canvas.centerOn(200.0, 260.0)
    over, under = hand.canvas.network.nodes["conv1"].card_area().center(), hand.pixel(hand.title("conv1"))
    before = hand.canvas.viewport().grab().toImage()
    drag_in(hand, dragged("Linear"), over + QPointF(20, 20))
    shown = hand.canvas.viewport().grab().toImage()
    changed = [x for x in range(shown.width()) if shown.pixel(x, under.y() + 30) != before.pixel(x, under.y() + 30)]
    assert 100 <= max(changed) - min(changed) + 1 <= 103  # a card at half its size
    words = [(x, under.y() - 3 + y) for x in range(under.x() - 30, under.x() + 60) for y in range(8)]
    assert len({shown.pixel(x, y) for x, y in words}) > 3  # of conv1, through the card
    send(hand, QDragLeaveEvent())


def test_a_drag_that_leaves_the_canvas_leaves_no_trace(hand, session):
    before = hand.canvas.grab().toImage()
    data = dragged("Linear")
    drag_in(hand, data, QPointF(413, 208))
    assert hand.canvas.grab().toImage() != before
    send(hand, QDragLeaveEvent())
    assert hand.canvas.grab().toImage() == before
    assert session.undo_label is None


def test_something_else_dragged_in_is_not_taken(hand):
    text = QMimeData()
    text.setText("hello")
    assert not drag_in(hand, text, QPointF(400, 200))
    assert not drag_in(hand, dragged("NoSuchLayer"), QPointF(400, 200))


def test_insert_puts_a_layer_into_the_selected_link(hand, session):
    hand.click(hand.link("pool1"))
    hand.key(Qt.Key.Key_Insert)
    assert "Output" not in {entry.key for entry in hand.canvas.searches.popup.entries}
    hand.type("batchnorm2d")
    hand.key(Qt.Key.Key_Return)
    assert inputs(session, "bn1") == ["relu1"]
    assert inputs(session, "pool1") == ["bn1"]


def test_insert_behind_a_selected_node_by_keys(hand, session):
    hand.click(hand.card("conv1"))
    hand.key(Qt.Key.Key_Insert)
    hand.type("batchnorm2d")
    hand.key(Qt.Key.Key_Return)
    assert inputs(session, "relu1") == ["bn1"]


def test_insert_puts_the_selected_node_into_the_selected_link(hand, session):
    hand.click(hand.card("flatten1"))
    hand.click(hand.link("pool1"), Qt.KeyboardModifier.ControlModifier)
    hand.key(Qt.Key.Key_Insert)
    assert inputs(session, "pool1") == ["flatten1"]
    assert session.undo_label == "Insert flatten1"


def test_the_first_layer_stands_in_the_middle_of_an_empty_canvas(open_canvas):
    hand = open_canvas(Graph())
    hand.canvas.add_layer("Input")
    middle = hand.canvas.camera.visible.center()
    place = hand.canvas.session.graph["input"].position
    assert abs(place[0] + 100 - middle.x()) <= 10
    assert abs(place[1] + 36 - middle.y()) <= 10


def test_an_unknown_layer_is_refused_with_a_sentence(hand, session):
    with hand.qtbot.waitSignal(session.refused) as refused:
        assert hand.canvas.add_layer("Conv9d") is None
    assert "Conv9d" in refused.args[0]


@pytest.mark.slow
@pytest.mark.parametrize("kind", catalogue)
def test_every_layer_can_be_added_and_is_drawn(hand, session, kind):
    session.select(["pool1"])
    name = hand.canvas.add_layer(kind)
    assert session.graph[name].layer.kind == kind
    assert hand.canvas.network.nodes[name].card.detail
    assert not hand.canvas.grab().isNull()
