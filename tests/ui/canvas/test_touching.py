"""Fingers on a touchpad or a screen, and a pen: they pan, zoom, and drag cards as a mouse does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from canvas_hand import CanvasHand
from pen import IS_AT_HAND, Pen
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from studio.graph import Source
from studio.graph.links import Link
from studio.ui.session import Session

LEFT = Qt.MouseButton.LeftButton
with_pen = pytest.mark.skipif(not IS_AT_HAND, reason="The window system can be spoken for on Linux alone.")


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


@pytest.fixture
def pen(hand: CanvasHand) -> Iterator[Pen]:
    with Pen(hand.canvas.viewport()) as made:
        yield made


def way(hand: CanvasHand, start: QPointF, end: QPointF) -> list[QPoint]:
    """Pixels from one point of the scene to another."""
    return [hand.pixel(start + (end - start) * (step / 4)) for step in range(5)]


@with_pen
def test_a_pen_drags_a_card(hand: CanvasHand, session: Session, pen: Pen) -> None:
    x, y = session.graph["flatten1"].position
    start = hand.card("flatten1")
    pen.drag(way(hand, start, start + QPointF(60, 0)))
    assert session.graph["flatten1"].position == (x + 60, y)
    assert session.undo_label == "Move flatten1"


@with_pen
def test_a_pen_draws_a_link_and_with_its_other_end_cuts_it(hand: CanvasHand, session: Session, pen: Pen) -> None:
    before, nodes = session.graph, hand.canvas.network.nodes
    start, end = nodes["pool1"].port_position("out", 0), nodes["flatten1"].port_position("in", 0)
    pen.drag(way(hand, start, end))
    assert session.graph["flatten1"].inputs == (Source("pool1"),)
    middle = hand.canvas.network.links[Link("flatten1", 0)].path().pointAtPercent(0.5)
    with Pen(hand.canvas.viewport(), QPointingDevice.PointerType.Eraser) as eraser:
        eraser.drag(way(hand, middle + QPointF(-6, -40), middle + QPointF(6, 40)))
    assert session.graph["flatten1"].inputs == before["flatten1"].inputs
    assert not hand.canvas.context.erases


@with_pen
@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, LEFT])
def test_a_pen_pans_by_a_button_of_its_barrel_or_with_space(
    hand: CanvasHand, session: Session, pen: Pen, button: Qt.MouseButton
) -> None:
    before, graph = hand.canvas.camera.to_scene(QPointF(300, 300)), session.graph
    if button is LEFT:
        QTest.keyPress(hand.canvas, Qt.Key.Key_Space)
    pen.drag([QPoint(300 + by, 300) for by in (0, 20, 60)], button)
    assert hand.canvas.camera.to_scene(QPointF(360, 300)).x() == pytest.approx(before.x(), abs=2)
    assert session.graph is graph
    QTest.keyRelease(hand.canvas, Qt.Key.Key_Space)


@with_pen
def test_the_button_of_its_barrel_opens_the_menu_and_two_taps_rename(hand: CanvasHand, pen: Pen) -> None:
    title = hand.pixel(hand.canvas.network.nodes["flatten1"].pos() + QPointF(70, 18))
    pen.drag([title], Qt.MouseButton.RightButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    pen.tap(title, 2)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


@with_pen
def test_a_hand_that_rests_on_the_screen_does_not_disturb_a_pen(
    hand: CanvasHand, session: Session, pen: Pen, screen: QPointingDevice
) -> None:
    x, y = session.graph["flatten1"].position
    start = hand.pixel(hand.card("flatten1"))
    pen.hold([start, start + QPoint(30, 0)])
    fingers(hand, screen, [QPoint(700, 700), QPoint(720, 710)])
    pen.hold([start + QPoint(60, 0)])
    pen.hover(start + QPoint(60, 0))
    assert session.graph["flatten1"].position == (x + 60, y)
