"""What of a node's new value can be seen on the canvas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from studio.graph import Graph, Node
from studio.graph.expressions import Value
from studio.layers.block import marks

if TYPE_CHECKING:
    from studio.project.level import Place


def has_other_links(before: Node | None, now: Node) -> bool:
    """Whether other links end at a node than before."""
    return before is None or before.inputs != now.inputs


def is_drawn_alike(before: Node, now: Node) -> bool:
    """Whether the card of a node is the same, wherever it stands."""
    if before.layer is not now.layer or before.inputs != now.inputs:
        return False
    return marks(before) == marks(now) and (before.bindings, before.tag) == (now.bindings, now.tag)


def _is_drawn_elsewhere(before: Node | None, now: Node) -> bool:
    """Whether a node's place, ports, links or colour differ from before."""
    if before is None or before.position != now.position or before.inputs != now.inputs:
        return True
    old, new = before.layer, now.layer
    return (old.kind, old.inputs, old.outputs, old.variadic) != (new.kind, new.inputs, new.outputs, new.variadic)


def is_any_elsewhere(before: Graph, now: Graph, names: Iterable[str]) -> bool:
    """Whether one of these nodes is new, or its place, ports, links or colour differ from before."""
    return any(_is_drawn_elsewhere(before.get(name), now[name]) for name in names)


def fed_by(graph: Graph, names: Iterable[str]) -> set[str]:
    """The nodes that these take their inputs from."""
    return {source.node for name in names if name in graph for source in graph[name].inputs if source is not None}


def values_of(place: Place | None) -> Mapping[str, Value]:
    """What the nodes of a level may follow: the values of the block's parameters."""
    return place.values if place is not None else {}
