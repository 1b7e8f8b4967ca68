"""A part of a plane: the bands of a surface, paths and arrows over it, and a mark that a person moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import three_digits
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.plot_axis import PlotAxis, placed
from studio.ui.widgets.told import Told, tell_value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BELOW, LEFT, ABOVE, RIGHT = 24, 44, 8, 20
"""Room for round values along both sides, in pixels."""

STEPS = 40
"""Presses of an arrow key from side to side."""

HEAD = 5.0
Place = tuple[float, float]


class Track(NamedTuple):
    """A path: points joined by a line, in a colour of the theme's runs; `dots` is the radius of each, in pixels."""

    points: Sequence[Place]
    colour: int
    dots: float = 3.0


class Arrow(NamedTuple):
    """From one place to another."""

    start: Place
    end: Place


class Plane(QWidget, Told):
    """Shows what it is given; `moved` tells where a person puts the mark."""

    ROLE = QAccessible.Role.Chart

    moved = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self.across, self.up = PlotAxis(-1.0, 1.0), PlotAxis(-1.0, 1.0)
        self.tracks: tuple[Track, ...] = ()
        self.arrows: tuple[Arrow, ...] = ()
        self.mark: Place | None = None
        self._bands: npt.NDArray[np.uint8] | None = None
        self._count, self._tint = 1, "accent"
        self._picture: tuple[str, QImage] | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(280, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(460, 420)

    def show_part(self, x: Place, y: Place) -> None:
        """Show this part of the plane."""
        self.across, self.up = PlotAxis(*x), PlotAxis(*y)
        self.update()

    def show_bands(self, bands: npt.NDArray[np.uint8] | None, count: int, tint: str = "accent") -> None:
        """Colour the plane by the band (rows, columns) of each cell, the lowest row first, of `count` bands."""
        self._bands, self._count, self._tint, self._picture = bands, count, tint, None
        self.update()

    def show_over(self, tracks: Sequence[Track] = (), arrows: Sequence[Arrow] = (), mark: Place | None = None) -> None:
        """Show paths, arrows and the mark."""
        self.tracks, self.arrows, self.mark = tuple(tracks), tuple(arrows), mark
        self.update()

    def told_value(self) -> str:
        if self.mark is not None:
            x, y = map(three_digits, self.mark)
            return tr("The mark is at x = {x}, y = {y}", x=x, y=y)
        ends = (self.across.low, self.across.high, self.up.low, self.up.high)
        left, right, bottom, top = map(three_digits, ends)
        return tr("x from {left} to {right}, y from {bottom} to {top}", left=left, right=right, bottom=bottom, top=top)

    @property
    def field(self) -> QRectF:
        """Where the plane is."""
        return QRectF(self.rect()).adjusted(LEFT, ABOVE, -RIGHT, -BELOW)

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of a place."""
        return placed(self.field, self.across, self.up, x, y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.mark is None:
            super().keyPressEvent(event)
            return
        width, height = self.across.high - self.across.low, self.up.high - self.up.low
        self._move(self.mark[0] + step[0] * width / STEPS, self.mark[1] + step[1] * height / STEPS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.field, QColor(colours.field))
        if self._bands is not None:
            painter.drawImage(self.field, self._image())
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.field_border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.field)
        self._paint_axes(painter)
        painter.setClipRect(self.field)
        for arrow in self.arrows:
            self._paint_arrow(painter, arrow)
        for track in self.tracks:
            self._paint_track(painter, track)
        painter.setClipping(False)
        self._paint_mark(painter)

    def _drag(self, at: QPointF) -> None:
        field = self.field
        self._move(
            self.across.value((at.x() - field.left()) / field.width()),
            self.up.value((field.bottom() - at.y()) / field.height()),
        )

    def _move(self, x: float, y: float) -> None:
        if self.mark is None:
            return
        x = min(max(x, self.across.low), self.across.high)
        y = min(max(y, self.up.low), self.up.high)
        self.mark = (x, y)
        self.update()
        tell_value(self)
        self.moved.emit(x, y)

    def _image(self) -> QImage:
        mode = theme.current().mode
        if self._picture is None or self._picture[0] != mode:
            assert self._bands is not None
            self._picture = mode, banded(self._bands, self._count, self._tint)
        return self._picture[1]

    def _paint_axes(self, painter: QPainter) -> None:
        field = self.field
        painter.setFont(theme.font(10))
        painter.setPen(QColor(theme.current().muted))
        ticks = self.up.ticks(max(2, int(field.height() / 48)))
        for value, told in zip(ticks, self.up.words(ticks), strict=True):
            box = QRectF(0, self.place(self.across.low, value).y() - 8, LEFT - 6, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told.replace("-", "−"))
        ticks = self.across.ticks(max(2, int(field.width() / 64)))
        for value, told in zip(ticks, self.across.words(ticks), strict=True):
            box = QRectF(self.place(value, self.up.low).x() - 20, field.bottom() + 4, 40, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, told.replace("-", "−"))

    def _paint_track(self, painter: QPainter, track: Track) -> None:
        colours = theme.current()
        colour = QColor(colours.runs[track.colour % len(colours.runs)])
        points = [self.place(*point) for point in track.points]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.panel), 3.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(QPolygonF(points))
        if track.dots:
            painter.setPen(QPen(QColor(colours.panel), 1))
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, track.dots, track.dots)

    def _paint_arrow(self, painter: QPainter, arrow: Arrow) -> None:
        start, end = self.place(*arrow.start), self.place(*arrow.end)
        painter.setPen(QPen(QColor(theme.current().text), 1.25))
        painter.drawLine(start, end)
        length = math.hypot(end.x() - start.x(), end.y() - start.y())
        if length < 1.0:
            return
        angle = math.atan2(end.y() - start.y(), end.x() - start.x())
        head = min(HEAD, length / 2)
        for side in (2.6, -2.6):
            tip = QPointF(end.x() + head * math.cos(angle + side), end.y() + head * math.sin(angle + side))
            painter.drawLine(end, tip)

    def _paint_mark(self, painter: QPainter) -> None:
        if self.mark is not None:
            colours = theme.current()
            painter.setPen(QPen(QColor(colours.panel), 2))
            painter.setBrush(QColor(colours.accent if self.hasFocus() else colours.text))
            painter.drawEllipse(self.place(*self.mark), 6, 6)


def banded(bands: npt.NDArray[np.uint8], count: int, tint: str = "accent") -> QImage:
    """Bands as a picture in a colour of the theme, the lowest the strongest."""
    import numpy as np

    colours = theme.current()
    low, high = QColor(getattr(colours, tint)), QColor(colours.field)
    table = np.empty((count, 4), np.uint8)
    for at in range(count):
        share = 0.62 * (1 - at / max(count - 1, 1)) ** 1.3
        table[at] = [round(share * a + (1 - share) * b) for a, b in zip(_rgb(low), _rgb(high), strict=True)] + [255]
    pixels = np.ascontiguousarray(table[bands[::-1]])
    height, width = bands.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
