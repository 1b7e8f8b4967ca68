"""All curves of a chart as one item of the scene: pyqtgraph's own items, one a curve, cost several times the time."""

from __future__ import annotations

from typing import NamedTuple

import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from studio.ui.panels.charts.curves import Numbers

DOT_RADIUS = 4.0
RING = 1.5


class Line(NamedTuple):
    """Points (N,) each in the chart's coordinates; `dots` marks each of them."""

    x: Numbers
    y: Numbers
    color: QColor
    width: float
    dots: bool = False


class CurveLayer(pg.GraphicsObject):
    """Lines in the order given, then the dots of each, ringed in the colour of the ground."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[QPolygonF, QPen]] = []
        self._dots: list[tuple[QPolygonF, QColor]] = []
        self._bounds = QRectF()
        self.ground = QColor()

    def show_lines(self, lines: list[Line], view: QRectF) -> None:
        """Draw these, of which `view` is seen."""
        self.prepareGeometryChange()
        # Half a view more to each side, so that a pan is not cut off before the next redraw.
        self._bounds = view.adjusted(-view.width() / 2, -view.height() / 2, view.width() / 2, view.height() / 2)
        self._lines = [(_polygon(line), _pen(line)) for line in lines if len(line.x) > 1]
        self._dots = [(_polygon(line), line.color) for line in lines if line.dots and len(line.x)]
        self.update()

    def boundingRect(self) -> QRectF:
        """What may be painted on, in the chart's coordinates."""
        return self._bounds

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        """Lines in the chart's coordinates, dots in pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for polygon, pen in self._lines:
            painter.setPen(pen)
            painter.drawPolyline(polygon)
        to_pixels = painter.worldTransform()
        painter.setWorldTransform(QTransform())
        painter.setPen(QPen(self.ground, RING))
        for polygon, color in self._dots:
            painter.setBrush(color)
            for point in to_pixels.map(polygon).toList():
                painter.drawEllipse(point, DOT_RADIUS, DOT_RADIUS)
        painter.setWorldTransform(to_pixels)


def _polygon(line: Line) -> QPolygonF:
    polygon: QPolygonF = arrayToQPolygonF(line.x, line.y)
    return polygon


def _pen(line: Line) -> QPen:
    pen = QPen(line.color, line.width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen
