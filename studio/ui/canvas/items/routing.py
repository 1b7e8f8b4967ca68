"""Leads long links around the cards that stand in their way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import Literal, NamedTuple

from studio.graph import Graph, Node
from studio.graph.flow import Flow, turned
from studio.graph.links import Link, input_count, linked, links_into, output_count
from studio.graph.model import Differences, Position
from studio.ui.canvas.items.geometry import GAP, HEIGHT, WIDTH, curve, port_place
from studio.ui.canvas.items.spatial_index import Area, Areas

CLEARANCE = 20.0
"""Distance of a link from the cards it passes."""

LANE = 10.0
"""Distance of links that pass side by side."""

_FARTHEST = 8 * WIDTH
_TRIES = 8

_Rank = tuple[int, int]


class _Run(NamedTuple):
    """Where a link begins and ends on the x axis, and the heights between which it has to get past cards."""

    start: float
    end: float
    top: float
    bottom: float


class _Route(NamedTuple):
    """How a link is led. `reach` is where another card or lane would have made a difference."""

    bulge: float = 0.0
    lane: Area | None = None
    reach: Area | None = None


STRAIGHT = _Route()


class Router:
    """How far each link swings out so that no card hides it and no two share a lane.

    Links are led around in the order of the nodes they end at, each minding the lanes of those before it. An edit
    leads anew only those near the cards and lanes that it touches; the outcome is the same as from the beginning.
    """

    def __init__(self, flow: Flow = "down") -> None:
        """Heights and places aside are told as if data flowed down, whichever way `flow` is."""
        self._flow = flow
        self._breadth, self._depth = turned((WIDTH, HEIGHT), flow)
        self.bulges: dict[Link, float] = {}
        """How far links swing out, to the left when negative; those that run straight are left out."""
        self._graph = Graph()
        self._names: list[str] = []
        self._ranks: dict[str, int] = {}
        self._runs: dict[Link, _Run] = {}
        self._bulging: set[Link] = set()
        self._moved: set[str] = set()
        self._cards: Areas[str] = Areas()
        self._lanes: Areas[Link] = Areas()
        self._reaches: Areas[Link] = Areas()

    def follow(self, graph: Graph, differences: Differences, shown: Callable[[str], Node]) -> set[Link]:
        """Lead the links of the next graph; gives those that swing out by more or less than before.

        `shown` gives a node as it is drawn. As long as no link could swing out, where cards stand is not looked at.
        """
        before, self._graph, self._shown = self._graph, graph, shown
        self._bulging = set()
        touched = {*differences.changed, *differences.gone}
        self._moved |= touched
        present = _links_of(graph, touched)
        if not present and not self._runs:
            self._names, self._ranks = [], {}
            return set()
        past = _links_of(before, touched)
        waiting = self._number_nodes(differences.gone) | self._put_cards()
        for link in present | past:
            waiting |= self._put_run(link, self._run(link) if link in present else None)
        self._lead(waiting & self._runs.keys())
        return self._bulging - (past - present)

    def _number_nodes(self, gone: Sequence[str]) -> set[Link]:
        """Note the order of the nodes; all links are to be led anew where nodes have changed places in it."""
        names, ranks = list(self._graph), self._ranks
        if len(gone) == 1 and gone[0] in ranks and self._is_rename(gone[0], names):
            return set()
        for name in gone:
            ranks.pop(name, None)
        left = list(filter(ranks.__contains__, self._names)) if gone else self._names
        self._names = names
        if names[: len(left)] == left:
            first = max(ranks[left[-1]] + 1, len(left)) if left else 0
            ranks |= {name: first + index for index, name in enumerate(names[len(left) :])}
            return set()
        self._ranks = {name: index for index, name in enumerate(names)}
        stayed = list(filter(ranks.__contains__, names)) == left
        return set() if stayed else {link for name in names for link in links_into(self._graph, name)}

    def _is_rename(self, old: str, names: list[str]) -> bool:
        """Whether a node has got another name and all have kept their places, which is noted then."""
        before, place = self._names, self._names.index(old)
        if len(names) != len(before) or [*names[:place], old, *names[place + 1 :]] != before:
            return False
        self._names, self._ranks[names[place]] = names, self._ranks.pop(old)
        return True

    def _put_cards(self) -> set[Link]:
        """Take in where the cards that have moved are now; gives the links that have to mind them."""
        moved, self._moved = self._moved, set()
        graph, waiting = self._graph, set[Link]()
        for name in moved:
            waiting |= self._put_card(name, graph[name].position if name in graph else None)
        return waiting

    def _put_card(self, name: str, position: Position | None) -> set[Link]:
        """Move a card; gives the links that have to mind it where it was or is."""
        before = self._cards.get(name)
        area = None
        if position is not None:
            x, y = turned(position, self._flow)
            area = Area(x, y, x + self._breadth, y + self._depth)
        if area == before:
            return set()
        self._cards.put(name, area)
        return {link for each in (before, area) if each for link in self._reaches.touching(each)}

    def _put_run(self, link: Link, run: _Run | None) -> set[Link]:
        """Note where a link runs; gives those to be led because of that."""
        if run is not None:
            self._runs[link] = run
            return {link}
        return self._settle(link, STRAIGHT) if self._runs.pop(link, None) else set()

    def _lead(self, waiting: set[Link]) -> None:
        """Lead links in order, and after them those that mind a lane which is taken or left by that."""
        queue = [(self._rank(link), link) for link in waiting]
        heapify(queue)
        while queue:
            rank, link = heappop(queue)
            for other in self._settle(link, self._route(link, rank)) - waiting:
                if self._rank(other) > rank:
                    waiting.add(other)
                    heappush(queue, (self._rank(other), other))

    def _settle(self, link: Link, route: _Route) -> set[Link]:
        """Note what became of a link; gives those that mind a lane which is taken or left by that."""
        before, old = self._lanes.get(link), self.bulges.get(link, 0.0)
        self._reaches.put(link, route.reach)
        if route.bulge:
            self.bulges[link] = route.bulge
        else:
            self.bulges.pop(link, None)
        if route.bulge != old:
            self._bulging.add(link)
        if route.lane == before:
            return set()
        self._lanes.put(link, route.lane)
        return {other for lane in (before, route.lane) if lane for other in self._reaches.touching(lane)}

    def _route(self, link: Link, rank: _Rank) -> _Route:
        run = self._runs[link]
        if abs(run.end - run.start) > self._breadth:
            return self._route_across(run, rank)
        straight = Area(min(run.start, run.end) - LANE, run.top, max(run.start, run.end) + LANE, run.bottom)
        if not self._cards.touching(straight):
            return _Route(reach=straight)
        middle = (run.start + run.end) / 2
        tried = [self._lanes_tried(run, rank, direction) for direction in (-1, 1)]
        to_left = run.end < turned(self._graph[link.target].position, self._flow)[0] + self._breadth / 2
        lane = min(
            (lanes[-1] for lanes in tried),
            key=lambda lane: (round(abs(lane - middle) / self._breadth), (lane > middle) == to_left),
        )
        left, right = min(map(min, tried)), max(map(max, tried))
        reach = Area(min(left - LANE, straight.left), run.top, max(right + LANE, straight.right), run.bottom)
        return _Route(lane - middle, _lane_area(lane, run), reach)

    def _route_across(self, run: _Run, rank: _Rank) -> _Route:
        """Lead a link that goes far aside: where its curve would pass a card, down first, or else across first."""
        reach = Area(min(run.start, run.end) - LANE, run.top, max(run.start, run.end) + LANE, run.bottom)
        cards = self._cards.touching(reach).values()
        points = curve((run.start, run.top - 1), (run.end, run.bottom + 1)) if cards else []
        if not any(card.left <= x <= card.right and card.top <= y <= card.bottom for card in cards for x, y in points):
            return _Route(reach=reach)
        middle = (run.start + run.end) / 2
        for lane in (run.start, run.end):
            down = Area(lane - LANE, run.top, lane + LANE, run.bottom)
            if not self._cards.touching(down) and not self._is_taken(lane, run, rank):
                return _Route(lane - middle, _lane_area(lane, run), reach)
        return _Route(reach=reach)

    def _run(self, link: Link) -> _Run | None:
        """The course of a link that could get past cards: neither short nor leading all too far aside."""
        graph = self._graph
        source = graph[link.target].inputs[link.port]
        assert source is not None
        above, below = (turned(graph[name].position, self._flow) for name in (source.node, link.target))
        top, bottom = above[1] + self._depth + 1, below[1] - 1
        if bottom - top < self._depth + GAP or abs(above[0] - below[0]) > _FARTHEST:
            return None
        start = above[0] + self._port("out", source.port, output_count(graph, source.node))
        end = below[0] + self._port("in", link.port, input_count(self._shown(link.target)))
        return _Run(start, end, top, bottom)

    def _port(self, side: Literal["in", "out"], index: int, count: int) -> float:
        """How far aside a port stands on its card."""
        return turned(port_place(side, index, count, self._flow).toTuple(), self._flow)[0]

    def _lanes_tried(self, run: _Run, rank: _Rank, direction: int) -> list[float]:
        """The places for a link to run down, on one side; the last one is free, or else where the search ends."""
        tried = [(run.start + run.end) / 2]
        for _ in range(_TRIES):
            lane = tried[-1]
            hit = self._cards.touching(Area(lane - LANE, run.top, lane + LANE, run.bottom)).values()
            if hit:
                edge = max(card.right for card in hit) if direction > 0 else min(card.left for card in hit)
                tried.append(edge + direction * CLEARANCE)
            elif self._is_taken(lane, run, rank):
                tried.append(lane + direction * LANE)
            else:
                break
        return tried

    def _is_taken(self, lane: float, run: _Run, rank: _Rank) -> bool:
        return any(self._rank(other) < rank for other in self._lanes.touching(_lane_area(lane, run)))

    def _rank(self, link: Link) -> _Rank:
        return self._ranks[link.target], link.port


def _lane_area(lane: float, run: _Run) -> Area:
    """What a link that runs down a lane takes from others: the lane of that number, over its height."""
    number = round(lane / LANE)
    return Area((number - 0.5) * LANE, run.top, (number + 0.5) * LANE, run.bottom)


def _links_of(graph: Graph, names: Iterable[str]) -> set[Link]:
    """The links that begin or end at these nodes."""
    found: set[Link] = set()
    for name in linked(graph, names):
        found.update(links_into(graph, name), (Link(*consumer) for consumer in graph.consumers[name]))
    return found
