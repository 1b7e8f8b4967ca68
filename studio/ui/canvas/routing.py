"""Leads long links around the cards that stand in their way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

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


class _Run(NamedTuple):
    """The height over which a link has to get past cards."""

    top: float
    bottom: float


def bulges(scene: Scene) -> dict[Link, float]:
    """How far each link that a card would hide has to swing out, to the left when negative."""
    graph = scene.graph
    cards = _Cards(node.position for node in graph.values())
    lanes = _Lanes(cards)
    found: dict[Link, float] = {}
    for link in scene.links:
        source = scene.source(link)
        if source is None:
            continue
        above, below = graph[source.node].position, graph[link.target].position
        run = _Run(above[1] + HEIGHT + 1, below[1] - 1)
        if run.bottom - run.top < _SHORTEST or abs(above[0] - below[0]) > 2 * WIDTH:
            continue
        start = scene.nodes[source.node].port_position("out", source.port).x()
        end = scene.nodes[link.target].port_position("in", link.port).x()
        left, right = min(start, end), max(start, end)
        if right - left <= WIDTH and cards.between(left - LANE, right + LANE, run):
            lane = lanes.take((left + right) / 2, run, to_left=end < below[0] + WIDTH / 2)
            found[link] = lane - (left + right) / 2
    return found


class _Lanes:
    """Where links run down beside cards, so that no two of them share a place."""

    def __init__(self, cards: _Cards) -> None:
        self._cards = cards
        self._taken: dict[int, list[_Run]] = {}

    def take(self, middle: float, run: _Run, *, to_left: bool) -> float:
        """The nearest x that is free all along a run; among equals on the side asked for."""
        lanes = [self._outward(middle, run, direction) for direction in (-1, 1)]
        lane = min(lanes, key=lambda lane: (round(abs(lane - middle) / WIDTH), (lane > middle) == to_left))
        self._taken.setdefault(round(lane / LANE), []).append(run)
        return lane

    def _outward(self, start: float, run: _Run, direction: int) -> float:
        lane = start
        for _ in range(_TRIES):
            hit = self._cards.between(lane - LANE, lane + LANE, run)
            if hit:
                edges = [x + (WIDTH if direction > 0 else 0) for x, _ in hit]
                lane = (max(edges) if direction > 0 else min(edges)) + direction * CLEARANCE
            elif any(run.top < other.bottom and other.top < run.bottom for other in self._near(lane)):
                lane += direction * LANE
            else:
                break
        return lane

    def _near(self, lane: float) -> list[_Run]:
        return self._taken.get(round(lane / LANE), [])


class _Cards:
    """Cards by column, so that those in a tall narrow area are found at once."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self._columns: dict[int, list[tuple[float, float]]] = {}
        for x, y in positions:
            self._columns.setdefault(int(x // WIDTH), []).append((y, x))
        for column in self._columns.values():
            column.sort()

    def between(self, left: float, right: float, run: _Run) -> list[Position]:
        """The upper left corners of the cards that touch an area."""
        found: list[Position] = []
        for number in range(int((left - WIDTH) // WIDTH), int(right // WIDTH) + 1):
            column = self._columns.get(number, [])
            for y, x in column[bisect_left(column, (run.top - HEIGHT, -1e12)) :]:
                if y >= run.bottom:
                    break
                if y + HEIGHT > run.top and x + WIDTH > left and x < right:
                    found.append((x, y))
        return found
