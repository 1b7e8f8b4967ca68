"""A hand on a canvas: real mouse and key events, aimed at what is drawn there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.graph.links import Link
from studio.ui.canvas import Canvas

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
STEPS = 4


@dataclass
class CanvasHand:
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

    def focused(self) -> QWidget:
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
