"""Blocks inside blocks by hand: grouped inside one another, copied into one another, never into themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import Qt

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition, definitions
from studio.graph.edits import set_layer
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.ui.session import Session

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def two_blocks() -> Graph:
    """input → first (width 4) → second (width 8) → output; inside, fc follows the width."""
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[4]), position=(0.0, 0.0)),
            "fc": Node(
                layer("Linear", out_features=2),
                (Source("input"),),
                (0.0, 120.0),
                bindings=(("out_features", "2 * width"),),
            ),
            "relu": Node(layer("ReLU"), (Source("fc"),), (0.0, 240.0)),
            "output": Node(layer("Output"), (Source("relu"),), (0.0, 360.0)),
        }
    )
    unit = Definition("Block", inside, (("width", 4),))
    return Graph(
        {
            "input": Node(layer("Input", shape=[4]), position=(0.0, 0.0)),
            "first": Node(create_block(unit), (Source("input"),), (0.0, 120.0)),
            "second": Node(create_block(unit, {"width": 8}), (Source("first"),), (0.0, 240.0)),
            "output": Node(layer("Output"), (Source("second"),), (0.0, 360.0)),
        }
    )


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    return open_canvas(two_blocks())


def read_outs(hand: CanvasHand) -> dict[str, object]:
    session = hand.canvas.session
    hand.qtbot.waitUntil(
        lambda: session.analysis is not None and session.analysis.graph is session.project.graph, timeout=30_000
    )
    assert session.analysis is not None
    return {name: (report.outputs, report.parameters) for name, report in session.analysis.nodes.items()}


def select(hand: CanvasHand, *names: str) -> None:
    hand.canvas.session.select(names)


def block(session: Session, name: str) -> Block:
    found = session.graph[name].layer
    assert isinstance(found, Block)
    return found


def test_a_group_inside_a_block_gets_a_name_of_its_own_and_follows_the_block(hand: CanvasHand) -> None:
    session, before = hand.canvas.session, read_outs(hand)
    hand.double_click(hand.card("second"))
    hand.click(hand.card("fc"))
    hand.key(Qt.Key.Key_G, CTRL)
    (name,) = session.selection
    assert block(session, name).definition.name == "Block2"
    assert session.graph[name].bindings == (("width", "width"),)
    now = read_outs(hand)
    for path in ("first", "second", "output"):
        assert now[path] == before[path]
    assert now[f"second.{name}.fc"] == before["second.fc"]
    hand.key(Qt.Key.Key_G, CTRL | SHIFT)
    assert read_outs(hand) == before
    assert session.graph["fc"].bindings == (("out_features", "2 * width"),)


def test_a_block_is_not_pasted_into_itself(hand: CanvasHand) -> None:
    session = hand.canvas.session
    told: list[str] = []
    session.refused.connect(lambda message, remedy: told.append(message))
    hand.click(hand.card("first"))
    hand.key(Qt.Key.Key_C, CTRL)
    hand.key(Qt.Key.Key_Return)
    assert session.level == ("first",)
    before = session.project
    hand.key(Qt.Key.Key_V, CTRL)
    assert "cannot contain itself" in told[0]
    assert session.project is before
    assert not session.selection


def test_a_block_is_pasted_into_another_and_grouped_with_what_is_there(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.click(hand.card("first"))
    hand.key(Qt.Key.Key_G, CTRL)
    (outer,) = session.selection
    hand.click(hand.card("second"))
    hand.key(Qt.Key.Key_C, CTRL)
    session.enter(outer)
    hand.key(Qt.Key.Key_V, CTRL)
    (pasted,) = session.selection
    assert block(session, pasted).arguments == {"width": 8}
    select(hand, "first", pasted)
    hand.key(Qt.Key.Key_G, CTRL)
    (deeper,) = session.selection
    session.enter(deeper)
    assert session.level == (outer, deeper)
    assert set(definitions(session.project.graph)) == {"Block", "Block2", "Block3"}
    session.enter("first")
    hand.click(hand.card("relu"))
    hand.key(Qt.Key.Key_Backspace)
    uses = [session.project.definitions["Block"], block_inside(session, (outer, deeper, "first"))]
    assert uses[0] is uses[1]
    assert "relu" not in uses[0].graph


def block_inside(session: Session, path: tuple[str, ...]) -> Definition:
    graph = session.project.graph
    for name in path:
        found = graph[name].layer
        assert isinstance(found, Block)
        graph = found.definition.graph
    return found.definition


def test_a_bypass_that_follows_the_block_is_explained(hand: CanvasHand) -> None:
    session = hand.canvas.session
    told: list[str] = []
    session.refused.connect(lambda message, remedy: told.append(f"{message} {remedy}"))
    session.enter("first")
    bound = Node(session.graph["relu"].layer, session.graph["relu"].inputs, bindings=(("bypassed", "width > 4"),))
    session.edit("Bind", lambda graph: graph.replacing({"relu": bound}))
    select(hand, "relu")
    hand.key(Qt.Key.Key_M)
    assert told == ["Whether “relu” is bypassed follows from the block (= width > 4). Change that in the inspector."]


def test_cards_that_follow_a_block_show_its_new_values_with_the_edit_that_gives_them(hand: CanvasHand) -> None:
    session = hand.canvas.session
    session.enter("first")
    card = hand.canvas.network.nodes["fc"]
    before = card.card.detail
    graph = session.project.graph
    wider = set_layer(graph, "first", graph["first"].layer.changed(width=6))  # type: ignore[attr-defined]
    session.apply("Widen", session.project.with_graph(wider))
    assert card.card.detail != before
    assert "12" in card.card.detail
