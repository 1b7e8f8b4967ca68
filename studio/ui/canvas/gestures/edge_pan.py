"""Moves the view on while something is held near its edge, so that a drag can reach what is out of sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer

from studio.ui.canvas.camera import Camera

BAND = 28.0
"""Pixels from the edge within which the view moves."""

FASTEST = 18.0
"""Pixels a frame, at and beyond the very edge."""

AWAY = 0.75
"""So much of a view may be led beyond the network."""

_FRAME = 16


class EdgePan(QObject):
    """Watches where the pointer is held; calls `moved` after each move of the view."""

    def __init__(
        self, camera: Camera, content: Callable[[], QRectF], moved: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._content = content
        self._camera = camera
        self._moved = moved
        self._step = QPointF()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._pan)

    def hold(self, pixel: QPointF, room: QRectF) -> None:
        """The pointer is held at a pixel of a viewport that is as large as `room`."""
        self._step = QPointF(
            _speed(pixel.x() - room.left(), room.right() - pixel.x()),
            _speed(pixel.y() - room.top(), room.bottom() - pixel.y()),
        )
        if self._step.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Nothing is held any more."""
        self._timer.stop()

    def _pan(self) -> None:
        self._camera.pan(self._allowed(self._step))
        self._moved()

    def _allowed(self, step: QPointF) -> QPointF:
        """As much of a step as does not lead further than most of a view away from what there is."""
        seen, there = self._camera.visible, self._content()
        across, down = AWAY * seen.width(), AWAY * seen.height()
        is_far_aside = seen.left() < there.left() - across if step.x() < 0 else seen.right() > there.right() + across
        is_far_along = seen.top() < there.top() - down if step.y() < 0 else seen.bottom() > there.bottom() + down
        return QPointF(0.0 if is_far_aside else step.x(), 0.0 if is_far_along else step.y())


def _speed(before: float, behind: float) -> float:
    """Pixels a frame for these distances from the two edges: faster the nearer to one."""
    if before < BAND:
        return -FASTEST * min((BAND - before) / BAND, 1.0)
    return FASTEST * min((BAND - behind) / BAND, 1.0) if behind < BAND else 0.0
