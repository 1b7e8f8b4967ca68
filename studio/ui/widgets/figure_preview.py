"""Shows a figure: whole or in its size, on a chequered ground where it has none."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from studio.project.figures import Figure
from studio.ui import theme
from studio.ui.widgets.figure_paper import image

SCREEN = 96 / 72
"""Logical pixels to a point, where a figure is shown in its size."""

LARGEST_FIT = 2 * SCREEN
CHEQUER = 8
MOST = 6000
"""Pixels that the picture on the screen is wide or high, at most."""


class Room(NamedTuple):
    """Logical pixels that there are for a figure, those of the screen to each, and whether it has to fit in."""

    width: int
    height: int
    ratio: float
    fits: bool

    def scale(self, width: float, height: float) -> float:
        """Pixels of the screen to a point of a figure of this size."""
        most = MOST / max(width, height)
        if not self.fits:
            return min(SCREEN * self.ratio, most)
        fitting = min(self.width / width, self.height / height, LARGEST_FIT)
        return min(max(fitting, 0.01) * self.ratio, most)


class FigurePreview(QScrollArea):
    """Holds the picture that was painted last, until there is another."""

    room_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = _Canvas()
        self._fits = True
        self.setWidget(self._canvas)
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(240, 200)

    def set_fitting(self, fits: bool) -> None:
        """Show the whole figure in the room there is, or as large as it is."""
        self._fits = fits
        self.setWidgetResizable(fits)
        self.room_changed.emit()

    @property
    def room(self) -> Room:
        """The room there is now."""
        size = self.viewport().size()
        return Room(size.width(), size.height(), self.devicePixelRatioF(), self._fits)

    def show_picture(self, shown: QImage, about: str) -> None:
        """Show what was painted for the room; `about` says what it is to those who do not see it."""
        self._canvas.show_picture(shown)
        self._canvas.setAccessibleName(about)
        if not self._fits:
            self._canvas.resize(self._canvas.sizeHint())

    @property
    def picture(self) -> QImage:
        """What is shown."""
        return self._canvas.picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.room_changed.emit()


def painted(figure: Figure, room: Room) -> QImage:
    """The figure as large as the room has it, on any thread."""
    made = image(figure, room.scale(figure.width, figure.height))
    made.setDevicePixelRatio(room.ratio)
    return made


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()

    def show_picture(self, shown: QImage) -> None:
        self.picture = shown
        self.update()

    def sizeHint(self) -> QSize:
        return self.picture.deviceIndependentSize().toSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.current().canvas))
        if self.picture.isNull():
            return
        size = self.picture.deviceIndependentSize()
        left, top = max(0.0, (self.width() - size.width()) / 2), max(0.0, (self.height() - size.height()) / 2)
        place = QRectF(left, top, size.width(), size.height())
        painter.fillRect(place, QColor("#ffffff"))
        painter.fillRect(place, _chequered())
        painter.drawImage(place, self.picture)


def _chequered() -> QImage:
    tile = QImage(2 * CHEQUER, 2 * CHEQUER, QImage.Format.Format_RGB32)
    tile.fill(QColor("#ffffff"))
    painter = QPainter(tile)
    for corner in (0, CHEQUER):
        painter.fillRect(corner, corner, CHEQUER, CHEQUER, QColor("#e4e7ec"))
    painter.end()
    return tile
