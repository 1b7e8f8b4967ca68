"""Draws a node's card, with as much on it as can be read at the present zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont

from studio.project.cards import Card
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_body import Plate, draw_plate
from studio.ui.canvas.items.geometry import WIDTH
from studio.ui.canvas.items.pens import text_width
from studio.ui.canvas.items.port_painter import DrawnPort
from studio.ui.canvas.items.share_painter import paint_heat, paint_share

READABLE = 0.72
"""From this scale (logical pixels to a scene unit) on, all text of a card is drawn."""

SHAPED = 0.4
"""From this scale on, a card shows its name and shape, large; below it is a tile of the overview."""

LEAST = 9.0
"""Logical pixels of the smallest type in which a name is written."""

TITLE = QRectF(46, 3, WIDTH - 52, 24)
"""Where a double-click means the name."""

_LEFT, _RIGHT, _MARKED = 50, WIDTH - 12, WIDTH - 32
_LARGE_LEFT = 50
_FOOT = 52.5
_ENOUGH = 0.6
"""Share of the kind's name that has to fit beside the node's; a shorter rest would say nothing."""

_SEMIBOLD, _NORMAL = QFont.Weight.DemiBold, QFont.Weight.Normal
_NAME, _SMALL, _SHAPE = 13, 11, 19
_LARGE = (24, 22, 20, 18)
"""Sizes for a name in large: the first in which it has room, and which is not too small at the present scale."""


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
    large = sheet.scale < READABLE
    plate = Plate(
        card.family, card.state, selected, hovered, large, ports, card.stacked, card.frozen, card.holds, card.tag
    )
    draw_plate(sheet, plate)
    if large:
        _write_large(sheet, card)
    else:
        _write_head(sheet, card)
        _write_foot(sheet, card)
    if heat is not None:
        paint_heat(sheet, heat)
    elif share:
        paint_share(sheet, share, card.family)


def _write_large(sheet: Sheet, card: Card) -> None:
    room = WIDTH - _LARGE_LEFT - (34 if card.state in sheet.look.problem else 8)
    allowed = [size for size in _LARGE if size * sheet.scale >= LEAST] or [_LARGE[0]]
    size = next((size for size in allowed if text_width(card.name, size, _SEMIBOLD) <= room), allowed[-1])
    sheet.write_name(QPointF(_LARGE_LEFT, 25 - size * 0.62), card.name, size, room)
    sheet.write(QPointF(14, 42), card.shape, sheet.look.muted, _SHAPE, _NORMAL, WIDTH - 22)


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
