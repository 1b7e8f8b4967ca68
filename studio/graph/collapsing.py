"""Edits that change which nodes are seen as one tile, and what a person means by the branch of a node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.graph.annotating import alter, discard, enclosed, frame_for, held
from studio.graph.annotations import Collapsed, Frame, added, around, collapsed, shown
from studio.graph.collapsed_view import MARK, View, between
from studio.graph.edits import node_called
from studio.graph.flow import Flow
from studio.graph.model import Graph
from studio.graph.problems import EditError
from studio.graph.topology import ancestors, sources_of
from studio.graph.wiring import make_room
from studio.text import tr


def collapse(graph: Graph, names: Iterable[str], title: str = "") -> tuple[Graph, str]:
    """Have nodes be seen as one tile, with those that are so already together with one of them; gives the name of what
    says so among the annotations."""
    nodes = frozenset(name for name in names if node_called(graph, name))
    for each in reversed(collapsed(graph.annotations).values()):
        nodes |= each.nodes if each.nodes & nodes else frozenset()
    if len(nodes) < 2:
        raise EditError(tr("A single node takes no more room collapsed."), tr("Select several nodes, or a branch."))
    barrier = between(graph, nodes)
    if barrier is not None:
        raise EditError(
            tr("“{node}” lies between these nodes: the tile would need its own output as input.", node=barrier),
            tr("Select “{node}” as well.", node=barrier),
        )
    if any(each.nodes == nodes for each in collapsed(graph.annotations).values()):
        raise EditError(tr("These nodes are collapsed already."))
    annotations, name = added(graph.annotations, Collapsed(nodes, title, enclosed(graph, nodes)))
    return graph.annotated(annotations), name


def expand(graph: Graph, names: Iterable[str], flow: Flow = "down") -> Graph:
    """Have what was collapsed, by its names among the annotations, be seen node by node; frames around it grow, and
    other cards make room."""
    for name in names:
        inside = collapsed(graph.annotations)[name].nodes & graph.keys()
        graph = discard(_grown(graph, name), [name])
        view = View(graph)
        roomy = make_room(view.graph, {view.seen(node) for node in inside}, flow)
        places = {each: node.position for each, node in roomy.items() if node.position != view.graph[each].position}
        graph = view.placed(places) if places else graph
    return graph


def retitle(graph: Graph, name: str, title: str) -> Graph:
    """Call what is collapsed otherwise; without a title it is called after what is inside."""
    each = collapsed(graph.annotations)[name]
    return graph.annotated({**graph.annotations, name: replace(each, title=title)}) if title != each.title else graph


def hiding(graph: Graph, name: str) -> list[str]:
    """The names of what hides a node, from the outermost on."""
    return [each for each, tile in collapsed(graph.annotations).items() if name in tile.nodes]


def branch(graph: Graph, name: str) -> frozenset[str]:
    """The branch of a node: where several meet in it, all between the fork that they come from and the node, else the
    nodes before and behind it as far as nothing forks or joins. Raises EditError where all of the network is one."""
    node_called(graph, name)
    if len(sources_of(graph, name)) > 1:
        return _before_join(graph, name)
    found = _unforked(graph, name)
    ends = {each for each in graph if not graph[each].layer.inputs or not graph[each].layer.outputs}
    if graph.keys() - ends <= found:
        raise EditError(
            tr("“{node}” is on no branch: nothing forks before it and joins behind it.", node=name),
            tr("Select the nodes that are to be collapsed."),
        )
    return found - ends if len(found - ends) > 1 else found


def leading_only_to(graph: Graph, name: str) -> frozenset[str]:
    """A node with all before it that nothing else takes anything of."""
    found, before = {name}, ancestors(graph, name)
    for each in reversed(graph.order):
        if each in before and {consumer for consumer, _ in graph.consumers[each]} <= found:
            found.add(each)
    return frozenset(found)


def _before_join(graph: Graph, name: str) -> frozenset[str]:
    """The nodes between a join and the last node that all ways to it go through or, where there is none, all that
    leads only to it."""
    rank = {each: number for number, each in enumerate(graph.order)}
    inner: set[str] = set()
    waiting = sources_of(graph, name)
    while len(waiting) > 1:
        latest = max(waiting, key=rank.__getitem__)
        before = sources_of(graph, latest)
        if not before:
            return leading_only_to(graph, name)
        inner.add(latest)
        waiting = (waiting - {latest}) | before
    return frozenset(inner)


def _grown(graph: Graph, name: str) -> Graph:
    """The frames that a tile lies on made as large as it takes to have all on them that is inside."""
    view, tile = View(graph), MARK + name
    if tile not in view.tiles:
        return graph
    inner = frame_for(graph, view.members(tile), view.tiles[tile].beside)
    frames = {each: frame for each, frame in shown(view.graph.annotations).items() if isinstance(frame, Frame)}
    holding = {each: frame for each, frame in frames.items() if tile in held(view.graph, frame.area).nodes}
    areas = {each: around([frame.area, inner]) for each, frame in holding.items()} if inner is not None else {}
    return alter(graph, {each: replace(holding[each], area=area) for each, area in areas.items() if area is not None})


def _unforked(graph: Graph, name: str) -> frozenset[str]:
    """A node with what feeds nothing else, and what is fed by nothing else, and so on."""
    found, waiting = {name}, [name]
    while waiting:
        each = waiting.pop()
        near = sources_of(graph, each) | {consumer for consumer, _ in graph.consumers[each]}
        for other in near - found:
            fed = sources_of(graph, other)
            feeds = {consumer for consumer, _ in graph.consumers[other]}
            if (feeds and feeds <= found) or (fed and fed <= found):
                found.add(other)
                waiting.append(other)
    return frozenset(found)
