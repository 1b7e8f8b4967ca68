"""Links and the ports they run between, and which ports a new link may end at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from studio.graph.model import Graph, Node
from studio.graph.topology import affected_by, ancestors

MANY_OUTPUTS = 8
"""A layer that might have more outputs than these (an unknown one) shows those in use."""


class Port(NamedTuple):
    """An input (`in`) or output (`out`) of a node."""

    node: str
    side: Literal["in", "out"]
    at: int


class Link(NamedTuple):
    """A link, known by the input port it ends at."""

    target: str
    port: int


def input_count(node: Node) -> int:
    """Ports on top of the card; a variadic layer has a free one behind those in use."""
    return len(node.inputs) + 1 if node.layer.variadic else max(len(node.layer.inputs), len(node.inputs))


def output_count(graph: Graph, name: str) -> int:
    """Ports below the card. A layer that might have very many (an unknown one) shows those in use."""
    count = len(graph[name].layer.outputs)
    if count <= MANY_OUTPUTS:
        return count
    used = [
        source.port for consumer, port in graph.consumers[name] if (source := graph[consumer].inputs[port]) is not None
    ]
    return max(used, default=0) + 1


def linked(graph: Graph, names: Iterable[str]) -> list[str]:
    """Those of these nodes that are in the graph, and at which a link begins or ends."""
    consumers = graph.consumers
    if not any(consumers.values()):
        return []
    return [name for name in names if name in graph and (consumers[name] or any(graph[name].inputs))]


def links_into(graph: Graph, name: str) -> list[Link]:
    """The links that end at a node."""
    return [Link(name, port) for port, source in enumerate(graph[name].inputs) if source is not None]


def targets(graph: Graph, source: str) -> list[Port]:
    """The input ports that a link from `source` may end at without forming a loop."""
    barred = ancestors(graph, source) | {source}
    return [
        Port(name, "in", index)
        for name, node in graph.items()
        if name not in barred
        for index in range(input_count(node) - 1 if node.layer.variadic else 0, input_count(node))
    ]


def sources(graph: Graph, target: str) -> list[Port]:
    """The output ports that a link into `target` may begin at without forming a loop."""
    barred = affected_by(graph, [target])
    return [
        Port(name, "out", index) for name in graph if name not in barred for index in range(output_count(graph, name))
    ]
