"""Leads long links around the cards that stand in their way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from studio.graph.model import Position
from studio.ui.canvas.geometry import GAP, HEIGHT, WIDTH, Link

if TYPE_CHECKING:
    from studio.ui.canvas.scene import Scene

CLEARANCE = 20.0
"""Distance of a link from the cards it passes."""

LANE = 10.0
"""Distance of links that pass side by side."""

_SHORTEST = HEIGHT + GAP
_TRIES = 8


def bulges(scene: Scene) -> dict[Link, float]:
    """How far each link that a card would hide has to swing out, to the left when negative."""
    cards = _Cards(node.position for node in scene.graph.values())
    found: dict[Link, float] = {}
    taken: list[tuple[float, float, float]] = []
    for link in scene.links:
        source = scene.source(link)
        if source is None:
            continue
        start = scene.nodes[source.node].port_position("out", source.port)
        end = scene.nodes[link.target].port_position("in", link.port)
        top, bottom = start.y() + 1, end.y() - 1
        if bottom - top < _SHORTEST:
            continue
        left, right = min(start.x(), end.x()), max(start.x(), end.x())
        if right - left > WIDTH or not cards.between(left - LANE, right + LANE, top, bottom):
            continue
        middle = (left + right) / 2
        towards_left = end.x() < scene.graph[link.target].position[0] + WIDTH / 2
        lane = _free_lane(cards, taken, middle, top, bottom, towards_left)
        taken.append((lane, top, bottom))
        found[link] = lane - middle
    return found


def _free_lane(
    cards: _Cards, taken: list[tuple[float, float, float]], middle: float, top: float, bottom: float, left_first: bool
) -> float:
    """The nearest x where a link can run down from `top` to `bottom` without touching a card or another link."""
    lanes = [_outward(cards, taken, middle, top, bottom, direction) for direction in (-1, 1)]
    lanes.sort(key=lambda lane: (round(abs(lane - middle) / WIDTH), (lane > middle) == left_first))
    return lanes[0]


def _outward(
    cards: _Cards, taken: list[tuple[float, float, float]], start: float, top: float, bottom: float, direction: int
) -> float:
    lane = start
    for _ in range(_TRIES):
        hit = cards.between(lane - LANE, lane + LANE, top, bottom)
        if hit:
            edges = [x + (WIDTH if direction > 0 else 0) for x, _ in hit]
            lane = (max(edges) if direction > 0 else min(edges)) + direction * CLEARANCE
        elif any(abs(lane - x) < LANE and top < low and high < bottom for x, high, low in taken):
            lane += direction * LANE
        else:
            break
    return lane


class _Cards:
    """Cards by column, so that those in a tall narrow area are found at once."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self._columns: dict[int, list[tuple[float, float]]] = {}
        for x, y in positions:
            self._columns.setdefault(int(x // WIDTH), []).append((y, x))
        for column in self._columns.values():
            column.sort()

    def between(self, left: float, right: float, top: float, bottom: float) -> list[Position]:
        """The upper left corners of the cards that touch an area."""
        found: list[Position] = []
        for number in range(int((left - WIDTH) // WIDTH), int(right // WIDTH) + 1):
            column = self._columns.get(number, [])
            for y, x in column[bisect_left(column, (top - HEIGHT, -1e12)) :]:
                if y >= bottom:
                    break
                if y + HEIGHT > top and x + WIDTH > left and x < right:
                    found.append((x, y))
        return found
