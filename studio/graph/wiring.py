"""Edits of several links and places at once: cut, chain, add behind, insert with room for the card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from studio.graph.edits import add, connect, disconnect, insert_on_link, move
from studio.graph.layout import CARD, GAP
from studio.graph.links import Link
from studio.graph.model import Graph, LayerValue, Position, Source
from studio.graph.topology import affected_by, check_linkable

WIDTH, HEIGHT = CARD
ASIDE, BELOW = GAP
"""Free space between a card and the next beside it, and below it."""

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


def add_behind(graph: Graph, name: str, layer: LayerValue, sources: Sequence[Source], at: Position) -> Graph:
    """Add a layer at a free place near `at`, taking its inputs from `sources`."""
    return add(graph, name, layer, tuple(sources), free_place(graph, at))


def insert(graph: Graph, name: str, link: Link) -> Graph:
    """Put a node into a link, straight between its ends; what comes behind moves down where it needs the room."""
    source = graph[link.target].inputs[link.port]
    graph = insert_on_link(graph, name, link.target, link.port)
    assert source is not None
    above, below = graph[source.node].position, graph[link.target].position
    x = (
        above[0]
        if abs(above[0] - below[0]) < WIDTH or abs(graph[name].position[0] - above[0]) < WIDTH / 2
        else below[0]
    )
    y = max(above[1] + HEIGHT + BELOW, min(graph[name].position[1], below[1] - HEIGHT - BELOW))
    graph = move(graph, {name: (x, y)})
    short = y + HEIGHT + BELOW - below[1]
    if short <= 0:
        return graph
    later = [each for each in affected_by(graph, [link.target]) if graph[each].position[1] >= below[1]]
    return move(graph, {each: (graph[each].position[0], graph[each].position[1] + short) for each in later})


def free_place(graph: Graph, at: Position) -> Position:
    """`at`, or the nearest place to the right of it where no card stands."""
    x, y = at
    taken = [node.position for node in graph.values() if abs(node.position[1] - y) < HEIGHT]
    while any(abs(other - x) < WIDTH for other, _ in taken):
        x = min(other for other, _ in taken if abs(other - x) < WIDTH) + WIDTH + ASIDE
    return x, y


def make_room(graph: Graph, names: Iterable[str]) -> Graph:
    """Have the other cards keep off these: where some lie on them, those and all further down move below them."""
    places = {name: graph[name].position for name in names}
    others = {name: node.position for name, node in graph.items() if name not in places}
    hidden = [at[1] for at in others.values() if any(_lie_on_each_other(at, place) for place in places.values())]
    if not hidden:
        return graph
    top, bottom = min(hidden), max(y for _, y in places.values()) + HEIGHT + BELOW
    return move(graph, {name: (x, y + bottom - top) for name, (x, y) in others.items() if y >= top})


def _lie_on_each_other(one: Position, other: Position) -> bool:
    return abs(one[0] - other[0]) < WIDTH and abs(one[1] - other[1]) < HEIGHT


def can_stand_in(graph: Graph, name: str, link: Link) -> bool:
    """Whether a node without links could be put into a link."""
    node, source = graph[name], graph[link.target].inputs[link.port]
    loose = not any(node.inputs) and not graph.consumers[name]
    return bool(loose and node.layer.inputs and node.layer.outputs and source and source.node != name)
