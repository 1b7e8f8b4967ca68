"""The marks of points: a colour and a form for each class."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from studio.ui import theme

RADIUS = 4.0


def paint_mark(painter: QPainter, centre: QPointF, label: int, *, chosen: bool = False) -> None:
    """A point of a class; classes differ in form as well, for those who do not tell the colours apart."""
    colours = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.runs[label % len(colours.runs)]))
    box = QRectF(centre.x() - RADIUS, centre.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
    if label % 4 == 0:
        painter.drawEllipse(box)
    elif label % 4 == 1:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        up = -1 if label % 4 == 2 else 1
        tip = QPointF(0, up * (RADIUS + 1))
        foot = [QPointF(side * (RADIUS + 1), -up * RADIUS) for side in (-1, 1)]
        painter.drawPolygon(QPolygonF([centre + corner for corner in (tip, *foot)]))
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawEllipse(centre, RADIUS + 3.5, RADIUS + 3.5)
