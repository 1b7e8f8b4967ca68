"""How much of the input each value of a node can see: receptive fields, from windows, strides and dilations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.compiler.analysis import NodeReport
from studio.compiler.axis_windows import Lane, View
from studio.compiler.dependencies import reached
from studio.graph import Graph, Source
from studio.layers import Layer
from studio.layers.io import Input

STEPS_FIRST = ("recurrent", "attention")
"""Families of layers that take sequences with their steps before their features."""


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """Along each axis of the picture, sequence or volume: how many places of the input one value depends on.

    `jump` is how many places of the input lie between neighbouring values, 0 along an axis that is seen in whole or
    that values are no longer in order of. A `whole` field is all of the input, as behind a Linear or global pooling.
    """

    size: tuple[int, ...]
    jump: tuple[Fraction, ...]
    whole: bool = False


def receptive_fields(graph: Graph, nodes: Mapping[str, NodeReport]) -> dict[str, ReceptiveField]:
    """The field of every node of a flat graph, in the first Input with axes to look along that leads to it."""
    return {name: next(iter(fields.values())) for name, fields in fields_by_input(graph, nodes).items() if fields}


def fields_by_input(graph: Graph, nodes: Mapping[str, NodeReport]) -> dict[str, dict[str, ReceptiveField]]:
    """The fields of every node of a flat graph whose shapes are known, in each Input that leads to it.

    size grows by (window - 1) · jump and jump by the stride (Araujo et al., Computing receptive fields of
    convolutional neural networks, 2019). Where branches meet, a field covers those of all. Never more than the input
    itself. A node behind something that cannot be looked into, such as code that people write, has no entry.
    """
    extents = {name: _extent(name, graph) for name in graph if isinstance(graph[name].layer, Input)}
    seen: dict[Source, View] = {}
    found: dict[str, dict[str, ReceptiveField]] = {}
    for name in graph.order:
        views = _views(name, graph, nodes, seen, extents)
        if views is not None:
            seen |= {Source(name, port): view for port, view in enumerate(views)}
            found[name] = _fields(views[0], extents)
    return found


def _views(
    name: str,
    graph: Graph,
    nodes: Mapping[str, NodeReport],
    seen: Mapping[Source, View],
    extents: Mapping[str, Mapping[int, int]],
) -> Sequence[View] | None:
    """What the values of each output of a node see."""
    node, report = graph[name], nodes.get(name)
    if report is None or report.outputs is None or not isinstance(node.layer, Layer):
        return None
    if name in extents:
        return [{(name, axis): Lane(frozenset({axis})) for axis in extents[name]}]
    views = [seen[source] for source in node.inputs if source is not None and source in seen]
    return reached(node.layer, views, report) if len(views) == len(node.inputs) else None


def _extent(name: str, graph: Graph) -> Mapping[int, int]:
    """The axes along which windows move, with their sizes: all but the channels, the steps of a text or sequence."""
    layer = graph[name].layer
    assert isinstance(layer, Input)
    shape = layer.shape
    families = {getattr(graph[consumer].layer, "family", "") for consumer, _ in graph.consumers[name]}
    if len(shape) == 1:
        return {0: shape[0]} if layer.dtype == "int64" else {}
    if len(shape) == 2 and families & set(STEPS_FIRST):
        return {0: shape[0]}
    return dict(list(enumerate(shape))[1:])


def _fields(view: View, extents: Mapping[str, Mapping[int, int]]) -> dict[str, ReceptiveField]:
    fields = {}
    for name in dict.fromkeys(name for name, _ in view):
        lanes = [(view[name, axis], size) for axis, size in extents[name].items()]
        fields[name] = ReceptiveField(
            tuple(size if lane is None else min(lane.size, size) for lane, size in lanes),
            tuple(Fraction(0) if lane is None else lane.jump for lane, _ in lanes),
            whole=all(lane is None for lane, _ in lanes),
        )
    return fields
