"""Entering and leaving blocks leads back to what one saw there before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from studio.graph import Graph
from studio.project.templates import template
from studio.ui.canvas.level_viewports import View


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    """A canvas on ResNet-18, a block of which is in the middle."""
    hand = open_canvas(template("resnet18").load().graph)
    hand.canvas.centerOn(hand.canvas.network.nodes["layer2"].pos() + QPointF(100, 36))
    return hand


def seen(hand: CanvasHand) -> View:
    return View(hand.canvas.camera.zoom, hand.canvas.camera.centre)


def same(one: View, other: View) -> bool:
    return one.zoom == other.zoom and (one.centre - other.centre).manhattanLength() * one.zoom <= 2


def zoom_by_wheel(hand: CanvasHand, pixel: QPointF, notches: int) -> None:
    viewport = hand.canvas.viewport()
    event = QWheelEvent(
        pixel, viewport.mapToGlobal(pixel), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_leaving_a_block_shows_the_network_as_it_was_left(hand: CanvasHand) -> None:
    zoom_by_wheel(hand, QPointF(300, 300), 2)
    before = seen(hand)
    for _ in range(5):
        hand.double_click(hand.card("layer2"))
        assert hand.canvas.session.level == ("layer2",)
        assert not same(seen(hand), before)
        hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.session.level == ()
    assert same(seen(hand), before)


def test_escape_leads_out_of_blocks_inside_one_another_step_by_step(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.double_click(hand.card("layer2"))
    inner = next(name for name in session.graph if session.graph[name].layer.kind == "Block")
    hand.double_click(hand.card(inner))
    assert session.level == ("layer2", inner)
    hand.key(Qt.Key.Key_Escape)
    assert (session.level, session.selection) == (("layer2",), {inner})
    hand.key(Qt.Key.Key_Escape)
    assert (session.level, session.selection) == ((), {"layer2"})
    hand.key(Qt.Key.Key_Escape)
    assert session.selection == frozenset()


def test_escape_inside_a_block_gives_up_what_was_selected_there_first(hand: CanvasHand) -> None:
    session = hand.canvas.session
    hand.double_click(hand.card("layer2"))
    hand.click(hand.card("input"))
    hand.key(Qt.Key.Key_Escape)
    assert (session.level, session.selection) == (("layer2",), frozenset())
    hand.key(Qt.Key.Key_Escape)
    assert session.level == ()


def test_entering_a_block_again_shows_it_as_it_was_left(hand: CanvasHand) -> None:
    hand.double_click(hand.card("layer2"))
    zoom_by_wheel(hand, QPointF(200, 500), 3)
    inside = seen(hand)
    hand.key(Qt.Key.Key_Escape)
    hand.double_click(hand.card("layer2"))
    assert same(seen(hand), inside)


def test_a_level_that_nobody_moved_in_stays_fitted_to_the_window(hand: CanvasHand) -> None:
    canvas = hand.canvas
    hand.double_click(hand.card("layer2"))
    hand.key(Qt.Key.Key_Escape)
    canvas.resize(700, 500)
    canvas.session.enter("layer2")
    assert canvas.camera.visible.contains(canvas.network.content())


def test_a_level_whose_nodes_went_elsewhere_is_shown_as_it_opens(hand: CanvasHand) -> None:
    canvas = hand.canvas
    canvas.session.enter("layer2")
    canvas.zoom_to(1.0)
    canvas.centerOn(90_000.0, 90_000.0)
    canvas.session.leave()
    canvas.session.enter("layer2")
    assert canvas.camera.visible.intersects(canvas.network.content())


def test_another_project_begins_with_views_of_its_own(hand: CanvasHand) -> None:
    canvas = hand.canvas
    canvas.session.enter("layer2")
    canvas.zoom_to(3.0)
    canvas.session.open(template("resnet34").load(), None)
    canvas.session.enter("layer2")
    assert canvas.camera.zoom != 3.0
