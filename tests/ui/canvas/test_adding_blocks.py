"""Blocks of the project and of the person's library are found in the search boxes of the canvas, and added by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QPointF, Qt

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.project.library import keep


def definition(name: str, inside: str, about: str) -> Definition:
    graph = Graph(
        {
            "input": Node(layer("Input", shape=[8])),
            "inner": Node(layer(inside), (Source("input"),)),
            "output": Node(layer("Output"), (Source("inner"),)),
        }
    )
    return Definition(name, graph, about=about)


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    """input → gate1, a block of the project; Head is in the library, and Maps takes images alone."""
    keep(definition("Head", "Linear", "Ends a network of mine."))
    keep(definition("Maps", "MaxPool2d", "Halves images."))
    gate = create_block(definition("Gate", "ReLU", "Lets through what is positive."))
    nodes = {
        "input": Node(layer("Input", shape=[8])),
        "gate1": Node(gate, (Source("input"),), (0.0, 120.0)),
    }
    return open_canvas(Graph(nodes))


def titles(hand: CanvasHand) -> list[str]:
    popup = hand.canvas.searches.popup
    assert popup is not None
    return [entry.title for entry in popup.entries]


def definition_of(hand: CanvasHand, name: str) -> str:
    made = hand.canvas.session.graph[name].layer
    assert isinstance(made, Block)
    return made.definition.name


def test_tab_offers_the_blocks_of_the_project_and_the_library_above_the_layers(hand: CanvasHand) -> None:
    hand.key(Qt.Key.Key_Tab)
    assert set(titles(hand)[:3]) == {"Gate", "Head", "Maps"}
    assert "Conv2d" in titles(hand)


@pytest.mark.parametrize(("words", "found"), [("gate", "Gate"), ("network of mine", "Head"), ("halves images", "Maps")])
def test_a_block_is_found_by_its_name_and_sentence(hand: CanvasHand, words: str, found: str) -> None:
    hand.key(Qt.Key.Key_Tab)
    hand.type(words)
    assert titles(hand)[0] == found


def test_the_block_chosen_is_added_below_the_selection_and_linked_as_one_step(hand: CanvasHand) -> None:
    hand.click(hand.card("gate1"))
    hand.key(Qt.Key.Key_Tab)
    hand.type("head")
    hand.key(Qt.Key.Key_Return)
    session = hand.canvas.session
    (name,) = session.selection
    assert definition_of(hand, name) == "Head"
    assert session.graph[name].inputs == (Source("gate1"),)
    assert "Head" in session.project.definitions
    assert session.level == ()
    assert session.undo_label == "Add Head"
    session.undo()
    assert list(session.graph) == ["input", "gate1"]


def test_a_link_dropped_on_empty_canvas_tells_which_blocks_fit_and_what_comes_out(hand: CanvasHand) -> None:
    hand.drag(hand.output("gate1"), QPointF(100, 400))
    popup = hand.canvas.searches.popup
    assert popup is not None
    hand.qtbot.waitUntil(lambda: any(entry.title == "Maps" and not entry.fits for entry in popup.entries))
    notes = {entry.title: entry.note for entry in popup.entries}
    assert notes["Gate"] == "8"
    assert titles(hand).index("Maps") > titles(hand).index("ReLU")
    hand.type("gate")
    hand.key(Qt.Key.Key_Return)
    (name,) = hand.canvas.session.selection
    assert hand.canvas.session.graph[name].inputs == (Source("gate1"),)


def test_a_block_is_inserted_into_a_link(hand: CanvasHand) -> None:
    hand.double_click(hand.link("gate1"))
    hand.type("gate")
    hand.key(Qt.Key.Key_Return)
    session = hand.canvas.session
    (name,) = session.selection
    assert definition_of(hand, name) == "Gate"
    assert session.graph[name].inputs == (Source("input"),)
    assert session.graph["gate1"].inputs == (Source(name),)
