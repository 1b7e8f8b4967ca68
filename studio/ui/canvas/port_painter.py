"""Draws a port: plain, linked, free, or lit up while a link looks for its end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from studio.ui.canvas.fitting import Fit
from studio.ui.canvas.look import Look, font, layout, text_width

_LABEL = 11
_LABEL_HEIGHT = 20
_LIT_FROM = 0.45


def paint_port(
    painter: QPainter,
    at: QPointF,
    radius: float,
    look: Look,
    zoom: float,
    *,
    linked: bool,
    spare: bool,
    fit: Fit | None,
    active: bool,
    colour: QColor,
) -> None:
    """Draw a port centred at `at`. `fit` is set while a link is being dragged that could end here."""
    if fit is not None:
        _paint_lit(painter, at, radius, look, zoom, fit, active=active)
        return
    if active:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.halo)
        painter.drawEllipse(at, radius + 5, radius + 5)
    pen = QPen(look.accent if active else look.port.color(), 1.5)
    painter.setPen(pen)
    painter.setBrush(pen.color() if linked and not active else look.node)
    painter.drawEllipse(at, radius if not spare else radius - 0.5, radius if not spare else radius - 0.5)
    if spare and zoom >= _LIT_FROM:
        painter.drawLine(at - QPointF(2, 0), at + QPointF(2, 0))
        painter.drawLine(at - QPointF(0, 2), at + QPointF(0, 2))


def _paint_lit(
    painter: QPainter, at: QPointF, radius: float, look: Look, zoom: float, fit: Fit, *, active: bool
) -> None:
    colour = QColor(look.theme.warning if fit.refusal else look.theme.success)
    halo = QColor(colour)
    halo.setAlpha(70 if active else 40)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawEllipse(at, radius + (8 if active else 4), radius + (8 if active else 4))
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)
    if fit.label and zoom >= _LIT_FROM:
        paint_pill(painter, at - QPointF(0, 24), fit.label, look, colour)


def paint_pill(painter: QPainter, centre: QPointF, text: str, look: Look, colour: QColor) -> None:
    """A small label on a rounded ground, centred."""
    width = text_width(text, _LABEL, QFont.Weight.Medium) + 16
    box = QRectF(centre.x() - width / 2, centre.y() - _LABEL_HEIGHT / 2, width, _LABEL_HEIGHT)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QColor(look.theme.raised))
    painter.drawRoundedRect(box, _LABEL_HEIGHT / 2, _LABEL_HEIGHT / 2)
    painter.setPen(QPen(colour))
    painter.setFont(font(_LABEL, QFont.Weight.Medium))
    painter.drawStaticText(QPointF(box.left() + 8, box.top() + 3), layout(text, _LABEL, QFont.Weight.Medium, width))
