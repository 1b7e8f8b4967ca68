"""Where a dragged card falls into line with others, and the guides that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF

from studio.graph.model import Position
from studio.ui.canvas.items.geometry import GAP, HEIGHT, WIDTH, snapped

_OVERHANG = 16


@dataclass(frozen=True, slots=True)
class Alignment:
    """The place a card takes, and the guides to draw while it is held there."""

    position: Position
    guides: tuple[QLineF, ...] = ()


def align(wanted: Position, others: Sequence[Position], reach: float, *, grid: bool) -> Alignment:
    """The place near `wanted` that is in line with other cards within `reach`; else on the grid, when it is on.

    Cards are all of one size, so edges and middles fall into line together. The usual distance below or
    above a card in the same column counts as in line, too.
    """
    x = _nearest(wanted[0], (other[0] for other in others), reach)
    column = [other[1] for other in others if x is not None and other[0] == x]
    pitch = HEIGHT + GAP
    steps = (y + side * pitch for y in column for side in (-1, 1))
    y = _nearest(wanted[1], [*(other[1] for other in others), *steps], reach)
    fallback = snapped(wanted) if grid else wanted
    place = (fallback[0] if x is None else x, fallback[1] if y is None else y)
    return Alignment(place, _guides(place, others))


def _nearest(value: float, candidates: Iterable[float], reach: float) -> float | None:
    near = [(abs(candidate - value), candidate) for candidate in candidates if abs(candidate - value) <= reach]
    return min(near)[1] if near else None


def _guides(place: Position, others: Iterable[Position]) -> tuple[QLineF, ...]:
    """Lines through the middles of the cards that stand in line with `place`."""
    x, y = place
    listed = list(others)
    column = [other[1] for other in listed if other[0] == x]
    row = [other[0] for other in listed if other[1] == y]
    guides = []
    if column:
        top, bottom = min(*column, y), max(*column, y) + HEIGHT
        guides.append(QLineF(x + WIDTH / 2, top - _OVERHANG, x + WIDTH / 2, bottom + _OVERHANG))
    if row:
        left, right = min(*row, x), max(*row, x) + WIDTH
        guides.append(QLineF(left - _OVERHANG, y + HEIGHT / 2, right + _OVERHANG, y + HEIGHT / 2))
    return tuple(guides)
