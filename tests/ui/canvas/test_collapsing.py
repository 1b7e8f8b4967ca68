"""Branches seen as one tile, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from studio.graph import Graph, Source
from studio.graph.annotating import annotate
from studio.graph.annotations import Area, Frame, collapsed
from studio.graph.edits import add, connect, set_layer
from studio.graph.links import Link, Port
from studio.layers import layer
from studio.project.file import dumps, loads
from studio.ui.canvas.items.shown import AnnotationPart, Toggle
from studio.ui.canvas.items.toggle import PLACE
from studio.ui.canvas.items.tooltips import tooltip
from studio.ui.session import Session

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key
WAY = frozenset({"conv1", "relu1", "conv2"})
TILE = "+collapsed1"


def residual() -> Graph:
    """input → conv1 → relu1 → conv2 → add1 with a way around them → relu2, and flatten1 alone."""
    graph = Graph()
    for row, (name, made) in enumerate(
        {
            "input": layer("Input", shape=[3, 8, 8]),
            "conv1": layer("Conv2d", out_channels=3, kernel_size=[3, 3], padding=[1, 1]),
            "relu1": layer("ReLU"),
            "conv2": layer("Conv2d", out_channels=3, kernel_size=[3, 3], padding=[1, 1]),
            "add1": layer("Add"),
            "relu2": layer("ReLU"),
        }.items()
    ):
        graph = add(graph, name, made, (Source(list(graph)[-1]),) if row else (), (0.0, 120.0 * row))
    graph = connect(graph, Source("input"), "add1", 1)
    return add(graph, "flatten1", layer("Flatten"), (), (300.0, 480.0))


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    return open_canvas(residual())


@pytest.fixture
def session(hand: CanvasHand) -> Session:
    return hand.canvas.session


def fold(hand: CanvasHand) -> None:
    hand.click(hand.card("relu1"))
    hand.key(Key.Key_H)


def test_the_branch_of_a_node_is_collapsed_and_expanded_by_keys(hand, session):
    before, network = session.graph, hand.canvas.network
    fold(hand)
    assert set(network.nodes) == {"input", TILE, "add1", "relu2", "flatten1"}
    assert set(network.links) == {Link(TILE, 0), Link("add1", 0), Link("add1", 1), Link("relu2", 0)}
    card = network.nodes[TILE].card
    assert (card.name, card.kind, card.detail) == ("conv1 … conv2", "3 layers", "2 Conv2d and 1 ReLU")
    assert session.selection == WAY
    assert session.undo_label == "Collapse 3 nodes"
    hand.key(Key.Key_H, SHIFT)
    assert set(network.nodes) == before.keys()
    assert session.graph == before
    session.undo()
    assert set(network.nodes) == {"input", TILE, "add1", "relu2", "flatten1"}
    session.go_to_step(0)
    assert session.graph is before
    assert set(network.links) == {
        Link(name, port) for name, node in before.items() for port, source in enumerate(node.inputs) if source
    }


def test_the_tile_tells_shape_parameters_and_problems_of_what_is_inside(hand, session, qtbot):
    fold(hand)
    qtbot.waitUntil(lambda: session.read_outs is not None and hand.canvas.network.nodes[TILE].card.shape != "…")
    card = hand.canvas.network.nodes[TILE].card
    assert (card.shape, card.count, card.state) == ("3 × 8 × 8", "168 params", "good")
    broken = layer("Conv2d", out_channels=3, kernel_size=[30, 30])
    session.edit("Widen", lambda graph: set_layer(graph, "conv2", broken))
    qtbot.waitUntil(lambda: hand.canvas.network.nodes[TILE].card.state == "error")
    assert "conv2" not in hand.canvas.network.nodes
    hand.canvas.show_node("conv2")
    assert "conv2" in hand.canvas.network.nodes
    assert session.selection == {"conv2"}
    assert session.undo_label == "Expand conv1 … conv2"


def test_the_sign_of_a_join_collapses_and_that_of_a_tile_expands(hand, session):
    network = hand.canvas.network
    corner = network.nodes["add1"].pos() + PLACE
    hand.move(corner)
    assert network.shown.hovered == Toggle("add1")
    assert "Collapse" in tooltip(network.shown, Toggle("add1"))
    hand.click(corner)
    assert TILE in network.nodes
    hand.click(network.nodes[TILE].pos() + PLACE)
    assert TILE not in network.nodes
    fold(hand)
    hand.double_click(hand.card(TILE))
    assert TILE not in network.nodes
    assert not hand.canvas.grab().isNull()


def frame_sign(hand: CanvasHand, name: str) -> QPointF:
    """The sign at the right of a frame's title."""
    return hand.canvas.network.annotations[name].area.topRight() + QPointF(-18, 13)


