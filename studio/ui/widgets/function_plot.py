"""A small plot of an activation function and its derivative, or of a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme

if TYPE_CHECKING:
    from studio.explanation.curve import Curve

HEIGHT = 148
LEGEND = 22
MARGIN = 4
LEAST_SPAN = 2.0
MOST = 6.0


class FunctionPlot(QWidget):
    """Shows a curve, or room for one that is being worked out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The function and its derivative"))

    def show_curve(self, curve: Curve | None) -> None:
        """Show a curve; None while it is being worked out."""
        self._curve = curve
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint(QPainter(self), QRectF(self.rect()), self._curve)


def picture(size: QSize, ratio: float, curve: Curve | None) -> QImage:
    """The plot as a picture of so many logical pixels, for a screen of `ratio` device pixels to each."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, size.width(), size.height()), curve)
    painter.end()
    return image


def paint(painter: QPainter, box: QRectF, curve: Curve | None) -> None:
    """Draw axes and lines in the colours of the theme."""
    colours = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(QColor(colours.field))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    if curve is None:
        return
    field = box.adjusted(MARGIN, LEGEND + MARGIN, -MARGIN, -MARGIN)
    low, high = _range(curve)
    left, right = curve.places[0], curve.places[-1]

    def at(x: float, y: float) -> QPointF:
        across, up = (x - left) / (right - left), (y - low) / (high - low)
        return QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())

    _paint_axes(painter, field, at(0, 0), at(0, 1), at(1, 0))
    painter.setClipRect(field)
    for (_, numbers), pen in reversed(list(zip(curve.lines, _pens(), strict=False))):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(curve.places, numbers, strict=True)]))
    painter.setClipping(False)
    _paint_legend(painter, box, curve)


def _pens() -> tuple[QPen, QPen]:
    """The pens of the first and the second line."""
    colours = theme.current()
    cap, join = Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    return (
        QPen(QColor(colours.accent), 2, Qt.PenStyle.SolidLine, cap, join),
        QPen(QColor(colours.warning), 2, Qt.PenStyle.DashLine, cap, join),
    )


def _range(curve: Curve) -> tuple[float, float]:
    """What is shown of the values, with 0 among them and some room, cut off where they grow beyond reason."""
    numbers = [number for _, line in curve.lines for number in line]
    low, high = max(min(0.0, *numbers), -MOST), min(max(0.0, *numbers), MOST)
    room = max(LEAST_SPAN - (high - low), 0.0) / 2 + 0.08 * (high - low)
    return low - room - 0.1 * (high - low), high + room  # below the axis stands its mark


def _paint_axes(painter: QPainter, field: QRectF, origin: QPointF, up: QPointF, across: QPointF) -> None:
    """Lines through 0, with a mark at 1 on each."""
    colours = theme.current()
    painter.setPen(QPen(QColor(colours.field_border), 1))
    x, y = round(origin.x()) + 0.5, round(origin.y()) + 0.5
    painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
    painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
    painter.setPen(QColor(colours.muted))
    painter.setFont(theme.font(10))
    painter.drawLine(QPointF(x - 3, round(up.y()) + 0.5), QPointF(x + 3, round(up.y()) + 0.5))
    beside = x - 24 if x - 24 > field.left() else x + 6
    side = Qt.AlignmentFlag.AlignRight if beside < x else Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(beside, up.y() - 7, 18, 14), side, "1")
    painter.drawLine(QPointF(round(across.x()) + 0.5, y - 3), QPointF(round(across.x()) + 0.5, y + 3))
    below = min(across.x() - 9, field.right() - 14)
    painter.drawText(QRectF(below, y + 3, 18, 14), Qt.AlignmentFlag.AlignHCenter, "1")


def _paint_legend(painter: QPainter, box: QRectF, curve: Curve) -> None:
    """A piece of each line with its name and, at the right, what lies across."""
    colours = theme.current()
    painter.setFont(theme.font(11))
    left = box.left() + 10
    middle = round(box.top() + LEGEND / 2) + 1.5
    for (name, _), pen in zip(curve.lines, _pens(), strict=False):
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(left + 18, middle))
        painter.setPen(QColor(colours.muted))
        width = painter.fontMetrics().horizontalAdvance(name)
        painter.drawText(QRectF(left + 24, middle - 9, width + 4, 18), Qt.AlignmentFlag.AlignVCenter, name)
        left += width + 44
    beside = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(QRectF(left, middle - 9, box.right() - 10 - left, 18), beside, f"{curve.across} →")
