"""Where cards stand that are drawn as tiles: each as large as its name needs and its neighbours allow."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from studio.ui.canvas.items.pens import text_width
from studio.ui.canvas.items.spatial_index import Area, Areas

NAME, SMALLER, WEIGHT = 10, 9, QFont.Weight.DemiBold
"""Logical pixels of a name on a tile, at any scale: where there is room, and where it is scarce; how bold it is."""

LINE = 13.0
"""Height of a tile with a name, in logical pixels, where there is room for it."""

PADDING = 5.0
LONGEST = 240.0
"""No tile is widened beyond this, in logical pixels: a longer name is shortened."""

NARROWEST, LOWEST = 22.0, 10.0
"""A tile that would be smaller than this (logical pixels) has no room for a name."""

NAMED = 0.12
"""From this scale on tiles have names; below it names would be where other cards are."""

_FREE = 1.5
"""Logical pixels between tiles at least."""


class Tiles:
    """The cards of a scene by where they are, and the tiles that stand for them at the scale asked for last."""

    def __init__(self) -> None:
        self._cards: Areas[str] = Areas()
        self._scale = 0.0
        self._known: dict[str, QRectF] = {}
        self._touched: Area | None = None

    def put(self, name: str, card: QRectF | None) -> None:
        """A card stands elsewhere, or is gone."""
        before, now = self._cards.get(name), None if card is None else _area(card)
        self._cards.put(name, now)
        self._known.pop(name, None)
        for area in (before, now) if self._known else ():
            if area is not None:
                self._touched = area if self._touched is None else _around(self._touched, area)

    def within(self, area: QRectF, scale: float) -> dict[str, QRectF]:
        """The tiles of the cards that reach into an area, in scene coordinates, and of those just around it."""
        if scale != self._scale:
            self._scale, self._touched = scale, None
            self._known.clear()
        elif self._touched is not None:
            self._forget(_rect(self._touched))
        across, down = reach_of(scale), LINE / scale
        found = self._cards.touching(_area(area.adjusted(-across, -down, across, down)))
        return {name: self._known.get(name) or self._grown(name, card) for name, card in found.items()}

    def _forget(self, area: QRectF) -> None:
        """Some cards in this area are others than they were: tiles may have more or less room there."""
        reach = reach_of(self._scale)
        near = area.adjusted(-reach, -reach, reach, reach)
        self._known = {name: tile for name, tile in self._known.items() if not near.intersects(tile)}
        self._touched = None

    def count(self, area: QRectF) -> int:
        """How many cards reach into an area."""
        return len(self._cards.touching(_area(area)))

    def _grown(self, name: str, card: Area) -> QRectF:
        """A card, widened as far as its name needs it and nothing stands there."""
        unit = 1 / self._scale
        longest = min(text_width(name, NAME, WEIGHT) + 2 * PADDING, LONGEST)
        across = max(0.0, longest * unit - (card.right - card.left)) / 2
        down = max(0.0, LINE * unit - (card.bottom - card.top)) / 2
        tile = _rect(card)
        if not across and not down:
            self._known[name] = tile
            return tile
        wanted = Area(card.left - 2 * across, card.top - 2 * down, card.right + 2 * across, card.bottom + 2 * down)
        for other in self._cards.touching(wanted).values():
            beside = max(other.left - card.right, card.left - other.right)
            above = max(other.top - card.bottom, card.top - other.bottom)
            if beside > 0:
                across = min(across, max(beside / 2 - _FREE * unit, 0.0))
            elif above > 0:
                down = min(down, max(above / 2 - _FREE * unit, 0.0))
        self._known[name] = tile.adjusted(-across, -down, across, down)
        return self._known[name]


def reach_of(scale: float) -> float:
    """How far tiles may reach out of their cards."""
    return LONGEST / scale


def _area(rect: QRectF) -> Area:
    return Area(rect.left(), rect.top(), rect.right(), rect.bottom())


def _rect(area: Area) -> QRectF:
    return QRectF(area.left, area.top, area.right - area.left, area.bottom - area.top)


def _around(one: Area, other: Area) -> Area:
    """The least area with both in it."""
    return Area(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
