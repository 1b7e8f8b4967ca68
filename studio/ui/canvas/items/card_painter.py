"""Draws a node's card, with as much on it as can be read at the present zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont

from studio.project.cards import Card
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_body import Plate, draw_plate
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH
from studio.ui.canvas.items.pens import text_width
from studio.ui.canvas.items.port_painter import DrawnPort
from studio.ui.canvas.items.share_painter import paint_heat, paint_share

READABLE = 0.55
"""From this zoom (pixels of the screen to a scene unit) on, all text of a card is drawn."""

SHAPED = 0.38
"""From this zoom on, a card shows its name and shape, large."""

NAMED = 0.26
"""From this zoom on, a card shows its name alone, large; below it is a coloured rectangle in the overview."""

TITLE = QRectF(46, 3, WIDTH - 52, 24)
"""Where a double-click means the name."""

_LEFT, _RIGHT, _MARKED = 50, WIDTH - 12, WIDTH - 32
_LARGE_LEFT = 64
_FOOT = 52.5
_ENOUGH = 0.6
"""Share of the kind's name that has to fit beside the node's; a shorter rest would say nothing."""

_SEMIBOLD, _NORMAL = QFont.Weight.DemiBold, QFont.Weight.Normal
_NAME, _SMALL, _LARGE, _MIDDLE, _SHAPE = 13, 11, 26, 22, 17


def paint_card(
    sheet: Sheet,
    card: Card,
    ports: tuple[DrawnPort, ...],
    *,
    selected: bool,
    hovered: bool,
    share: float = 0.0,
    heat: float | None = None,
) -> None:
    """Draw the card with its upper left corner at the origin, `share` (0 to 1) of the whole as a bar, and `heat` (0 to
    1), where it has one, as a bar in its colour in the place of that.
    """
    large = sheet.zoom < READABLE
    shown = ports if sheet.zoom >= SHAPED else ()
    draw_plate(sheet, Plate(card.family, card.state, selected, hovered, large, shown, card.stacked, card.frozen))
    if large:
        _write_large(sheet, card)
    else:
        _write_head(sheet, card)
        _write_foot(sheet, card)
    if heat is not None:
        paint_heat(sheet, heat)
    elif share and sheet.zoom >= SHAPED:
        paint_share(sheet, share, card.family)


def _write_large(sheet: Sheet, card: Card) -> None:
    room = WIDTH - _LARGE_LEFT - (40 if card.state in sheet.look.problem else 8)
    if sheet.zoom < SHAPED:
        middle = QPointF(_LARGE_LEFT, HEIGHT / 2 - 16)
        sheet.write_name(middle, card.name, _LARGE, room)
        return
    sheet.write_name(QPointF(_LARGE_LEFT, 8), card.name, _MIDDLE, room)
    sheet.write(QPointF(_LARGE_LEFT, 40), card.shape, sheet.look.muted, _SHAPE, _NORMAL, room)


def _write_head(sheet: Sheet, card: Card) -> None:
    """Name and kind in the first line, the key parameters in the second."""
    right = _MARKED if card.state in sheet.look.problem else _RIGHT
    room = right - _LEFT
    sheet.write_name(QPointF(_LEFT, 9), card.name, _NAME, room)
    left_over = room - text_width(card.name, _NAME, _SEMIBOLD) - 8
    if left_over >= _ENOUGH * text_width(card.kind, _SMALL):
        _write_right(sheet, QPointF(right, 10.5), card.kind, left_over)
    sheet.write(QPointF(_LEFT, 26.5), card.detail, sheet.look.muted, _SMALL, _NORMAL, _RIGHT - _LEFT)


def _write_foot(sheet: Sheet, card: Card) -> None:
    """The shape that comes out, and how many weights are learned."""
    count = text_width(card.count, _SMALL) if card.count else 0.0
    sheet.write(QPointF(14, _FOOT), card.shape, sheet.look.text, _SMALL, _NORMAL, WIDTH - 34 - count)
    if card.count:
        _write_right(sheet, QPointF(_RIGHT, _FOOT), card.count, count + 1)


def _write_right(sheet: Sheet, at: QPointF, text: str, width: float) -> None:
    """Muted small text that ends at `at`."""
    shown = min(text_width(text, _SMALL), width)
    sheet.write(QPointF(at.x() - shown, at.y()), text, sheet.look.muted, _SMALL, _NORMAL, width)