def test_the_sign_in_the_title_of_a_frame_collapses_what_lies_on_it(hand, session):
    graph, name = annotate(session.graph, Frame(Area(-20, 80, 240, 360), "Stem"))
    session.apply_graph("Frame", graph)
    network, sign = hand.canvas.network, frame_sign(hand, name)
    hand.move(sign)
    assert network.shown.hovered == AnnotationPart(name, collapses=True)
    assert "Stem" in tooltip(network.shown, network.shown.hovered)
    pointed_at = hand.canvas.grab().toImage()
    hand.move(sign - QPointF(120, 0))
    assert pointed_at != hand.canvas.grab().toImage()
    hand.click(sign)
    assert set(network.nodes) == {"input", TILE, "add1", "relu2", "flatten1"}
    assert network.nodes[TILE].card.name == "Stem"
    assert not network.annotations
    assert session.undo_label == "Collapse 3 nodes"
    hand.key(Key.Key_H)
    assert session.graph == graph
    session.undo()
    session.undo()
    assert session.graph is graph


def test_a_selected_frame_is_collapsed_by_keys_and_an_empty_one_says_why_not(hand, session, qtbot):
    graph, name = annotate(session.graph, Frame(Area(-20, 80, 240, 360), "Stem"))
    graph, empty = annotate(graph, Frame(Area(2000, 80, 240, 360)))
    session.apply_graph("Frames", graph)
    hand.canvas.context.choose((), [empty])
    with qtbot.waitSignal(session.refused) as refused:
        hand.key(Key.Key_H)
    assert refused.args == ["No card lies on this frame.", "Drag cards onto it first."]
    hand.key(Key.Key_N)
    assert network_selection(hand) == {name}
    hand.key(Key.Key_H)
    assert hand.canvas.network.nodes[TILE].card.name == "Stem"
    assert collapsed(loads(dumps(session.project)).graph.annotations)[TILE[1:]].beside == {name}


def network_selection(hand: CanvasHand) -> frozenset[str]:
    return hand.canvas.network.shown.selected_annotations


def test_a_tile_is_moved_with_all_inside_in_one_step(hand, session):
    fold(hand)
    places = {name: session.graph[name].position for name in session.graph}
    hand.drag(hand.card(TILE), hand.card(TILE) + QPointF(200, 40))
    for name in WAY:
        assert session.graph[name].position == (places[name][0] + 200, places[name][1] + 40)
    assert session.graph["add1"].position == places["add1"]
    assert hand.canvas.network.nodes[TILE].pos() == QPointF(200, 280)
    hand.key(Key.Key_Right)
    assert session.graph["conv1"].position == (220, 160)
    session.go_to_step(1)
    assert {name: session.graph[name].position for name in session.graph} == places


def test_links_are_drawn_to_and_from_a_tile(hand, session):
    fold(hand)
    hand.drag(hand.output("flatten1"), hand.input(TILE))
    assert session.graph["conv1"].inputs == (Source("flatten1"),)
    session.undo()
    hand.drag(hand.output(TILE), hand.input("flatten1"))
    assert session.graph["flatten1"].inputs == (Source("conv2"),)
    hand.drag(hand.output("relu2"), hand.card(TILE))
    assert session.undo_label == "Connect conv2 → flatten1"
    hand.drag(hand.input("add1", 0), QPointF(500, 100))
    assert Source("conv2") not in session.graph["add1"].inputs
    assert session.undo_label == "Disconnect conv2 → add1"


def test_a_layer_is_put_into_a_link_of_a_tile_and_behind_one(hand, session):
    fold(hand)
    hand.drag(hand.card("flatten1"), hand.link(TILE, 0) + QPointF(-70, 20))
    assert session.graph["conv1"].inputs == (Source("flatten1"),)
    session.undo()
    hand.click(hand.card(TILE))
    hand.canvas.add_layer("Sigmoid")
    assert session.graph["sigmoid1"].inputs == (Source("conv2"),)
    assert session.graph["sigmoid1"].position[1] == 360.0


def test_a_rubber_band_walking_and_inverting_take_a_tile_as_one(hand, session):
    fold(hand)
    hand.canvas.select_none()
    hand.drag(QPointF(-100, 230), QPointF(150, 320))
    assert session.selection == WAY
    hand.key(Key.Key_Down, CTRL)
    assert session.selection == {"add1"}
    hand.key(Key.Key_Up, CTRL)
    assert session.selection == WAY
    hand.key(Key.Key_I, CTRL)
    assert session.selection == session.graph.keys() - WAY
    hand.click(hand.card(TILE), SHIFT)
    assert session.selection == session.graph.keys()


