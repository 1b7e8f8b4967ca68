"""All curves of a chart as one item of the scene: pyqtgraph's own items, one a curve, cost several times the time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from studio.ui.panels.charts.lines import Line

DOT_RADIUS = 4.0
RING = 1.5
MOST_TRAVEL = 6.0
"""Heights of a chart that a line may go up and down, to be drawn with a broad pen."""

DASHES = (4.0, 3.0)


class CurveLayer(pg.GraphicsObject):
    """Bands, then lines in the order given, then the dots of each, ringed in the colour of the ground."""

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[tuple[QPolygonF, QPen, bool]] = []
        self._bands: list[tuple[QPolygonF, QColor]] = []
        self._dots: list[tuple[QPolygonF, QColor]] = []
        self.shown: tuple[Line, ...] = ()
        """What is drawn."""
        self._bounds = QRectF()
        self.ground = QColor()

    def show_lines(self, lines: Sequence[Line], view: QRectF) -> None:
        """Draw these, of which `view` is seen."""
        self.prepareGeometryChange()
        # Half a view more to each side, so that a pan is not cut off before the next redraw.
        self._bounds = view.adjusted(-view.width() / 2, -view.height() / 2, view.width() / 2, view.height() / 2)
        self.shown = tuple(lines)
        self._bands = [(_polygon(line), line.color) for line in lines if line.is_area]
        self._strokes = [_stroke(line, view.height()) for line in lines if len(line.x) > 1 and not line.is_area]
        self._dots = [(_polygon(line), line.color) for line in lines if line.dots and len(line.x)]
        self.update()

    def boundingRect(self) -> QRectF:
        """What may be painted on, in the chart's coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        """Lines in the chart's coordinates, dots in pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for polygon, color in self._bands:
            painter.setBrush(color)
            painter.drawPolygon(polygon)
        ratio = painter.device().devicePixelRatioF()
        for polygon, pen, is_filled in self._strokes:
            if pen.widthF() > 1.0:  # a fine pen stays the finest there is
                pen = QPen(pen)
                pen.setWidthF(ratio * pen.widthF())
            painter.setPen(pen)
            painter.setBrush(pen.color() if is_filled else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(polygon) if is_filled else painter.drawPolyline(polygon)
        to_pixels = painter.worldTransform()
        painter.setWorldTransform(QTransform())
        painter.setPen(QPen(self.ground, RING))
        for polygon, color in self._dots:
            painter.setBrush(color)
            for point in to_pixels.map(polygon).toList():
                painter.drawEllipse(point, DOT_RADIUS, DOT_RADIUS)
        painter.setWorldTransform(to_pixels)


def _stroke(line: Line, height: float) -> tuple[QPolygonF, QPen, bool]:
    """What to draw of a line, and whether that is the area between its lows and highs.

    To stroke many spikes takes a hundred times as long, unless with the finest of pens.
    """
    if line.is_dense and line.width > 1.0:
        return _area(line), _cosmetic(QPen(line.color, 1.0)), True
    return _polygon(line), _pen(line, height), False


def _area(line: Line) -> QPolygonF:
    lows, highs, x = line.y[:-1:2], line.y[1::2], line.x[:-1:2]
    x = np.concatenate((x, line.x[-1:], x[::-1]))
    area: QPolygonF = arrayToQPolygonF(x, np.concatenate((lows, line.y[-1:], highs[::-1])))
    return area


def _polygon(line: Line) -> QPolygonF:
    polygon: QPolygonF = arrayToQPolygonF(line.x, line.y)
    return polygon


def _pen(line: Line, height: float) -> QPen:
    """The pen of a line, a fine one where the line goes up and down the height that is seen many times."""
    is_spiky = float(np.abs(np.diff(line.y)).sum()) > MOST_TRAVEL * height
    pen = _cosmetic(QPen(line.color, 1.0 if is_spiky else line.width))
    if line.dashed:
        pen.setDashPattern(DASHES)
    return pen


def _cosmetic(pen: QPen) -> QPen:
    """As wide in pixels at any zoom."""
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen
