"""Draws a port: plain, linked, free, or lit up while a link looks for its end; and small labels."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPen, QStaticText, QTextOption, QTransform

from studio.project.link_fits import Fit
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.geometry import PORT
from studio.ui.canvas.items.pens import font, text_width

PortState = Literal["open", "linked", "spare", "active"]

_LABEL, _MEDIUM = 11, QFont.Weight.Medium
_LABEL_HEIGHT = 20
_NOTE_WIDTH = 300.0
_LABELLED = 0.45
_HALO = PORT + 8.0


class DrawnPort(NamedTuple):
    """A port as it is drawn; a `spare` one is the free port of a layer that takes any number of links."""

    x: float
    y: float
    state: PortState


def paint_port(sheet: Sheet, port: DrawnPort) -> None:
    """Draw a port on a card."""
    painter, look, state = sheet.painter, sheet.look, port.state
    at, active = QPointF(port.x, port.y), state == "active"
    if active:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.halo)
        painter.drawEllipse(at, PORT + 5.0, PORT + 5.0)
    pen = QPen(look.accent if active else look.port.color(), 1.5)
    painter.setPen(pen)
    painter.setBrush(pen.color() if state == "linked" else look.node)
    radius = PORT - 0.5 if state == "spare" else float(PORT)
    painter.drawEllipse(at, radius, radius)
    if state == "spare":
        painter.drawLine(at - QPointF(2, 0), at + QPointF(2, 0))
        painter.drawLine(at - QPointF(0, 2), at + QPointF(0, 2))


def draw_lit_port(sheet: Sheet, at: QPointF, fit: Fit, *, active: bool) -> None:
    """A port that the link being drawn may end at, with what would come of it."""
    painter = sheet.painter
    theme = sheet.look.theme
    colour = QColor(theme.error if fit.is_barred else theme.warning if fit.refusal else theme.success)
    halo = QColor(colour)
    halo.setAlpha(70 if active else 40)
    radius = _HALO if active else PORT + 4.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawEllipse(at, radius, radius)
    painter.setBrush(colour)
    painter.drawEllipse(at, PORT, PORT)
    if fit.label and not active and sheet.scale >= _LABELLED:
        draw_pill(sheet, at - QPointF(0, 24), fit.label, colour)


def draw_pill(sheet: Sheet, centre: QPointF, text: str, colour: QColor) -> None:
    """A small label on a rounded ground, centred."""
    painter = sheet.painter
    width = text_width(text, _LABEL, _MEDIUM) + 16
    box = QRectF(centre.x() - width / 2, centre.y() - _LABEL_HEIGHT / 2, width, _LABEL_HEIGHT)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QColor(sheet.look.theme.raised))
    painter.drawRoundedRect(box, _LABEL_HEIGHT / 2, _LABEL_HEIGHT / 2)
    sheet.write(QPointF(box.left() + 8, box.top() + 3), text, QPen(colour), _LABEL, _MEDIUM, width)


def draw_note(sheet: Sheet, top: QPointF, text: str, colour: QColor) -> None:
    """A label of several lines on a rounded ground, its upper edge centred at `top`."""
    painter = sheet.painter
    lines = QStaticText(text)
    lines.setTextFormat(Qt.TextFormat.PlainText)
    wrapping = QTextOption(Qt.AlignmentFlag.AlignLeft)
    wrapping.setWrapMode(QTextOption.WrapMode.WordWrap)
    lines.setTextOption(wrapping)
    lines.setTextWidth(min(text_width(text, _LABEL, _MEDIUM) + 2, _NOTE_WIDTH))
    lines.prepare(QTransform(), font(_LABEL, _MEDIUM))
    size = lines.size()
    box = QRectF(top.x() - size.width() / 2 - 10, top.y(), size.width() + 20, size.height() + 12)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QColor(sheet.look.theme.raised))
    painter.drawRoundedRect(box, 8, 8)
    painter.setPen(QPen(colour))
    painter.setFont(font(_LABEL, _MEDIUM))
    painter.drawStaticText(box.topLeft() + QPointF(10, 6), lines)
