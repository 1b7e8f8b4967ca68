"""What a block is made of: a network with ports, and parameters that its layers can follow."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from studio.graph.expressions import Value
from studio.graph.flow import Flow
from studio.graph.model import Graph

DEEPEST = 60
"""So many blocks may lie one in the other in a document: every step can follow them as far as that."""


@dataclass(frozen=True)
class Definition:
    """The inside of a block. Its Input and Output nodes are the block's ports, in the graph's order.

    `parameters` are (name, default) pairs; `Node.bindings` inside say what follows from them. `about` is one
    sentence on the block. `extra` keeps what a newer version wrote about it, as JSON text. Its graph is
    drawn the way of `flow`. Within a document one name means one definition.
    """

    name: str
    graph: Graph
    parameters: tuple[tuple[str, Value], ...] = ()
    about: str = ""
    extra: str = ""
    flow: Flow = "down"

    def __hash__(self) -> int:
        return hash((self.name, len(self.graph), self.parameters))

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Names of the Input nodes, which are the block's input ports."""
        return tuple(name for name, node in self.graph.items() if node.layer.kind == "Input")

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """Names of the Output nodes, which are the block's output ports."""
        return tuple(name for name, node in self.graph.items() if node.layer.kind == "Output")

    @cached_property
    def depth(self) -> int:
        """How many blocks lie one in the other, this one counted."""
        return 1 + depth(self.graph)


def depth(graph: Graph) -> int:
    """How many blocks lie one in the other in a graph; 0 where it has none."""
    return max((each.depth for each in _used(graph)), default=0)


def definitions(graph: Graph) -> Mapping[str, Definition]:
    """Every definition that the graph uses, also inside others, by name; those inside come first."""
    found: dict[str, Definition] = {}
    _collect(graph, found)
    return found


def free_title(title: str, taken: Container[str]) -> str:
    """A name for a definition that none has yet: `title`, or with a number from 2 up."""
    number, candidate = 1, title
    while candidate in taken:
        number += 1
        candidate = f"{title}{number}"
    return candidate


def _collect(graph: Graph, found: dict[str, Definition]) -> None:
    for definition in _used(graph):
        if definition.name not in found:
            _collect(definition.graph, found)
            found[definition.name] = definition


def _used(graph: Graph) -> Iterator[Definition]:
    """The definitions of the blocks of a graph."""
    for layer_class in graph.layer_classes:
        definition = getattr(layer_class, "definition", None)
        if isinstance(definition, Definition):
            yield definition
