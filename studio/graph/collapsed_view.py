"""A network as it is seen with parts of it collapsed: a graph in which one tile stands for the nodes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from studio.graph.annotating import Parts, alter, rearranged, shift
from studio.graph.annotations import Collapsed, collapsed, shown
from studio.graph.edits import move, relinked
from studio.graph.flow import GRID
from studio.graph.links import Link, Port
from studio.graph.model import Graph, Node, Position, Source
from studio.graph.topology import affected_by, leading_to

MARK = "+"
"""What the name of a tile in the graph that is seen begins with, as no node's does."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """Stands where a layer does. `entries` has for each input the ports inside that it feeds, `exits` for each output
    what comes out there, `beside` the annotations that belong to the nodes inside."""

    title: str
    nodes: Mapping[str, Node]
    entries: tuple[tuple[Link, ...], ...]
    exits: tuple[Source, ...]
    beside: frozenset[str]

    @property
    def kind(self) -> str:
        """No layer is called so."""
        return "Collapsed"

    @property
    def variadic(self) -> bool:
        """It has as many inputs as are plugged in or wanted inside."""
        return False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The nodes inside that take what comes in."""
        return tuple(", ".join(dict.fromkeys(link.target for link in links)) for links in self.entries)

    @property
    def outputs(self) -> tuple[str, ...]:
        """What comes out."""
        return tuple(map(str, self.exits))


class View:
    """The `whole` network, the `graph` that is seen of it, and the way from the names of one to those of the other.

    Where nothing is collapsed, both are the same.
    """

    def __init__(self, whole: Graph) -> None:
        self.whole = self.graph = whole
        self.tiles: dict[str, Tile] = {}
        self._tile_of: dict[str, str] = {}
        for name, each in collapsed(whole.annotations).items():
            nodes = each.nodes & whole.keys()
            if len(nodes) > 1 and nodes <= self.graph.keys() and between(self.graph, nodes) is None:
                self._collapse(MARK + name, each, nodes)
        if self.tiles:
            hidden = frozenset().union(*(tile.beside for tile in self.tiles.values()))
            seen = {name: each for name, each in shown(whole.annotations).items() if name not in hidden}
            self.graph = self.graph.annotated(seen)

    def seen(self, name: str) -> str:
        """What a node is seen as: itself, or the tile that it is inside of."""
        return self._tile_of.get(name, name)

    def members(self, name: str) -> frozenset[str]:
        """The nodes that a card or tile stands for."""
        return frozenset(self.tiles[name].nodes) if name in self.tiles else frozenset([name])

    def all_members(self, names: Iterable[str]) -> frozenset[str]:
        """The nodes that cards and tiles stand for."""
        return frozenset().union(*map(self.members, names))

    def title(self, name: str) -> str:
        """What a card or tile is called."""
        return self.tiles[name].title if name in self.tiles else name

    def source(self, source: Source) -> Source:
        """Where what comes out of a card or tile really comes from."""
        return self.tiles[source.node].exits[source.port] if source.node in self.tiles else source

    def links(self, link: Link) -> tuple[Link, ...]:
        """The links that one is that is seen, or the ports that it would end at."""
        return self.tiles[link.target].entries[link.port] if link.target in self.tiles else (link,)

    def port(self, port: Port) -> Port:
        """The port of a node that one is that is seen; the first, where it is several."""
        if port.node not in self.tiles:
            return port
        if port.side == "out":
            source = self.source(Source(port.node, port.at))
            return Port(source.node, "out", source.port)
        target, at = self.links(Link(port.node, port.at))[0]
        return Port(target, "in", at)

    def parts(self, parts: Parts) -> Parts:
        """What cards, tiles and annotations that are seen stand for."""
        beside = (self.tiles[name].beside for name in parts.nodes if name in self.tiles)
        return Parts(self.all_members(parts.nodes), parts.annotations.union(*beside))

    def placed(self, places: Mapping[str, Position]) -> Graph:
        """The network with cards and tiles elsewhere, and its annotations following."""
        after = rearranged(self.graph, move(self.graph, places))
        graph = alter(self.whole, shown(after.annotations))
        graph = move(graph, {name: place for name, place in places.items() if name not in self.tiles})
        for name in self.tiles.keys() & places.keys():
            (x, y), (left, top) = places[name], self.graph[name].position
            graph = shift(graph, self.parts(Parts(frozenset([name]), frozenset())), x - left, y - top)
        return graph

    def _collapse(self, name: str, each: Collapsed, inside: frozenset[str]) -> None:
        graph = self.graph
        nodes = {node: graph[node] for node in graph.order if node in inside}
        entries, exits = _entries(nodes), _exits(graph, nodes)
        beside = each.beside & shown(self.whole.annotations).keys()
        tile = Tile(each.title or called(graph, nodes), nodes, tuple(entries.values()), exits, beside)
        sources = tuple(entrance if isinstance(entrance, Source) else None for entrance in entries)
        ends: dict[Source, Source | None] = {source: Source(name, port) for port, source in enumerate(exits)}
        made: dict[str, Node] = {}
        for other, node in graph.items():
            if other not in inside:
                made[other] = relinked(node, ends)
            elif name not in made:
                made[name] = Node(tile, sources, _middle(nodes.values()), tag=_tag(nodes.values()))
        self.graph = Graph(made, graph.annotations)
        self.tiles[name] = tile
        self._tile_of.update(dict.fromkeys(inside, name))


