"""Where cards stand: a network laid out in layers, its main path straight and what skips beside it, few crossings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, sqrt
from typing import NamedTuple

from studio.graph.flow import CARD, GRID, Flow, Size, gap, turned
from studio.graph.layered_drawing import Drawing
from studio.graph.model import Graph, Position

BEND_WIDTH = 1 / 6
MOST_BENDS = 20_000

STRAIGHT = 8.0
"""How much more than others a link wants to be straight where nothing branches, or where it skips rows."""

CLEARLY = 1.1
"""So much larger a network has to be seen from left to right for that to be chosen."""


def layout(graph: Graph, size: Size = CARD, flow: Flow = "down") -> dict[str, Position]:
    """A place (top left corner) for every node's card of this size; no two cards overlap.

    Rows by longest path, order within a row by barycentres (Sugiyama, Tagawa and Toda, 1981), columns by
    least squares. Parts without links between them stand side by side, single nodes in a block at the end. Where data
    flow to the right, rows are columns and columns rows.
    """
    pitch = _pitch(flow, size)
    places: dict[str, Position] = {}
    left = 0.0
    parts = _components(graph)
    singles = [part[0] for part in parts if len(part) == 1]
    blocks = [_columns(graph, part) for part in parts if len(part) > 1] + [_square(singles)]
    for block in filter(None, blocks):
        first = min(column for column, _ in block.values())
        for name, (column, row) in block.items():
            places[name] = (snap(left + (column - first) * pitch[0]), row * pitch[1])
        left = max(places[name][0] for name in block) + pitch[0]
    return {name: turned(places[name], flow) for name in graph}


def suited(graph: Graph, room: Size, flow: Flow | None = None) -> tuple[Flow, dict[str, Position]]:
    """A layout with its flow: the one asked for or, without that, the one that is larger when it is fitted into `room`.

    Cards need not be larger than they are; where both ways do as well, data run down.
    """
    down = layout(graph) if flow != "right" else {}
    if flow is None:
        columns, rows = (max((place[axis] for place in down.values()), default=0.0) for axis in (0, 1))
        (across, along), (aside, ahead) = _pitch("down"), _pitch("right")
        turned_size = (rows / along * ahead + CARD[0], columns / across * aside + CARD[1])
        flow = (
            "right" if scale(turned_size, room) > CLEARLY * scale((columns + CARD[0], rows + CARD[1]), room) else "down"
        )
    return flow, down if flow == "down" else layout(graph, flow=flow)


def scale(size: Size, room: Size) -> float:
    """How large something of a size is seen that is fitted into a room: 1 where it need not be smaller than it is."""
    return min(room[0] / size[0], room[1] / size[1], 1.0)


def _pitch(flow: Flow, size: Size = CARD) -> Size:
    """How far cards beside each other stand apart, and those that follow each other."""
    (width, height), (aside, along) = turned(size, flow), gap(flow)
    return width + aside, height + along


def snap(x: float) -> float:
    """The nearest line of the grid."""
    return round(x / GRID) * GRID


def _square(names: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Nodes without links, in a square."""
    across = max(1, ceil(sqrt(len(names))))
    return {name: (float(index % across), index // across) for index, name in enumerate(names)}


def _components(graph: Graph) -> list[list[str]]:
    """The parts of the graph that no link joins, each in the graph's order."""
    part_of: dict[str, int] = {}
    for number, start in enumerate(graph):
        waiting = [start]
        while waiting:
            name = waiting.pop()
            if name not in part_of:
                part_of[name] = number
                waiting.extend(source.node for source in graph[name].inputs if source is not None)
                waiting.extend(consumer for consumer, _ in graph.consumers[name])
    parts: dict[int, list[str]] = {}
    for name in graph:
        parts.setdefault(part_of[name], []).append(name)
    return list(parts.values())


def _rows(graph: Graph, names: Iterable[str]) -> dict[str, int]:
    """Each node below all it depends on; what depends on nothing stands just above its first consumer."""
    chosen = set(names)
    order = [name for name in graph.order if name in chosen]
    row: dict[str, int] = {}
    for name in order:
        row[name] = max((row[s.node] + 1 for s in graph[name].inputs if s is not None), default=0)
    for name in reversed(order):
        consumers = [row[consumer] for consumer, _ in graph.consumers[name]]
        if consumers and not any(graph[name].inputs):
            row[name] = min(consumers) - 1
    return row


def _columns(graph: Graph, names: Sequence[str]) -> dict[str, tuple[float, int]]:
    """(column, row) of the nodes of one linked part; a column is a card and its gap, counted from anywhere."""
    return _ranked(graph, names).nodes


class Ranks(NamedTuple):
    """(column, row) of each node, and of the places between others that a link over several rows goes through."""

    nodes: dict[str, tuple[float, int]]
    bends: dict[tuple[str, str], list[tuple[float, int]]]


def ranks(graph: Graph) -> Ranks:
    """Columns and rows of all nodes, parts without links between them side by side, from column 0 on."""
    found = Ranks({}, {})
    left = 0.0
    parts = _components(graph)
    singles = [part[0] for part in parts if len(part) == 1]
    blocks = [_ranked(graph, part) for part in parts if len(part) > 1] + [Ranks(_square(singles), {})]
    for block in blocks:
        ways = [place for way in block.bends.values() for place in way]
        columns = [column for column, _ in (*block.nodes.values(), *ways)]
        shift = left - min(columns, default=0.0)
        found.nodes.update({name: (column + shift, row) for name, (column, row) in block.nodes.items()})
        found.bends.update({ends: [(column + shift, row) for column, row in way] for ends, way in block.bends.items()})
        left = max(columns, default=left - 1 - shift) + shift + 1
    return found


def _ranked(graph: Graph, names: Sequence[str]) -> Ranks:
    row = _rows(graph, names)
    drawing = _drawing(graph, row)
    main = _main_path(graph, row)
    drawing.straight = {index for index, name in enumerate(row) if name in main}
    drawing.reduce_crossings()
    drawing.spread()
    order = list(row)
    bends = {
        (order[source], order[target]): [(drawing.x[item], at) for at, item in enumerate(way, row[order[source]] + 1)]
        for (source, target), way in drawing.ways.items()
    }
    return Ranks({name: (drawing.x[index], row[name]) for index, name in enumerate(row)}, bends)


def _main_path(graph: Graph, row: Mapping[str, int]) -> set[str]:
    """The nodes on the longest way through a part, except where several ways are as long: those stand side by side."""
    order = sorted(row, key=row.__getitem__)
    above: dict[str, int] = {}
    below: dict[str, int] = {}
    for name in order:
        above[name] = max((above[source.node] + 1 for source in graph[name].inputs if source is not None), default=0)
    for name in reversed(order):
        below[name] = max((below[consumer] + 1 for consumer, _ in graph.consumers[name]), default=0)
    longest: dict[int, list[str]] = {}
    whole = max(above[name] + below[name] for name in order)
    for name in order:
        if above[name] + below[name] == whole:
            longest.setdefault(row[name], []).append(name)
    return {names[0] for names in longest.values() if len(names) == 1}


def _drawing(graph: Graph, row: Mapping[str, int]) -> Drawing:
    """Nodes are items 0, 1, … in the order of `row`; a link over several rows gets a bend, an item of its own,
    in each row it passes: as wide as a card where it goes on a branch, narrow where it skips past one."""
    number = {name: index for index, name in enumerate(row)}
    drawing = Drawing([[] for _ in range(max(row.values()) + 1)], [1.0] * len(number))
    for name, index in number.items():
        drawing.layers[row[name]].append(index)
    for name in row:
        sources = dict.fromkeys(source.node for source in graph[name].inputs if source is not None)
        for port, source in enumerate(sources):
            branches = len(graph.consumers[source]) > 1
            last = number[source]
            for between in range(row[source] + 1, row[name]):
                if len(drawing.width) - len(number) >= MOST_BENDS:
                    break
                bend = drawing.bend(between, BEND_WIDTH if branches else 1.0)
                drawing.ways.setdefault((number[source], number[name]), []).append(bend)
                drawing.link(last, bend, STRAIGHT)
                last = bend
            bent = last != number[source]
            straight = bent if branches else len(sources) == 1
            drawing.link(last, number[name], STRAIGHT if straight else 1.0, (port + 0.5) / len(sources) - 0.5)
    return drawing
