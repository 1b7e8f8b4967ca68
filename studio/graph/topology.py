"""Questions about how a graph hangs together: order, loops, what depends on what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.graph.model import Graph
from studio.graph.problems import EditError
from studio.text import tr


def ancestors(graph: Graph, name: str) -> frozenset[str]:
    """Every node that `name` depends on, directly or not; without itself."""
    return leading_to(graph, [name]) - {name}


def sources_of(graph: Graph, name: str) -> set[str]:
    """The nodes that one takes its inputs from."""
    return {source.node for source in graph[name].inputs if source is not None}


def leading_to(graph: Graph, names: Iterable[str]) -> frozenset[str]:
    """These nodes and every node that one of them depends on."""
    found = set(names)
    waiting = list(found)
    while waiting:
        for source in graph[waiting.pop()].inputs:
            if source is not None and source.node not in found:
                found.add(source.node)
                waiting.append(source.node)
    return frozenset(found)


def affected_by(graph: Graph, names: Iterable[str]) -> frozenset[str]:
    """These nodes and every node that depends on one of them."""
    found = set(names)
    waiting = list(found)
    while waiting:
        for consumer, _ in graph.consumers[waiting.pop()]:
            if consumer not in found:
                found.add(consumer)
                waiting.append(consumer)
    return frozenset(found)


def would_loop(graph: Graph, source: str, target: str) -> bool:
    """Whether a link from `source` to `target` would close a loop."""
    return source == target or target in ancestors(graph, source)


def check_linkable(graph: Graph, source: str, target: str) -> None:
    """Raise EditError where no link can run from one node to another: it has nothing to begin or end at, or would form
    a loop."""
    if not graph[source].layer.outputs:
        raise EditError(
            tr("“{name}” ({layer}) has no output to link from.", name=source, layer=graph[source].layer.kind)
        )
    if not graph[target].layer.inputs:
        raise EditError(
            tr("“{target}” ({layer}) has no input to link to.", target=target, layer=graph[target].layer.kind)
        )
    if would_loop(graph, source, target):
        raise EditError(
            tr("A link from “{node}” to “{target}” would form a loop.", node=source, target=target),
            tr("Data can only flow forward through a network."),
        )


def find_loop(graph: Graph) -> tuple[str, ...]:
    """The nodes of one loop in the direction of its links, or () when the graph is acyclic."""
    blocked = set(graph) - set(graph.order)
    if not blocked:
        return ()
    trail: list[str] = []
    name = min(blocked)
    while name not in trail:
        trail.append(name)
        name = next(s.node for s in graph[name].inputs if s is not None and s.node in blocked)
    return tuple(reversed(trail[trail.index(name) :]))


def check(graph: Graph) -> None:
    """Raise EditError where a link begins at no node of the graph, or links form a loop."""
    for name, node in graph.items():
        for source in node.inputs:
            if source is not None and source.node not in graph:
                raise EditError(
                    tr(
                        "“{name}” takes its input from “{node}”, but there is no node of that name.",
                        name=name,
                        node=shortened(source.node),
                    ),
                    tr("Correct the name, or write null where nothing is plugged in."),
                )
    loop = find_loop(graph)
    if loop:
        path = shortened(" → ".join((*loop, loop[0])), LONGEST_PATH)
        raise EditError(
            tr("The links {path} form a loop.", path=path), tr("Remove one of these links: data can only flow forward.")
        )


def computes_the_same(graph: Graph, other: Graph) -> bool:
    """Whether two graphs are the same network: all but where their nodes stand and what is typed only."""
    return graph is other or (
        graph.keys() == other.keys()
        and all(
            node is other[name] or replace(node, position=other[name].position, draft=other[name].draft) == other[name]
            for name, node in graph.items()
        )
    )
