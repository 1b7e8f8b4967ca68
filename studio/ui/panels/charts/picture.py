"""Charts on paper: drawn anew for files, in light colours, with all names, apart from any window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEngine, QPainter, QPen, QPolygonF

from studio.training.curves.scales import Scale
from studio.ui import theme
from studio.ui.panels.charts.axis import ticks_on
from studio.ui.panels.charts.curve_layer import DASHES, DOT_RADIUS, RING
from studio.ui.panels.charts.lines import Line
from studio.ui.panels.charts.readings import Reading

SIZE = QSizeF(640, 400)
PAPER = theme.LIGHT
GROUND = QColor(PAPER.panel)
MARGIN = 20.0
LEFT, TOP, RIGHT, BOTTOM = 64.0, 44.0, 24.0, 40.0
LEGEND_LINE = 18.0
BESIDE = 38.0
"""Room for the dot of a name, and to the next one."""
PIECE = 4
"""Points of a line that are stroked at once."""

ACROSS = 2
"""Charts side by side where there are several."""


@dataclass(frozen=True)
class ChartPicture:
    """What a chart shows: lines and ranges as places on its axes, names of the curves, and what is to be added."""

    title: str
    lines: Sequence[Line]
    x_range: tuple[float, float]
    value_range: tuple[float, float]
    x_scale: Scale
    value_scale: Scale
    names: Sequence[Reading]
    note: str = ""


def size_of(pictures: Sequence[ChartPicture]) -> QSizeF:
    """How large so many charts are together."""
    across = min(len(pictures), ACROSS)
    return QSizeF(across * SIZE.width(), ceil(len(pictures) / max(across, 1)) * _height(pictures))


def paint(painter: QPainter, pictures: Sequence[ChartPicture]) -> None:
    """Paint charts from left to right, in rows."""
    whole = size_of(pictures)
    painter.fillRect(QRectF(0, 0, whole.width(), whole.height()), GROUND)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, ACROSS)
        place = QRectF(column * SIZE.width(), row * _height(pictures), SIZE.width(), _height(pictures))
        _paint_chart(painter, picture, place)


def _height(pictures: Sequence[ChartPicture]) -> float:
    """All rows are as high as the longest legend makes one."""
    return SIZE.height() + max((_legend_rows(picture) for picture in pictures), default=1) * LEGEND_LINE


def _legend_rows(picture: ChartPicture) -> int:
    """Two names stand beside each other where they have room, others below each other."""
    metrics = QFontMetricsF(theme.fixed_font(12))
    widths = [metrics.horizontalAdvance(_words(entry)) + BESIDE for entry in picture.names]
    return 1 if len(widths) <= 2 and sum(widths) <= SIZE.width() - 2 * MARGIN else len(widths)


def _words(entry: Reading) -> str:
    return f"{entry.name}  {entry.value}" if entry.name else entry.value


def _paint_chart(painter: QPainter, picture: ChartPicture, place: QRectF) -> None:
    legend = _legend_rows(picture) * LEGEND_LINE
    area = place.adjusted(LEFT, TOP + legend, -RIGHT, -BOTTOM)
    painter.setPen(QColor(PAPER.text))
    painter.setFont(theme.fixed_font(16, 600))
    painter.drawText(QPointF(place.left() + MARGIN, place.top() + 30), picture.title)
    _paint_names(painter, picture, QPointF(place.left() + MARGIN, place.top() + 50))
    _paint_axes(painter, picture, area)
    painter.save()
    painter.setClipRect(area.adjusted(-1, -1, 1, 1))
    for line in picture.lines:
        _paint_line(painter, line, picture, area)
    painter.restore()
    if picture.note:
        painter.setFont(theme.fixed_font(11))
        painter.setPen(QColor(PAPER.warning))
        painter.drawText(QPointF(place.left() + MARGIN, place.bottom() - 8), picture.note)


def _paint_names(painter: QPainter, picture: ChartPicture, at: QPointF) -> None:
    """In as many rows as `_legend_rows` says."""
    painter.setFont(theme.fixed_font(12))
    rows, left = _legend_rows(picture), at.x()
    for number, entry in enumerate(picture.names):
        y = at.y() + (number * LEGEND_LINE if rows > 1 else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(entry.color))
        painter.drawEllipse(QPointF(left + 4, y - 4), 4, 4)
        painter.setPen(QColor(PAPER.muted))
        metrics, room = QFontMetricsF(painter.font()), SIZE.width() - 3 * MARGIN
        words = metrics.elidedText(_words(entry), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QPointF(left + 14, y), words)
        if rows == 1:
            left += metrics.horizontalAdvance(words) + BESIDE


def _paint_axes(painter: QPainter, picture: ChartPicture, area: QRectF) -> None:
    painter.setFont(theme.fixed_font(11))
    metrics = QFontMetricsF(painter.font())
    _, across = ticks_on(picture.x_scale, *picture.x_range, area.width(), "bottom")
    _, up = ticks_on(picture.value_scale, *picture.value_range, area.height(), "left")
    for place, words in zip(across, picture.x_scale.told_all(across), strict=True):
        x = _at(place, 0, picture, area).x()
        painter.setPen(QPen(QColor(PAPER.border), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QColor(PAPER.muted))
        painter.drawText(QPointF(x - metrics.horizontalAdvance(words) / 2, area.bottom() + 18), words)
    for place, words in zip(up, picture.value_scale.told_all(up), strict=True):
        y = _at(0, place, picture, area).y()
        painter.setPen(QPen(QColor(PAPER.border), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(PAPER.muted))
        painter.drawText(QPointF(area.left() - 8 - metrics.horizontalAdvance(words), y + 4), words)


def _paint_line(painter: QPainter, line: Line, picture: ChartPicture, area: QRectF) -> None:
    points = [_at(x, y, picture, area) for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True)]
    if line.is_area:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        painter.drawPolygon(QPolygonF(points))
        return
    pen = QPen(line.color, line.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if line.dashed else Qt.PenCapStyle.RoundCap)
    if line.dashed:
        pen.setDashPattern(DASHES)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    is_whole = line.dashed or painter.paintEngine().type() is QPaintEngine.Type.SVG
    for piece in [points] if is_whole else _pieces(points):
        painter.drawPolyline(QPolygonF(piece))
    painter.setPen(QPen(GROUND, RING))
    painter.setBrush(line.color)
    for point in points if line.dots else ():
        painter.drawEllipse(point, DOT_RADIUS, DOT_RADIUS)


def _pieces(points: Sequence[QPointF]) -> Iterator[Sequence[QPointF]]:
    """A line in short pieces: to stroke one with many spikes as a whole takes Qt seconds."""
    for at in range(0, len(points) - 1, PIECE):
        yield points[at : at + PIECE + 1]


def _at(x: float, y: float, picture: ChartPicture, area: QRectF) -> QPointF:
    (first, last), (low, high) = picture.x_range, picture.value_range
    across, up = (x - first) / (last - first), (y - low) / (high - low)
    return QPointF(area.left() + across * area.width(), area.bottom() - max(min(up, 3.0), -2.0) * area.height())
