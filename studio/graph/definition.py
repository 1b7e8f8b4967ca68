"""What a block is made of: a network with ports, and parameters that its layers can follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from studio.graph.expressions import Value
from studio.graph.model import Graph, LayerValue


@dataclass(frozen=True)
class Definition:
    """The inside of a block. Its Input and Output nodes are the block's ports, in the graph's order.

    `parameters` are (name, default) pairs; `Node.bindings` inside say what follows from them. `about` is one
    sentence on the block. `extra` keeps what a newer version wrote about it, as JSON text. Within a document one
    name means one definition.
    """

    name: str
    graph: Graph
    parameters: tuple[tuple[str, Value], ...] = ()
    about: str = ""
    extra: str = ""

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


@runtime_checkable
class BlockValue(LayerValue, Protocol):
    """A layer that stands for a definition. The catalogue's blocks fulfil it."""

    @property
    def definition(self) -> Definition:
        """What the block is made of."""


def definitions(graph: Graph) -> Mapping[str, Definition]:
    """Every definition that the graph uses, also inside others, by name; those inside come first."""
    found: dict[str, Definition] = {}
    for definition in _used(graph):
        if definition.name not in found:
            found.update(definitions(definition.graph))
            found[definition.name] = definition
    return found


def _used(graph: Graph) -> Iterator[Definition]:
    for node in graph.values():
        definition = getattr(node.layer, "definition", None)
        if isinstance(definition, Definition):
            yield definition
