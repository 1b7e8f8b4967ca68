"""A canvas on a small network, and a hand that works it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import CanvasHand
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source
from studio.graph.edits import add
from studio.layers import layer
from studio.ui.canvas import Canvas
from studio.ui.session import Session


def small_graph() -> Graph:
    """input → conv1 → relu1 → pool1, and a flatten1 that stands alone."""
    graph = Graph()
    for row, (name, made) in enumerate(
        {
            "input": layer("Input", shape=[1, 28, 28]),
            "conv1": layer("Conv2d", out_channels=6, kernel_size=[5, 5]),
            "relu1": layer("ReLU"),
            "pool1": layer("MaxPool2d"),
        }.items()
    ):
        above = (Source(list(graph)[-1]),) if row else ()
        graph = add(graph, name, made, above, (0.0, 120.0 * row))
    return add(graph, "flatten1", layer("Flatten"), (), (300.0, 480.0))


@pytest.fixture
def open_canvas(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> Callable[[Graph], CanvasHand]:
    """Opens a canvas on a graph, at 100 %, with its read-outs there and the keyboard's focus in it."""

    def open_graph(graph: Graph) -> CanvasHand:
        canvas = Canvas(open_session(graph))
        qtbot.addWidget(canvas)
        canvas.resize(1000, 800)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.activateWindow()
        qtbot.waitUntil(canvas.isActiveWindow)
        canvas.zoom_to(1.0)
        canvas.centerOn(200.0, 260.0)
        canvas.setFocus()
        return CanvasHand(canvas, qtbot)

    return open_graph


@pytest.fixture
def hand(open_canvas: Callable[[Graph], CanvasHand]) -> CanvasHand:
    """A canvas on the small network."""
    return open_canvas(small_graph())


@pytest.fixture
def session(hand: CanvasHand) -> Session:
    """The session of that canvas."""
    return hand.canvas.session
