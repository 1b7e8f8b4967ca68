"""A canvas on a small network, and a hand that works it with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source
from studio.graph.edits import add
from studio.layers import layer
from studio.ui.canvas import Canvas
from studio.ui.canvas.geometry import Link
from studio.ui.session import Session

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier
STEPS = 4


@dataclass
class Hand:
    """Mouse and keyboard on a canvas. Places are points of the scene."""

    canvas: Canvas
    qtbot: QtBot

    def pixel(self, at: QPointF) -> QPoint:
        return self.canvas.mapFromScene(at)

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseMove(self.canvas.viewport(), self.pixel(at))
        QTest.mousePress(self.canvas.viewport(), button, keys, self.pixel(at))

    def move(self, at: QPointF) -> None:
        QTest.mouseMove(self.canvas.viewport(), self.pixel(at))

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.canvas.viewport(), button, keys, self.pixel(at))

    def carry(
        self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        """Press and move, without letting go."""
        self.press(start, button, keys)
        for step in range(1, STEPS + 1):
            self.move(start + (end - start) * (step / STEPS))

    def drag(
        self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        self.carry(start, end, button, keys)
        self.release(end, button, keys)

    def click(self, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas.viewport(), LEFT, keys, self.pixel(at))

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        QTest.mouseDClick(self.canvas.viewport(), LEFT, NONE, self.pixel(at))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        """A key, pressed where the focus is."""
        QTest.keyClick(self.focused(), key, keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focused(), text)

    def focused(self):
        return QApplication.focusWidget() or self.canvas

    def card(self, name: str) -> QPointF:
        """The body of a card, off its title and its ports."""
        return self.canvas.network.nodes[name].pos() + QPointF(30, 60)

    def title(self, name: str) -> QPointF:
        return self.canvas.network.nodes[name].pos() + QPointF(60, 14)

    def output(self, name: str, port: int = 0) -> QPointF:
        return self.canvas.network.nodes[name].port_position("out", port)

    def input(self, name: str, port: int = 0) -> QPointF:
        return self.canvas.network.nodes[name].port_position("in", port)

    def link(self, target: str, port: int = 0) -> QPointF:
        """The middle of a link."""
        return self.canvas.network.links[Link(target, port)].path().pointAtPercent(0.5)


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
def open_canvas(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> Iterator[Callable[[Graph], Hand]]:
    """Opens a canvas on a graph, at 100 %, with its read-outs there and the keyboard's focus in it."""
    opened: list[Canvas] = []

    def open_graph(graph: Graph) -> Hand:
        canvas = Canvas(open_session(graph))
        opened.append(canvas)
        qtbot.addWidget(canvas)
        canvas.resize(1000, 800)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.activateWindow()
        qtbot.waitUntil(canvas.isActiveWindow)
        canvas.zoom_to(1.0)
        canvas.centerOn(200.0, 260.0)
        canvas.setFocus()
        return Hand(canvas, qtbot)

    yield open_graph
    for canvas in opened:
        canvas.release()


@pytest.fixture
def hand(open_canvas: Callable[[Graph], Hand]) -> Hand:
    """A canvas on the small network."""
    return open_canvas(small_graph())


@pytest.fixture
def session(hand: Hand) -> Session:
    """The session of that canvas."""
    return hand.canvas.session
