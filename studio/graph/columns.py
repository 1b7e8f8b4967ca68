"""The columns that the layers of a long network are folded into, and the ways of links from one column to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from math import ceil, floor

from studio.graph import Graph
from studio.graph.flow import CARD, Flow, Size, gap, turned
from studio.graph.layout import Ranks, ranks, scale, snap
from studio.graph.model import Position

CHANNEL = 14.0
"""Points between two columns, before links have any."""

LANE = 5.0
"""Points between links that run side by side."""

REACH = 0.25
"""How far from columns of the same length one may end where fewer links are cut there, in their length."""

Rank = tuple[float, int]
Link = tuple[str, str]
Place = tuple[float, float]
"""Points along the flow, and across it."""


BESIDE = 72.0
"""Units of the canvas between two columns there, which links run up in."""

MOST = 12
"""More columns than these are not tried."""


def in_columns(graph: Graph, room: Size, flow: Flow = "down") -> dict[str, Position]:
    """A place on the canvas for every card, the layers in as many columns (or, to the right, lines) side by side as
    have cards seen largest in a `room`."""
    found = ranks(graph)
    rows = 1 + max((row for _, row in found.nodes.values()), default=0)
    tried = [_in_columns(graph, found, ceil(rows / count), flow) for count in range(1, min(rows, MOST) + 1)]
    return max(tried, key=lambda places: scale(_extent(places), room), default={})


def is_in_columns(graph: Graph, flow: Flow = "down") -> bool:
    """Whether a network is drawn so: more links lead back to where a column begins, beside the one that they are from,
    than lead back otherwise."""
    breadth, depth = turned(CARD, flow)
    beside = otherwise = 0
    for node in graph.values():
        aside, along = turned(node.position, flow)
        for source in filter(None, node.inputs):
            before = turned(graph[source.node].position, flow)
            if along < before[1] - depth and aside >= before[0] + breadth:
                beside += 1
            elif along < before[1] + depth:
                otherwise += 1
    return beside > otherwise


def _in_columns(graph: Graph, found: Ranks, fold: int, flow: Flow) -> dict[str, Position]:
    (breadth, depth), (aside, along) = turned(CARD, flow), gap(flow)
    columns = Columns(graph, found, fold, (depth, breadth), (along, aside), BESIDE)
    first = columns.place((0.0, 0))[0]
    places = {name: columns.place(rank) for name, rank in found.nodes.items()}
    return {
        name: turned((snap(across - breadth / 2), round(start - first, 3)), flow)
        for name, (start, across) in places.items()
    }


def _extent(places: Mapping[str, Position]) -> Size:
    xs, ys = ([place[axis] for place in places.values()] or [0.0] for axis in (0, 1))
    return max(xs) - min(xs) + CARD[0], max(ys) - min(ys) + CARD[1]


class Columns:
    """Where each rank is, once the layers are folded after about `fold` of them (0: never)."""

    def __init__(
        self,
        graph: Graph,
        found: Ranks,
        fold: int,
        card: tuple[float, float],
        gap: tuple[float, float],
        channel: float = CHANNEL,
    ) -> None:
        """`card` and `gap` are lengths along the flow and across it, `channel` is that between two columns."""
        self._card, self._pitch = card, (card[0] + gap[0], card[1] + gap[1])
        self._gap = gap
        self._stations = {link: stations(found, link) for link in _links(graph)}
        rows = 1 + max((row for _, row in found.nodes.values()), default=0)
        self.cuts = self._cut(rows, fold)
        self._lanes = [self._lanes_at(cut) for cut in self.cuts]
        self._channels = [channel + LANE * len(lanes) for lanes in self._lanes]
        self._before = max(self._channels, default=0.0)
        spans = list(pairwise([0, *self.cuts, rows]))
        self._lay(found, spans)
        longest = max(last - first for first, last in spans)
        self.extent: Place = (2 * self._before + longest * self._pitch[0] - gap[0], self._edges[-1])

    def place(self, rank: Rank) -> Place:
        """Where a card of this rank begins along the flow, and its middle across."""
        column = self._column(rank[1])
        first = (0, *self.cuts)[column]
        return self._before + (rank[1] - first) * self._pitch[0], self._starts[column] + rank[0] * self._pitch[1]

    def turns(self, link: Link, row: int, start: Place, end: Place) -> Iterator[Place]:
        """The corners of the way of a link from one column to the next, where that begins with this row; none else."""
        if row not in self.cuts:
            return
        number = self.cuts.index(row)
        lanes = self._lanes[number]
        lane, last = lanes.index(link) * LANE, (len(lanes) - 1) * LANE
        beside = self._edges[number] + CHANNEL / 2 + lane
        below, above = start[0] + self._gap[0] / 2 + lane, self._before - CHANNEL / 2 - (last - lane)
        yield below, start[1]
        yield below, beside
        yield above, beside
        yield above, end[1]

    def stations(self, link: Link) -> list[Rank]:
        """The ranks that a link passes, its ends included."""
        return self._stations[link]

    def _column(self, row: int) -> int:
        return sum(cut <= row for cut in self.cuts)

    def _cut(self, rows: int, fold: int) -> list[int]:
        """The rows that begin a column: where few links are cut, near where columns would be equally long."""
        crossing = self._counts(rows)
        count = ceil(rows / fold) if fold else 1
        cuts: list[int] = []
        for number in range(1, count):
            middle, reach = number * rows / count, rows / count * REACH
            first = max(ceil(middle - reach), cuts[-1] + 1 if cuts else 1)
            offered = range(first, max(first, floor(middle + reach)) + 1)
            cuts.append(min(offered, key=lambda row: (crossing[row], abs(row - middle))))
        return cuts

    def _counts(self, rows: int) -> list[int]:
        """How many links are from above each row to it, or past it."""
        changes = [0] * (rows + 1)
        for way in self._stations.values():
            changes[way[0][1] + 1] += 1
            changes[way[-1][1] + 1] -= 1
        return list(accumulate(changes))

    def _crossing(self, row: int) -> list[Link]:
        """Links from above a row to it, or past it."""
        return [link for link, way in self._stations.items() if way[0][1] < row <= way[-1][1]]

    def _lanes_at(self, row: int) -> list[Link]:
        """Links that are cut before a row, that of the rightmost station first: so their ways do not cross."""

        def across(link: Link) -> float:
            return next(column for column, at in self._stations[link] if at == row - 1)

        return sorted(self._crossing(row), key=across, reverse=True)

    def _lay(self, found: Ranks, spans: list[tuple[int, int]]) -> None:
        """Put the columns side by side."""
        every = [*found.nodes.values(), *(rank for way in found.bends.values() for rank in way)]
        self._starts: list[float] = []
        self._edges: list[float] = []
        edge = 0.0
        for number, (first, last) in enumerate(spans):
            inside = [column for column, row in every if first <= row < last] or [0.0]
            edge += self._channels[number - 1] if number else 0.0
            self._starts.append(edge - min(inside) * self._pitch[1] + self._card[1] / 2)
            edge += (max(inside) - min(inside)) * self._pitch[1] + self._card[1]
            self._edges.append(edge)


def stations(found: Ranks, link: Link) -> list[Rank]:
    """The ranks of a link's ends and of the bends between them; where those are not known, straight across the rows."""
    start, end = found.nodes[link[0]], found.nodes[link[1]]
    between = found.bends.get(link) or [(end[0], row) for row in range(start[1] + 1, end[1])]
    return [start, *between, end]


def _links(graph: Graph) -> Iterator[Link]:
    for name, node in graph.items():
        yield from dict.fromkeys((source.node, name) for source in node.inputs if source is not None)
