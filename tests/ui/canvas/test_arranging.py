"""Automatic layout."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt, QVariantAnimation

from studio.graph import Graph, Source
from studio.graph.edits import add
from studio.graph.layout import layout
from studio.graph.links import Link
from studio.layers import layer
from studio.project.reading import loads
from studio.project.templates import template
from studio.project.writing import dumps
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


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


def test_data_run_to_the_right_or_down_as_a_person_asks_and_the_file_remembers_it(hand, session):
    def port(side, at=0):
        return hand.canvas.network.nodes["relu1"].port_position(side, at) - hand.canvas.network.nodes["relu1"].pos()

    hand.key(Qt.Key.Key_L, SHIFT)
    hand.canvas.context.end_glide()
    assert session.undo_label == "Lay out"
    assert session.project.flow == "right"
    assert (port("in"), port("out")) == (QPointF(0, HEIGHT / 2), QPointF(WIDTH, HEIGHT / 2))
    path = hand.canvas.network.links[Link("relu1", 0)].path()
    assert path.pointAtPercent(0).y() == path.pointAtPercent(1).y()
    assert loads(dumps(session.project)).flow == "right"
    session.select(["conv1"])
    hand.key(Qt.Key.Key_Right, CTRL)
    assert session.selection == {"relu1"}
    session.select(["pool1"])
    added = hand.canvas.add_layer("ReLU")
    before, after = session.graph["pool1"].position, session.graph[added].position
    assert after == (before[0] + WIDTH + 60, before[1])
    session.undo()
    session.undo()
    assert session.project.flow == "down"
    assert port("in") == QPointF(WIDTH / 2, 0)
    session.redo()
    hand.key(Qt.Key.Key_L, ALT)
    assert (session.project.flow, "flow" in dumps(session.project)) == ("down", False)


def test_the_shape_of_the_canvas_decides_where_nobody_asks(hand, session):
    hand.canvas.resize(1400, 300)
    hand.key(Qt.Key.Key_L)
    assert session.project.flow == "right"


def test_a_block_is_drawn_its_own_way(open_canvas):
    hand = open_canvas(template("resnet18").load().graph)
    session = hand.canvas.session
    session.enter("layer2")
    hand.key(Qt.Key.Key_L, SHIFT)
    assert (session.place.flow, session.project.flow) == ("right", "down")
    written = loads(dumps(session.project))
    assert written.definitions["Stage"].flow == "right"
    session.leave()
    assert hand.canvas.network.shown.flow == "down"
    session.enter("layer3")
    assert hand.canvas.network.shown.flow == "right"


def test_a_layer_put_into_a_link_makes_room_the_way_that_data_run(hand, session):
    hand.key(Qt.Key.Key_L, SHIFT)
    hand.canvas.context.end_glide()
    before = {name: node.position for name, node in session.graph.items()}
    name = hand.canvas.placer.add_into("ReLU", Link("relu1", 0))
    assert session.graph[name].position == before["relu1"]
    assert session.graph["relu1"].position == (before["relu1"][0] + WIDTH + 60, before["relu1"][1])


def test_a_flow_that_this_version_does_not_know_is_kept_in_the_file(session):
    text = dumps(session.project).replace('"version": 1', '"version": 1,\n  "flow": "up"')
    project = loads(text)
    assert project.flow == "down"
    assert '"flow": "up"' in dumps(project)


def test_a_long_link_swings_out_beside_cards_where_data_run_to_the_right(hand, session):
    session.edit("x", lambda graph: add(graph, "add1", layer("Add"), (Source("pool1"), Source("conv1")), (0.0, 480.0)))
    hand.key(Qt.Key.Key_L, SHIFT)
    hand.canvas.context.end_glide()
    path = hand.canvas.network.links[Link("add1", 1)].path()
    middle = hand.canvas.network.nodes["relu1"].card_area()
    assert not any(middle.contains(path.pointAtPercent(step / 20)) for step in range(21))


def test_what_is_selected_is_aligned_and_distributed_in_one_step_each(hand, session):
    refusals = []
    session.refused.connect(lambda message, remedy: refusals.append((message, remedy)))
    session.select(["input", "conv1", "relu1"])
    hand.key(Qt.Key.Key_Up, CTRL | ALT)
    assert refusals[0][0] == "In line like that, these nodes would lie on each other."
    session.select(["relu1", "flatten1"])
    assert not hand.canvas.action["align.down"].isEnabled()
    hand.key(Qt.Key.Key_Right, CTRL | ALT)
    assert session.graph["relu1"].position == (300.0, 240.0)
    assert session.undo_label == "Align 2 nodes"
    session.select(["input", "conv1", "flatten1"])
    hand.key(Qt.Key.Key_V, CTRL | ALT)
    assert session.graph["conv1"].position == (0.0, 240.0)
    assert session.undo_label == "Distribute 3 nodes"
    session.undo()
    session.undo()
    assert session.graph["relu1"].position == (0.0, 240.0)


def long_chain(count: int) -> Graph:
    """An Input and so many ReLUs one behind the other."""
    graph = add(Graph(), "input", layer("Input", shape=[4]))
    for _ in range(count):
        last = list(graph)[-1]
        graph = add(graph, f"relu{len(graph)}", layer("ReLU"), (Source(last),), (0.0, 120.0 * len(graph)))
    return graph


@pytest.mark.parametrize("flow", ["down", "right"])
def test_a_long_network_is_folded_into_columns_and_stays_so(open_canvas, flow):
    hand = open_canvas(long_chain(39))
    session, canvas = hand.canvas.session, hand.canvas
    canvas.commands.arrange(flow)
    canvas.fit_all()
    line, done, small = session.graph, session.steps_done, canvas.camera.zoom
    hand.key(Qt.Key.Key_L, ALT | SHIFT)
    canvas.context.end_glide()
    folded = session.graph
    assert session.undo_label == "Lay out"
    assert canvas.camera.zoom > 2 * small
    assert len({node.position[0 if flow == "down" else 1] for node in folded.values()}) > 2
    for link, item in canvas.network.links.items():
        ends = {link.target, session.graph[link.target].inputs[link.port].node}
        across = [name for name in canvas.network.nodes if name not in ends]
        cards = [canvas.network.nodes[name].card_area() for name in across]
        assert not any(card.contains(point) for card in cards for point in item.points)
    session.select(["relu39"])
    canvas.add_layer("Sigmoid")
    hand.key(Qt.Key.Key_L)
    canvas.context.end_glide()
    assert len({node.position[0 if flow == "down" else 1] for node in session.graph.values()}) > 2
    canvas.commands.arrange(flow)
    assert len({node.position[0 if flow == "down" else 1] for node in session.graph.values()}) == 1
    session.go_to_step(done)
    assert session.graph is line
