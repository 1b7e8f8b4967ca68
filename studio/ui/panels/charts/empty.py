"""What the plots panel shows before the first training: a hint of the curves to come, and how to get them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui import theme

_LOSS = ((0.0, 0.06), (0.1, 0.5), (0.22, 0.8), (1.0, 0.9))
_ACCURACY = ((0.0, 0.94), (0.12, 0.4), (0.26, 0.18), (1.0, 0.08))
"""Start, two control points and end of a curve, as shares of the picture from its upper left."""


class EmptyPlots(QWidget):
    """A quiet picture with a sentence below it, centred in the room there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self.wait(is_begun=False)

    def wait(self, *, is_begun: bool) -> None:
        """Say what is to be done for curves, or that a training is begun and they will come."""
        self._title = tr("Curves come with the first steps") if is_begun else tr("Press Train to watch loss fall")
        self.setAccessibleName(self._title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture gives way first when there is little room."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = max(0.0, min(96.0, self.height() - 76.0))
        top = (self.height() - height - 56) / 2
        if height >= 40:
            self._paint_curves(painter, QRectF(self.width() / 2 - 110, top, 220, height))
        painter.setFont(theme.font(14, 600))
        painter.setPen(QColor(colours.text))
        line = QRectF(12, top + height + 12, self.width() - 24, 22)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._title)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(colours.muted))
        line.translate(0, 22)
        painter.drawText(
            line, Qt.AlignmentFlag.AlignCenter, tr("Loss and accuracy, while it learns and epoch by epoch")
        )

    def _paint_curves(self, painter: QPainter, box: QRectF) -> None:
        colours = theme.current()
        painter.setPen(QPen(QColor(colours.border), 1))
        for share in (0.0, 0.5, 1.0):
            y = round(box.top() + share * box.height()) + 0.5
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        for curve, color in ((_LOSS, colours.accent), (_ACCURACY, colours.success)):
            start, first, second, end = (
                QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in curve
            )
            path = QPainterPath(start)
            path.cubicTo(first, second, end)
            painter.setPen(QPen(QColor(color), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setOpacity(0.8)
            painter.drawPath(path)
            painter.setOpacity(1.0)
