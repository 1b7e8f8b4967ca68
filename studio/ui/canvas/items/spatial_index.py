"""Rectangles that are found by where they lie, without looking at those elsewhere."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

COLUMN, ROW = 256.0, 512.0
"""The cells in which areas are looked up."""

_MANY = 64
"""An area over more cells than this is kept aside and looked at each time."""

Cell = tuple[int, int]


class Area(NamedTuple):
    """A rectangle in scene units."""

    left: float
    top: float
    right: float
    bottom: float


class Areas(Generic[Key]):
    """An area for each key."""

    def __init__(self) -> None:
        self._areas: dict[Key, Area] = {}
        self._cells: dict[Cell, dict[Key, Area]] = {}
        self._large: dict[Key, Area] = {}

    def get(self, key: Key) -> Area | None:
        """The area of a key, if it has one."""
        return self._areas.get(key)

    def put(self, key: Key, area: Area | None) -> None:
        """Give a key this area in place of the one it has; None leaves it without."""
        before = self._areas.pop(key, None)
        if before is not None:
            for things in self._homes(before):
                things.pop(key, None)
        if area is not None:
            self._areas[key] = area
            for things in self._homes(area):
                things[key] = area

    def touching(self, area: Area) -> dict[Key, Area]:
        """All areas with which this one has more than its border in common."""
        if not self._areas:
            return {}
        left, top, right, bottom = area
        found: dict[Key, Area] = {}
        for things in self._near(area):
            for key, other in things.items():
                if other[0] < right and left < other[2] and other[1] < bottom and top < other[3]:
                    found[key] = other
        return found

    def _homes(self, area: Area) -> list[dict[Key, Area]]:
        cells = _cells(area)
        if cells is None:
            return [self._large]
        for cell in cells:
            if cell not in self._cells:
                self._cells[cell] = {}
        return [self._cells[cell] for cell in cells]

    def _near(self, area: Area) -> list[dict[Key, Area]]:
        cells = _cells(area)
        if cells is None:
            return [self._areas]
        near = [self._cells[cell] for cell in cells if cell in self._cells]
        return [*near, self._large] if self._large else near


def _cells(area: Area) -> list[Cell] | None:
    """The cells that an area lies in; None where they are many."""
    left, top, right, bottom = area
    first, last = int(left // COLUMN), int(right // COLUMN)
    upper, lower = int(top // ROW), int(bottom // ROW)
    if (last - first + 1) * (lower - upper + 1) > _MANY:
        return None
    rows = range(upper, lower + 1)
    return [(column, row) for column in range(first, last + 1) for row in rows]
