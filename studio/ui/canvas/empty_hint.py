"""What the canvas says while there is nothing on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.canvas.items.pens import Look, font

TITLE = tr("Nothing here yet")
HINTS = (tr("Drag a layer from the palette, press Tab to search,"), tr("or open a template"))
_SIGN = 56


def paint_empty_hint(painter: QPainter, area: QRectF, look: Look) -> None:
    """Draw the hint into the middle of `area`."""
    centre = area.center() - QPointF(0, 24)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    slot = QRectF(centre.x() - _SIGN / 2, centre.y() - _SIGN, _SIGN, _SIGN)
    pen = QPen(look.faded("muted", 120), 1.5, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(slot, 14, 14)
    theme.renderer("plus", look.theme.muted).render(painter, slot.adjusted(16, 16, -16, -16))
    painter.setPen(look.text)
    painter.setFont(font(16, QFont.Weight.DemiBold))
    _line(painter, centre, 16, 24, in_language(TITLE))
    painter.setPen(look.muted)
    painter.setFont(font(13))
    for row, text in enumerate(HINTS):
        _line(painter, centre, 46 + 20 * row, 20, in_language(text))


def _line(painter: QPainter, centre: QPointF, below: float, height: float, text: str) -> None:
    box = QRectF(centre.x() - 300, centre.y() + below, 600, height)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
