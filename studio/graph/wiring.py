"""Edits of several links and places at once: cut, chain, add behind, insert with room for the card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from studio.graph.annotating import pushed
from studio.graph.edits import add, connect, disconnect, insert_on_link, move
from studio.graph.flow import CARD, Flow, behind, gap, turned
from studio.graph.links import Link
from studio.graph.model import Graph, LayerValue, Position, Source
from studio.graph.topology import affected_by, check_linkable

Fits = Callable[[Graph, Source, str, int], bool]
"""Whether a link from a source fits an input port of a node; true where nobody knows."""


def cut(graph: Graph, links: Iterable[Link]) -> Graph:
    """Pull out several links."""
    for link in sorted(links, key=lambda link: -link.port):
        graph = disconnect(graph, link.target, link.port)
    return graph


def links_of(graph: Graph, names: Iterable[str]) -> list[Link]:
    """The links among these nodes; of a single node, all of its own."""
    chosen = set(names)
    inner = [
        Link(name, port)
        for name in chosen
        for port, source in enumerate(graph[name].inputs)
        if source is not None and (source.node in chosen or len(chosen) == 1)
    ]
    outer = [Link(*consumer) for name in chosen for consumer in graph.consumers[name]] if len(chosen) == 1 else []
    return inner + outer


def free_port(graph: Graph, source: Source, target: str, fits: Fits) -> int | None:
    """The first input port of `target` that nothing is plugged into and that fits; else the first free one."""
    node = graph[target]
    count = len(node.inputs) + 1 if node.layer.variadic else len(node.layer.inputs)
    free = [port for port in range(count) if port >= len(node.inputs) or node.inputs[port] is None]
    return next((port for port in free if fits(graph, source, target, port)), free[0] if free else None)


def chain(graph: Graph, names: Sequence[str], fits: Fits) -> Graph:
    """Link each node to the next. A target whose only port is taken gets the new link in place of the old."""
    for name, target in pairwise(names):
        check_linkable(graph, name, target)
        port = free_port(graph, Source(name), target, fits)
        graph = connect(graph, Source(name), target, 0 if port is None else port)
    return graph


def add_behind(
    graph: Graph, name: str, layer: LayerValue, sources: Sequence[Source], at: Position, flow: Flow = "down"
) -> Graph:
    """Add a layer at a free place near `at`, taking its inputs from `sources`."""
    return add(graph, name, layer, tuple(sources), free_place(graph, at, flow))


def insert(graph: Graph, name: str, link: Link, flow: Flow = "down") -> Graph:
    """Put a node into a link, straight between its ends, or beside what stands there; what comes behind moves on where
    it needs the room, frames with it."""
    before, source = graph, graph[link.target].inputs[link.port]
    graph = insert_on_link(graph, name, link.target, link.port)
    assert source is not None
    breadth, depth = turned(CARD, flow)
    step = depth + gap(flow)[1]
    start, own, end = (turned(graph[each].position, flow) for each in (source.node, name, link.target))
    near = abs(start[0] - end[0]) < breadth or abs(own[0] - start[0]) < breadth / 2
    along = max(start[1] + step, min(own[1], end[1] - step))
    short = along + step - end[1]
    if short > 0:
        places = {each: turned(graph[each].position, flow) for each in affected_by(graph, [link.target])}
        later = {each: (x, y + short) for each, (x, y) in places.items() if y >= end[1]}
        graph = move(graph, {each: turned(place, flow) for each, place in later.items()})
    at = turned((start[0] if near else end[0], along), flow)
    graph = move(graph, {name: free_place(graph, at, flow, moving=name)})
    return pushed(before, graph, {name: (source.node, link.target)})


def free_place(graph: Graph, at: Position, flow: Flow = "down", moving: str = "") -> Position:
    """`at`, or the nearest place beside it, to the right or below, where no card stands but one that is `moving`."""
    (breadth, depth), (aside, _) = turned(CARD, flow), gap(flow)
    x, y = turned(at, flow)
    places = (turned(node.position, flow) for name, node in graph.items() if name != moving)
    taken = [other for other, along in places if abs(along - y) < depth]
    while near := [other for other in taken if abs(other - x) < breadth]:
        x = min(near) + breadth + aside
    return turned((x, y), flow)


def make_room(graph: Graph, names: Iterable[str], flow: Flow = "down") -> Graph:
    """Have the other cards keep off these: where some lie on them, those and all that stand further on, the way that
    data flow, move behind them."""
    places = {name: graph[name].position for name in names}
    others = {name: node.position for name, node in graph.items() if name not in places}
    hidden = [at for at in others.values() if any(_lie_on_each_other(at, place) for place in places.values())]
    if not hidden:
        return graph
    first = min(turned(at, flow)[1] for at in hidden)
    by = max(turned(behind(place, flow), flow)[1] for place in places.values()) - first
    along = {name: turned(at, flow) for name, at in others.items()}
    return move(graph, {name: turned((x, y + by), flow) for name, (x, y) in along.items() if y >= first})


def _lie_on_each_other(one: Position, other: Position) -> bool:
    return abs(one[0] - other[0]) < CARD[0] and abs(one[1] - other[1]) < CARD[1]


def can_stand_in(graph: Graph, name: str, link: Link) -> bool:
    """Whether a node without links could be put into a link."""
    node, source = graph[name], graph[link.target].inputs[link.port]
    loose = not any(node.inputs) and not graph.consumers[name]
    return bool(loose and node.layer.inputs and node.layer.outputs and source and source.node != name)