def test_a_tile_is_copied_cut_and_deleted_with_all_inside(hand, session):
    fold(hand)
    hand.key(Key.Key_D, CTRL)
    assert len(collapsed(session.graph.annotations)) == 2
    assert {"conv3", "relu3", "conv4"} == session.selection
    hand.key(Key.Key_X, CTRL)
    assert len(collapsed(session.graph.annotations)) == 1
    hand.key(Key.Key_V, CTRL)
    assert len(collapsed(session.graph.annotations)) == 2
    QApplication.clipboard().clear()
    hand.key(Key.Key_Delete)
    hand.click(hand.card(TILE))
    hand.key(Key.Key_Delete)
    assert not WAY & session.graph.keys()
    assert not session.graph.annotations


def test_the_layout_gives_a_tile_the_room_of_one_card_and_expanding_gives_it_back(hand, session):
    fold(hand)
    hand.key(Key.Key_L)
    hand.canvas.context.end_glide()
    rows = sorted(node.position[1] for node in hand.canvas.network.shown.graph.values())
    assert rows[-1] == 360.0
    hand.key(Key.Key_A, CTRL)
    hand.key(Key.Key_H, ALT | SHIFT)
    places = [node.position for node in session.graph.values()]
    assert all(
        abs(x - a) >= 200 or abs(y - b) >= 72 for number, (x, y) in enumerate(places) for a, b in places[number + 1 :]
    )


def test_a_tile_in_a_row_is_aligned_by_its_card(hand, session):
    fold(hand)
    hand.drag(hand.card("flatten1"), hand.card("flatten1") - QPointF(0, 240))
    hand.click(hand.card(TILE), CTRL)
    hand.key(Key.Key_Down, CTRL | ALT)
    hand.canvas.context.end_glide()
    assert hand.canvas.network.nodes[TILE].y() == hand.canvas.network.nodes["flatten1"].y() == 240
    assert [session.graph[name].position[1] for name in ("conv1", "relu1", "conv2")] == [120, 240, 360]


def test_a_frame_goes_around_the_tile_and_one_on_it_is_out_of_sight(hand, session):
    graph, _ = annotate(session.graph, Frame(Area(-20, 86, 240, 370), "Way"))
    session.apply_graph("Frame", graph)
    fold(hand)
    assert hand.canvas.network.nodes[TILE].card.name == "Way"
    assert not hand.canvas.network.annotations
    hand.key(Key.Key_F, CTRL | SHIFT)
    hand.key(Key.Key_Return)
    (frame,) = hand.canvas.network.annotations.values()
    assert frame.area.height() < 200
    hand.click(hand.card(TILE))
    hand.key(Key.Key_Delete)
    assert list(hand.canvas.network.annotations) == list(session.graph.annotations)


def test_a_tile_is_renamed_grouped_and_tiles_lie_in_tiles(hand, session):
    fold(hand)
    hand.key(Key.Key_F2)
    hand.type("Way")
    hand.key(Key.Key_Return)
    assert hand.canvas.network.nodes[TILE].card.name == "Way"
    assert session.undo_label == "Rename tile “conv1 … conv2”"
    hand.click(hand.card("add1"), SHIFT)
    hand.key(Key.Key_H)
    assert set(hand.canvas.network.nodes) == {"input", "+collapsed2", "relu2", "flatten1"}
    hand.key(Key.Key_H)
    assert TILE in hand.canvas.network.nodes
    hand.click(hand.card(TILE))
    hand.key(Key.Key_G, CTRL)
    assert set(hand.canvas.network.nodes) == {"input", "block1", "add1", "relu2", "flatten1"}
    session.enter("block1")
    assert any(name.startswith("+") for name in hand.canvas.network.nodes)


def test_what_is_on_no_branch_is_told(hand, session, qtbot):
    session.select(["flatten1"])
    with qtbot.waitSignal(session.refused) as told:
        hand.key(Key.Key_H)
    assert "single node" in told.args[0]
    assert not session.graph.annotations


def test_seen_from_afar_a_tile_has_its_name_and_takes_hits(hand, session):
    fold(hand)
    hand.canvas.zoom_to(0.3)
    assert hand.canvas.network.overview.is_active
    assert hand.canvas.network.toggle_at(hand.canvas.network.nodes[TILE].pos() + PLACE) is None
    assert hand.canvas.network.node_at(hand.card(TILE)) == TILE
    assert not hand.canvas.grab().isNull()
    assert "3 layers" in tooltip(hand.canvas.network.shown, TILE)
    assert "conv1" in tooltip(hand.canvas.network.shown, Port(TILE, "in", 0))
    assert "conv1 … conv2" in tooltip(hand.canvas.network.shown, Link(TILE, 0))