def between(graph: Graph, inside: Collection[str]) -> str | None:
    """A node that depends on some of these while others of them depend on it: with it outside, they can be no one."""
    behind = affected_by(graph, inside) - set(inside)
    entered = {source.node for name in inside for source in graph[name].inputs if source is not None}
    back = behind & leading_to(graph, entered - set(inside))
    return next((name for name in graph if name in back), None)


def called(graph: Graph, nodes: Collection[str]) -> str:
    """What is inside, from the first to the last, in place of a title."""
    order = [name for name in graph.order if name in nodes]
    return f"{order[0]} … {order[-1]}" if order else ""


def _entries(nodes: Mapping[str, Node]) -> dict[Source | Port, tuple[Link, ...]]:
    """The ports inside by what feeds them; one with nothing plugged in is told by itself."""
    found: dict[Source | Port, tuple[Link, ...]] = {}
    for name, node in nodes.items():
        for at, source in enumerate(node.inputs or ((None,) if node.layer.variadic else ())):
            if source is None or source.node not in nodes:
                entrance = source or Port(name, "in", at)
                found[entrance] = (*found.get(entrance, ()), Link(name, at))
    return found


def _exits(graph: Graph, nodes: Mapping[str, Node]) -> tuple[Source, ...]:
    """What is taken outside, in the order of who takes it, and what nobody takes."""
    taken = {consumer for name in nodes for consumer in graph.consumers[name] if consumer[0] not in nodes}
    ranks = {name: rank for rank, name in enumerate(graph)}
    feeding = [graph[name].inputs[port] for name, port in sorted(taken, key=lambda each: (ranks[each[0]], each[1]))]
    last = [Source(name) for name, node in nodes.items() if node.layer.outputs and not graph.consumers[name]]
    return tuple(dict.fromkeys(source for source in (*feeding, *last) if source is not None))


def _middle(nodes: Collection[Node]) -> Position:
    """The place of the tile: in the middle, by whole steps of the grid from the corner of the nodes."""
    (left, right), (top, bottom) = ((min(at), max(at)) for at in zip(*(node.position for node in nodes), strict=True))
    return left + (right - left) / 2 // GRID * GRID, top + (bottom - top) / 2 // GRID * GRID


def _tag(nodes: Collection[Node]) -> str:
    """The colour that all of them have, if it is one."""
    tags = {node.tag for node in nodes}
    return tags.pop() if len(tags) == 1 else ""


def seen_like(view: View, before: View) -> View:
    """The view with tiles and what they feed taken from an earlier one where they are the same, so that whoever knows
    that one finds nothing new there."""
    if view.tiles:
        kept = {name: _kept(node, before.graph.get(name)) for name, node in view.graph.items()}
        view.graph = view.graph.replacing({name: node for name, node in kept.items() if node is not view.graph[name]})
        layers = {name: view.graph[name].layer for name in view.tiles}
        view.tiles = {name: layer for name, layer in layers.items() if isinstance(layer, Tile)}
    return view


def _kept(node: Node, before: Node | None) -> Node:
    """An earlier node in place of one that is the same."""
    if before is None or node is before:
        return node
    now, then = node.layer, before.layer
    if isinstance(now, Tile) and isinstance(then, Tile) and _is_alike(now, then):
        return before if replace(node, layer=then) == before else node
    return before if node == before else node


def _is_alike(tile: Tile, before: Tile) -> bool:
    alike = all(getattr(tile, each) == getattr(before, each) for each in ("title", "entries", "exits", "beside"))
    return alike and _are_same(tile.nodes, before.nodes)


def _are_same(nodes: Mapping[str, Node], before: Mapping[str, Node]) -> bool:
    return nodes.keys() == before.keys() and all(nodes[name] is before[name] for name in nodes)
