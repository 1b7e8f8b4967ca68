"""The document's values: a graph maps node names to nodes; nothing in it ever changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, filterfalse
from operator import attrgetter, is_not
from typing import Any, NamedTuple, Protocol

from studio.graph.annotations import Annotations, carried_over
from studio.text import tr

Position = tuple[float, float]


class Source(NamedTuple):
    """Where a link begins: an output port of a node. Written `conv1`, or `split:1` for a later port."""

    node: str
    port: int = 0

    def __str__(self) -> str:
        return f"{self.node}:{self.port}" if self.port else self.node

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read the written form. Raises ValueError when the port is not a whole number from 0 up."""
        node, colon, port = text.partition(":")
        if colon and not port.isdecimal():
            raise ValueError(tr("“{text}” does not name an output: write “node” or “node:1”.", text=text))
        return cls(node, int(port) if colon else 0)


class LayerValue(Protocol):
    """What the document asks of a layer. The catalogue's declarations fulfil it."""

    @property
    def kind(self) -> str:
        """The layer's name in the catalogue, such as `Conv2d`."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input ports; of a variadic layer, the name they share."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the output ports."""

    @property
    def variadic(self) -> bool:
        """Whether the layer takes any number of inputs (Add, Concat)."""


class InitialValue(Protocol):
    """What the document asks of a way to begin a parameter: that it can be written to a file."""

    @property
    def kind(self) -> str:
        """Its name in files, such as `KaimingNormal`."""

    def params(self) -> dict[str, Any]:
        """Its parameters as JSON values."""


@dataclass(frozen=True, slots=True)
class Node:
    """A layer in a graph: `inputs[i]` is what is plugged into port i, None where nothing is.

    `position` is the card's top left corner. `extra` keeps what a newer version wrote about the node, as JSON text.
    A `bypassed` node hands its first input on unchanged; a `frozen` one, and all that is inside of it, is left by
    training as it is. Inside a block's definition, `bindings` has the parameters of the layer (and `bypassed`,
    `frozen`) that follow from the block's parameters, as (parameter, expression).
    `init` says how parameters begin, by exact name (`weight_ih_l0`) or group (`weight`, `bias`); the others begin
    as the network's do. `draft` is code typed for the layer that has not been run yet; it has no effect. `tag` is a
    colour that a person gave to the card.
    """

    layer: LayerValue
    inputs: tuple[Source | None, ...] = ()
    position: Position = (0.0, 0.0)
    extra: str = ""
    bypassed: bool = False
    bindings: tuple[tuple[str, str], ...] = ()
    init: tuple[tuple[str, InitialValue], ...] = ()
    draft: str | None = None
    frozen: bool = False
    tag: str = ""


class Differences(NamedTuple):
    """Names of the nodes that are new or other values than before, in their order, and of those that are gone."""

    changed: list[str]
    gone: list[str]


