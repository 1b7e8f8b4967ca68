"""Blocks by hand: grouped, entered, edited inside for all their uses, left, taken apart, bypassed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.graph import Graph, Source
from studio.graph.edits import add, set_layer
from studio.layers import layer
from studio.layers.block import Block
from studio.project.templates import templates
from studio.ui.session import Session

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def chain() -> Graph:
    """input → conv1 → relu1 → output."""
    graph = Graph()
    for row, (name, made) in enumerate(
        {
            "input": layer("Input", shape=[1, 28, 28]),
            "conv1": layer("Conv2d", out_channels=6, kernel_size=[3, 3]),
            "relu1": layer("ReLU"),
            "output": layer("Output"),
        }.items()
    ):
        graph = add(graph, name, made, (Source(list(graph)[-1]),) if row else (), (0.0, 120.0 * row))
    return graph


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    return open_canvas(chain())


@pytest.fixture
def grouped(hand: CanvasHand) -> CanvasHand:
    """conv1 and relu1 in a block, used twice."""
    hand.click(hand.card("conv1"))
    hand.click(hand.card("relu1"), SHIFT)
    hand.key(Qt.Key.Key_G, CTRL)
    hand.key(Qt.Key.Key_D, CTRL)
    wait_for_read_outs(hand)
    return hand


def wait_for_read_outs(hand: CanvasHand) -> None:
    session = hand.canvas.session

    def is_there() -> bool:
        return session.analysis is not None and session.analysis.graph is session.project.graph

    hand.qtbot.waitUntil(is_there, timeout=10_000)


def blocks(session: Session) -> list[str]:
    return [name for name, node in session.graph.items() if isinstance(node.layer, Block)]


def parameters(session: Session, name: str) -> int:
    report = session.report(name)
    assert report is not None
    return report.parameters


def test_grouping_puts_the_selection_into_a_block_linked_as_before(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.click(hand.card("conv1"))
    hand.click(hand.card("relu1"), SHIFT)
    hand.key(Qt.Key.Key_G, CTRL)
    (block,) = blocks(session)
    assert session.selection == {block}
    assert session.graph[block].inputs == (Source("input"),)
    assert session.graph["output"].inputs == (Source(block),)
    assert hand.canvas.network.nodes[block].card.stacked
    wait_for_read_outs(hand)
    assert parameters(session, block) == 6 * (9 + 1)
    session.undo()
    assert list(session.graph) == ["input", "conv1", "relu1", "output"]


def test_a_double_click_enters_a_block_and_escape_leaves_it(grouped: CanvasHand) -> None:
    session, canvas = grouped.canvas.session, grouped.canvas
    block = blocks(session)[0]
    grouped.double_click(grouped.card(block))
    assert session.level == (block,)
    assert {"conv1", "relu1"} <= canvas.network.nodes.keys()
    assert canvas.network.nodes["conv1"].card.shape == "6 × 26 × 26"
    assert canvas.breadcrumbs.isVisible()
    grouped.key(Qt.Key.Key_Escape)
    assert session.level == ()
    assert session.selection == {block}
    assert not canvas.breadcrumbs.isVisible()


def test_a_step_of_the_way_in_leads_back(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    grouped.click(grouped.card(blocks(session)[0]))
    grouped.key(Qt.Key.Key_Return)
    assert session.level
    QTest.mouseClick(grouped.canvas.breadcrumbs.steps[0], Qt.MouseButton.LeftButton)
    assert session.level == ()


def test_an_edit_inside_changes_every_use_and_is_one_undo_step(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    first, second = blocks(session)
    before = session.project.graph
    grouped.double_click(grouped.card(first))
    session.edit("Widen conv1", lambda graph: set_layer(graph, "conv1", layer("Conv2d", out_channels=9)))
    wait_for_read_outs(grouped)
    assert grouped.canvas.network.nodes["conv1"].card.shape == "9 × 26 × 26"
    grouped.key(Qt.Key.Key_Escape)
    grouped.key(Qt.Key.Key_Escape)
    assert parameters(session, first) == 9 * (9 + 1)
    definitions = {session.graph[name].layer.definition for name in (first, second)}  # type: ignore[attr-defined]
    assert len(definitions) == 1
    session.undo()
    assert session.project.graph is before


def test_nodes_are_deleted_inside_by_key(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    grouped.double_click(grouped.card(blocks(session)[0]))
    grouped.click(grouped.card("relu1"))
    grouped.key(Qt.Key.Key_Backspace)
    assert "relu1" not in session.graph
    assert "relu1" not in grouped.canvas.network.nodes
    session.undo()
    assert session.level
    assert "relu1" in grouped.canvas.network.nodes


def test_undoing_the_group_leaves_the_block(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    grouped.double_click(grouped.card(blocks(session)[0]))
    session.undo()
    session.undo()
    assert session.level == ()
    assert set(grouped.canvas.network.nodes) == {"input", "conv1", "relu1", "output"}


def test_ungrouping_gives_the_nodes_back(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    block = blocks(session)[0]
    grouped.click(grouped.card(block))
    grouped.key(Qt.Key.Key_G, CTRL | SHIFT)
    assert block not in session.graph
    assert session.graph["output"].inputs == (Source("relu1"),)
    assert session.selection == {"conv1", "relu1"}


def test_an_end_of_the_network_cannot_be_grouped_and_says_why(hand: CanvasHand) -> None:
    session = hand.canvas.session
    told: list[str] = []
    session.refused.connect(lambda message, remedy: told.append(message))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_G, CTRL)
    assert "input" in told[0]
    assert not blocks(session)


def test_m_bypasses_and_brings_back(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.click(hand.card("conv1"))
    hand.key(Qt.Key.Key_M)
    assert session.graph["conv1"].bypassed
    assert hand.canvas.network.nodes["conv1"].card.muted
    wait_for_read_outs(hand)
    assert session.analysis is not None
    assert session.analysis.total.parameters == 0
    hand.key(Qt.Key.Key_B, CTRL)
    assert not session.graph["conv1"].bypassed


def test_shift_f_freezes_and_unfreezes(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.click(hand.card("conv1"))
    hand.key(Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert session.graph["conv1"].frozen
    wait_for_read_outs(hand)
    assert hand.canvas.network.nodes["conv1"].card.frozen
    assert "frozen" in hand.canvas.network.nodes["conv1"].card.count
    assert session.analysis is not None
    assert session.analysis.nodes["conv1"].trainable_parameters == 0 < session.analysis.nodes["conv1"].parameters
    assert session.undo_label == "Freeze conv1"
    hand.key(Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert not session.graph["conv1"].frozen
    assert not hand.canvas.network.nodes["conv1"].card.frozen


def test_inside_a_frozen_block_every_card_says_so(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    block = blocks(session)[0]
    grouped.click(grouped.card(block))
    grouped.key(Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    grouped.double_click(grouped.card(block))
    cards = {name: grouped.canvas.network.nodes[name].card for name in session.graph}
    assert all(card.frozen for card in cards.values())
    session.undo()
    assert not any(grouped.canvas.network.nodes[name].card.frozen for name in session.graph)


def test_a_problem_inside_marks_the_block_and_leads_inside(grouped: CanvasHand) -> None:
    session = grouped.canvas.session
    block = blocks(session)[0]
    grouped.double_click(grouped.card(block))
    session.edit("Enlarge", lambda graph: set_layer(graph, "conv1", layer("Conv2d", kernel_size=[99, 99])))
    wait_for_read_outs(grouped)
    assert grouped.canvas.network.nodes["conv1"].card.state == "error"
    grouped.key(Qt.Key.Key_Escape)
    assert grouped.canvas.network.nodes[block].card.state == "error"
    (problem,) = [each for each in session.problems if each.node == f"{block}.conv1"]
    assert problem.node is not None
    assert session.go_to(problem.node) == "conv1"
    assert session.level == (block,)
    assert session.selection == {"conv1"}


def test_resnet50_reads_at_every_level(open_canvas: Callable[[Graph], CanvasHand]) -> None:
    (template,) = [each for each in templates() if each.name == "resnet50"]
    hand = open_canvas(template.load().graph)
    session, entered = hand.canvas.session, 0
    for name in list(session.graph):
        if session.enter(name):
            entered += 1
            cards = [item.card for item in hand.canvas.network.nodes.values()]
            assert all("×" in card.shape for card in cards), name
            session.leave()
    assert entered >= 4
