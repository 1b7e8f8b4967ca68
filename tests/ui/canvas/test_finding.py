"""Finding a node by what is known of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from studio.graph import Graph, Node
from studio.graph.edits import add, move, rename
from studio.graph.model import Source
from studio.layers import layer
from studio.ui.canvas.search.finding import MOST
from studio.ui.session.selection_edits import group

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pool1", ["pool1"]),
        ("maxpool", ["pool1"]),
        ("6 24 24", ["conv1", "relu1"]),
        ("6x12x12", ["pool1"]),
        ("error", ["flatten1"]),
        ("activation", ["relu1"]),
    ],
)
def test_nodes_are_found_by_name_type_shape_or_problem(hand, words, found):
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type(words)
    assert [entry.key for entry in hand.canvas.searches.popup.entries] == found


def test_the_node_chosen_is_selected_and_brought_into_sight(hand, session):
    session.edit("x", lambda graph: move(graph, {"flatten1": (9000.0, 9000.0)}))
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("flat")
    hand.key(Qt.Key.Key_Return)
    assert session.selection == {"flatten1"}
    assert hand.canvas.camera.visible.contains(hand.canvas.network.content(["flatten1"]))


def test_a_node_of_that_very_name_comes_first(hand, session):
    session.edit("x", lambda graph: add(graph, "relu10", layer("ReLU"), (), (300.0, 0.0)))
    session.edit("x", lambda graph: move(add(graph, "relu", layer("Tanh")), {"relu": (600.0, 0.0)}))
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("relu")
    assert [entry.key for entry in hand.canvas.searches.popup.entries] == ["relu", "relu1", "relu10"]


def test_nodes_inside_of_blocks_are_found_and_led_to_from_anywhere(hand, session):
    block = group(session, ["conv1", "relu1"])
    hand.qtbot.waitUntil(lambda: session.analysis.graph is session.project.graph)
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("6x24")
    inside = {entry.key: entry for entry in hand.canvas.searches.popup.entries}
    assert inside[f"{block}.conv1"].detail == f"In {block} · Conv2d · 6 · 5×5"
    hand.type("x24 relu")
    hand.key(Qt.Key.Key_Return)
    assert (session.level, session.selection) == ((block,), {"relu1"})
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("pool1")
    assert hand.canvas.searches.popup.entries[0].detail == "In the network · MaxPool2d · 2×2"
    hand.key(Qt.Key.Key_Return)
    assert (session.level, session.selection) == ((), {"pool1"})


def test_a_problem_inside_of_a_block_is_found_at_the_node_that_has_it(hand, session):
    session.edit("x", lambda graph: add(graph, "bn", layer("BatchNorm1d"), (Source("relu1"),), (300.0, 0.0)))
    block = group(session, ["bn"])
    hand.qtbot.waitUntil(lambda: session.examination.is_up_to_date and not session.examination.is_waiting)
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("error bn")
    assert f"{block}.bn" in [entry.key for entry in hand.canvas.searches.popup.entries]


def test_a_warning_or_error_is_quoted_in_the_list(hand, session):
    session.edit("x", lambda graph: add(graph, "bn", layer("BatchNorm1d"), (Source("conv1"),), (300.0, 0.0)))
    hand.qtbot.waitUntil(lambda: session.analysis.graph is session.graph)
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("bn")
    entry = hand.canvas.searches.popup.entries[0]
    assert entry.detail == session.analysis.nodes["bn"].problems[0].message


def test_an_edit_is_found_while_the_box_is_open(hand, session):
    hand.key(Qt.Key.Key_F, CTRL)
    hand.type("conv")
    session.edit("x", lambda graph: rename(graph, "relu1", "convex"))
    hand.type("e")
    assert [entry.title for entry in hand.canvas.searches.popup.entries] == ["convex"]


def test_among_very_many_nodes_the_best_are_given_and_all_can_be_found(open_canvas):
    graph = Graph({f"relu{number}": Node(layer("ReLU"), (), (0.0, 100.0 * number)) for number in range(2 * MOST)})
    hand = open_canvas(graph)
    hand.key(Qt.Key.Key_F, CTRL)
    popup = hand.canvas.searches.popup
    assert len(popup.entries) == MOST
    hand.type(f"relu{2 * MOST - 1}")
    assert [entry.title for entry in popup.entries] == [f"relu{2 * MOST - 1}"]