class Graph(Mapping[str, Node]):
    """An immutable, acyclic network: name -> node, in the order the nodes were added; and what people put beside it.

    Every link begins at a node of the graph and no links form a loop. `studio.graph.edits` keeps it so;
    whoever builds a graph from elsewhere checks with `studio.graph.topology.check`.
    """

    def __init__(self, nodes: Mapping[str, Node] | None = None, annotations: Annotations | None = None) -> None:
        self._nodes: dict[str, Node] = dict(nodes or {})
        self.annotations: Annotations = annotations or {}

    def __getitem__(self, name: str) -> Node:
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    # What Mapping makes of the three above takes several times as long, which large networks feel in every edit.

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._nodes.keys()

    def values(self) -> ValuesView[Node]:
        """The nodes."""
        return self._nodes.values()

    def items(self) -> ItemsView[str, Node]:
        """The nodes with their names."""
        return self._nodes.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Graph):
            return self._nodes == other._nodes and self.annotations == other.annotations
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Graph({', '.join(f'{name}: {node.layer.kind}' for name, node in self.items())})"

    def replacing(self, changed: Mapping[str, Node]) -> Graph:
        """The graph with these nodes put in place of (or behind) the present ones; the rest is shared."""
        graph = Graph({**self._nodes, **changed}, self.annotations)
        if all(name in self and self[name].inputs == node.inputs for name, node in changed.items()):
            graph._keep_structure_of(self)
        else:
            graph._follow_structure_of(self)
        if all(name in self and type(self[name].layer) is type(node.layer) for name, node in changed.items()):
            graph._keep("layer_classes", self)
        return graph

    def without(self, names: frozenset[str]) -> Graph:
        """The graph less these nodes. Links from them are the caller's to unplug first."""
        left = {name: node for name, node in self._nodes.items() if name not in names}
        graph = Graph(left, carried_over(self.annotations, dict.fromkeys(names, ())))
        graph._follow_structure_of(self)
        return graph

    def renaming(self, old: str, new: str, followed: Mapping[str, Node]) -> Graph:
        """The graph with a node under another name in its place, and the nodes that follow it there put in theirs."""
        nodes = {new if name == old else name: followed.get(name, node) for name, node in self._nodes.items()}
        graph = Graph(nodes, carried_over(self.annotations, {old: (new,)}))
        graph._follow_structure_of(self)
        graph._keep("layer_classes", self)
        return graph

    def annotated(self, annotations: Annotations) -> Graph:
        """The same network with other annotations."""
        graph = Graph(self._nodes, annotations)
        graph._keep_structure_of(self)
        graph._keep("layer_classes", self)
        return graph

    def differences(self, before: Graph) -> Differences:
        """What has to be looked at anew by whoever knows an earlier graph. Nodes are compared by identity."""
        nodes, earlier = self._nodes, before._nodes
        # Without a loop of Python's own, as every edit of a large network comes by here several times.
        changed = compress(nodes, map(is_not, nodes.values(), map(earlier.get, nodes)))
        return Differences(list(changed), list(filterfalse(nodes.__contains__, earlier)))

    @cached_property
    def consumers(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """For each node, the input ports its outputs feed, as (consumer, port)."""
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in self._nodes}
        for name, node in self._nodes.items():
            for port, source in enumerate(node.inputs):
                if source is not None:
                    found.setdefault(source.node, []).append((name, port))
        return {name: tuple(ports) for name, ports in found.items()}

    @cached_property
    def layer_classes(self) -> Mapping[type[LayerValue], int]:
        """The classes of the nodes' layers in the order they are met, and how many nodes have one of each."""
        return Counter(map(type, map(attrgetter("layer"), self._nodes.values())))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Names with every node behind all it depends on; nodes in or behind a loop are missing."""
        waiting = {name: sum(source is not None for source in node.inputs) for name, node in self._nodes.items()}
        ready = [name for name, count in waiting.items() if count == 0]
        for name in ready:
            for consumer, _ in self.consumers[name]:
                waiting[consumer] -= 1
                if waiting[consumer] == 0:
                    ready.append(consumer)
        return tuple(ready)

    def _keep_structure_of(self, other: Graph) -> None:
        """Take over what depends on links alone, where `other` has worked it out already."""
        self._keep("consumers", other)
        self._keep("order", other)

    def _keep(self, derived: str, other: Graph) -> None:
        if derived in other.__dict__:
            self.__dict__[derived] = other.__dict__[derived]

    def _follow_structure_of(self, other: Graph) -> None:
        """Work out from the consumers of `other`, where they are known, those of this graph if it differs little."""
        known = other.__dict__.get("consumers")
        changed, gone = self.differences(other) if known is not None else Differences([], [])
        touched = {*changed, *gone}
        if known is None or len(touched) > len(self) // 8:
            return
        fed = {source.node for graph in (other, self) for source in graph._sources_of(touched)}
        found = {
            name: [consumer for consumer in known.get(name, ()) if consumer[0] not in touched]
            for name in touched | fed
            if name in self._nodes
        }
        for name in changed:
            for port, source in enumerate(self._nodes[name].inputs):
                if source is not None:
                    found.setdefault(source.node, []).append((name, port))
        kept = {name: ports for name, ports in known.items() if name in self._nodes} if gone else known
        self.__dict__["consumers"] = {**kept, **self._in_order(found)}

    def _sources_of(self, names: Iterable[str]) -> Iterator[Source]:
        return (source for name in names if name in self._nodes for source in self._nodes[name].inputs if source)

    def _in_order(self, consumers: Mapping[str, list[tuple[str, int]]]) -> dict[str, tuple[tuple[str, int], ...]]:
        """The input ports that each node feeds, in the order of their nodes."""
        several = {consumer for ports in consumers.values() if len(ports) > 1 for consumer, _ in ports}
        rank = {name: index for index, name in enumerate(self._nodes) if name in several} if several else {}
        return {
            name: tuple(sorted(ports, key=lambda port: (rank[port[0]], port[1])) if len(ports) > 1 else ports)
            for name, ports in consumers.items()
        }
