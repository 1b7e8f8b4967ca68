"""Fingers on a touchpad or a screen, and a pen: they pan, zoom, and drag cards as a mouse does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.session import Session

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def fingers(hand: CanvasHand, screen: QPointingDevice, *ways: Iterable[QPoint]) -> None:
    """Put fingers down, move each along its way, and take them away."""
    viewport = hand.canvas.viewport()
    steps = list(zip(*ways, strict=True))
    sequence = QTest.touchEvent(viewport, screen, False)
    for number, at in enumerate(steps[0]):
        sequence.press(number, at, viewport)
    sequence.commit()
    for step in steps[1:]:
        for number, at in enumerate(step):
            sequence.move(number, at, viewport)
        sequence.commit()
    for number, at in enumerate(steps[-1]):
        sequence.release(number, at, viewport)
    sequence.commit()


def apart(middle: QPoint, *distances: int) -> tuple[list[QPoint], list[QPoint]]:
    """Two fingers around a place, further apart from step to step."""
    return [middle - QPoint(each, 0) for each in distances], [middle + QPoint(each, 0) for each in distances]


def test_fingers_that_part_zoom_in_where_they_are(hand: CanvasHand, screen: QPointingDevice) -> None:
    camera, middle = hand.canvas.camera, QPoint(300, 300)
    below = camera.to_scene(QPointF(middle))
    before = camera.zoom
    fingers(hand, screen, *apart(middle, 40, 60, 80, 100, 120))
    assert camera.zoom > 1.5 * before
    moved = camera.to_scene(QPointF(middle)) - below
    assert moved.manhattanLength() < 8


def test_two_fingers_take_the_network_along(hand: CanvasHand, screen: QPointingDevice) -> None:
    camera, steps = hand.canvas.camera, range(0, 121, 20)
    before, zoom = camera.to_scene(QPointF(300, 300)), camera.zoom
    fingers(hand, screen, [QPoint(260 + by, 300) for by in steps], [QPoint(340 + by, 300) for by in steps])
    assert camera.zoom == pytest.approx(zoom, rel=0.05)
    assert camera.to_scene(QPointF(300, 300)).x() < before.x() - 60


def test_pinching_a_touchpad_zooms(hand: CanvasHand) -> None:
    canvas, at = hand.canvas, QPointF(200, 200)
    before = canvas.camera.zoom
    everywhere = canvas.viewport().mapToGlobal(at)
    event = QNativeGestureEvent(Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2,
                                at, at, everywhere, 0.25, QPointF())  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    assert canvas.camera.zoom == pytest.approx(1.25 * before)


def test_one_finger_drags_a_card_as_a_mouse_does(hand: CanvasHand, session: Session, screen: QPointingDevice) -> None:
    before = session.graph["flatten1"].position
    start = hand.pixel(hand.card("flatten1"))
    fingers(hand, screen, [start + QPoint(by, 0) for by in (0, 8, 30, 60)])
    assert session.graph["flatten1"].position[0] == pytest.approx(before[0] + 60, abs=12)
    assert session.graph["flatten1"].position[1] == before[1]


def test_a_pen_is_left_to_qt_which_makes_a_mouse_of_it(hand: CanvasHand) -> None:
    pen = QPointingDevice("pen", 7, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
                          QInputDevice.Capability.Position, 1, 1)  # fmt: skip
    assert QApplication.testAttribute(Qt.ApplicationAttribute.AA_SynthesizeMouseForUnhandledTabletEvents)
    at, viewport = QPointF(hand.pixel(hand.card("flatten1"))), hand.canvas.viewport()
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease):
        event = QTabletEvent(kind, pen, at, QPointF(viewport.mapToGlobal(at)), 0.5, 0, 0, 0, 0, 0, NONE, LEFT, LEFT)
        QApplication.sendEvent(viewport, event)
        assert not event.isAccepted()
