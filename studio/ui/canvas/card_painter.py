"""Draws a node's card, with as much on it as can be read at the present zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from studio.ui.canvas.card import Card
from studio.ui.canvas.geometry import HEIGHT, WIDTH
from studio.ui.canvas.glyphs import draw_glyph
from studio.ui.canvas.look import Look, font, layout, text_width

READABLE = 0.55
"""From this zoom (pixels of the screen to a scene unit) on, all text of a card is drawn."""

SHAPED = 0.38
"""From this zoom on, a card shows its name and shape, large."""

NAMED = 0.26
"""From this zoom on, a card shows its name alone, large; below it is a coloured rectangle."""

RADIUS = 8
BAR = 4
TITLE = QRectF(46, 3, WIDTH - 52, 24)
"""Where a double-click means the name."""

BADGE = QRectF(14, 11, 26, 26)
TEXT_LEFT, TEXT_RIGHT = 50, WIDTH - 12
LINE = 47
MARK = QPointF(WIDTH - 20, 18)

_RECT = QRectF(0, 0, WIDTH, HEIGHT)
_HALO = _RECT.adjusted(-4, -4, 4, 4)
_SEMIBOLD = QFont.Weight.DemiBold
_NORMAL = QFont.Weight.Normal
_NAME, _SMALL, _LARGE, _MIDDLE = 13, 11, 26, 22


def paint_card(painter: QPainter, card: Card, look: Look, zoom: float, *, selected: bool, hovered: bool) -> None:
    """Draw the card with its upper left corner at the origin."""
    if zoom < NAMED:
        paint_block(painter, card, look, selected=selected)
        return
    _paint_body(painter, card, look, zoom, selected=selected, hovered=hovered)
    if zoom < READABLE:
        _paint_large_name(painter, card, look, zoom)
    else:
        _paint_texts(painter, card, look, zoom)


def paint_block(painter: QPainter, card: Card, look: Look, *, selected: bool) -> None:
    """The card as a rectangle in its family's colour, for the far view."""
    colour = look.problem.get(card.state, look.family[card.family])
    painter.fillRect(_RECT, colour)
    if selected:
        painter.fillRect(_RECT.adjusted(-8, -8, 8, 8), look.halo)
        painter.setPen(look.selected)
        painter.drawRect(_RECT)


def _paint_body(painter: QPainter, card: Card, look: Look, zoom: float, *, selected: bool, hovered: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if selected:
        painter.setBrush(look.halo)
        painter.drawRoundedRect(_HALO, RADIUS + 4, RADIUS + 4)
    if zoom >= READABLE:
        painter.setBrush(look.shadow)
        painter.drawRoundedRect(_RECT.translated(0, 2), RADIUS, RADIUS)
        painter.drawRoundedRect(_RECT.adjusted(-1, 0, 1, 4), RADIUS + 1, RADIUS + 1)
    pen = look.border[card.state]
    if selected:
        pen = look.selected
    elif hovered and card.state in ("good", "waiting"):
        pen = look.hovered
    painter.setBrush(look.family[card.family])
    painter.drawPath(_BAR_PATH)
    painter.setPen(pen)
    painter.setBrush(look.node)
    painter.drawPath(_BODY_PATH)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_RECT, RADIUS, RADIUS)


def _paint_large_name(painter: QPainter, card: Card, look: Look, zoom: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.badge[card.family])
    painter.drawRoundedRect(_LARGE_BADGE, 8, 8)
    draw_glyph(painter, card.family, look, _LARGE_BADGE.adjusted(6, 6, -6, -6), zoom)
    room = WIDTH - 74 - (28 if card.state in look.problem else 0)
    if zoom < SHAPED:
        _write(painter, QPointF(64, HEIGHT / 2 - 16), card.name, look.text, _LARGE, _SEMIBOLD, room)
    else:
        _write(painter, QPointF(64, 8), card.name, look.text, _MIDDLE, _SEMIBOLD, room)
        _write(painter, QPointF(64, 40), card.shape, look.muted, _MIDDLE - 5, _NORMAL, WIDTH - 70)
    if card.state in look.problem:
        _paint_mark(painter, card, look, QPointF(WIDTH - 22, HEIGHT / 2), 14)


def _paint_texts(painter: QPainter, card: Card, look: Look, zoom: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.badge[card.family])
    painter.drawRoundedRect(BADGE, 6, 6)
    draw_glyph(painter, card.family, look, BADGE.adjusted(4, 4, -4, -4), zoom)
    right = TEXT_RIGHT
    if card.state in look.problem:
        _paint_mark(painter, card, look, MARK, 7)
        right -= 20
    room = right - TEXT_LEFT
    _write(painter, QPointF(TEXT_LEFT, 9), card.name, look.text, _NAME, _SEMIBOLD, room)
    left_over = room - min(text_width(card.name, _NAME, _SEMIBOLD), room) - 8
    if left_over >= 24:
        _write_right(painter, QPointF(right, 10.5), card.kind, look, left_over)
    _write(painter, QPointF(TEXT_LEFT, 26.5), card.detail, look.muted, _SMALL, _NORMAL, TEXT_RIGHT - TEXT_LEFT)
    painter.setPen(look.line)
    painter.drawLine(QPointF(BAR + 1, LINE), QPointF(WIDTH - 1, LINE))
    count = text_width(card.count, _SMALL) if card.count else 0.0
    _write(painter, QPointF(14, 52.5), card.shape, look.text, _SMALL, _NORMAL, WIDTH - 34 - count)
    if card.count:
        _write_right(painter, QPointF(TEXT_RIGHT, 52.5), card.count, look, count + 1)


def _paint_mark(painter: QPainter, card: Card, look: Look, centre: QPointF, radius: float) -> None:
    """The round sign with an exclamation mark of a node with a problem."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.problem[card.state])
    painter.drawEllipse(centre, radius, radius)
    painter.setBrush(look.on_problem)
    width = radius * 0.26
    stem = QRectF(centre.x() - width / 2, centre.y() - radius * 0.58, width, radius * 0.66)
    painter.drawRoundedRect(stem, width / 2, width / 2)
    painter.drawEllipse(QPointF(centre.x(), centre.y() + radius * 0.42), width * 0.62, width * 0.62)


def _write(painter: QPainter, at: QPointF, text: str, pen: QPen, size: int, weight: QFont.Weight, width: float) -> None:
    painter.setPen(pen)
    painter.setFont(font(size, weight))
    painter.drawStaticText(at, layout(text, size, weight, width))


def _write_right(painter: QPainter, at: QPointF, text: str, look: Look, width: float) -> None:
    """Muted small text that ends at `at`."""
    shown = min(text_width(text, _SMALL), width)
    _write(painter, QPointF(at.x() - shown, at.y()), text, look.muted, _SMALL, _NORMAL, width)


def _bar_path() -> QPainterPath:
    """The coloured edge at the left, rounded like the card."""
    whole, body = QPainterPath(), QPainterPath()
    whole.addRoundedRect(_RECT, RADIUS, RADIUS)
    body.addRect(QRectF(BAR, 0, WIDTH, HEIGHT))
    return whole.subtracted(body)


def _body_path() -> QPainterPath:
    whole, body = QPainterPath(), QPainterPath()
    whole.addRoundedRect(_RECT, RADIUS, RADIUS)
    body.addRect(QRectF(BAR, -1, WIDTH, HEIGHT + 2))
    return whole.intersected(body)


_BAR_PATH = _bar_path()
_BODY_PATH = _body_path()
_LARGE_BADGE = QRectF(16, HEIGHT / 2 - 20, 40, 40)
