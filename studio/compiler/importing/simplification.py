"""Layers that are left over from the way a file is written: reshapes that undo each other, the last of all steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from studio.compiler.importing.builder import reshaping
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Source
from studio.layers import Layer, catalogue

RESHAPING = ("Flatten", "Unflatten", "Squeeze", "Unsqueeze", "Reshape")

Specs = Mapping[str, tuple[TensorSpec, ...]]


def simplified(graph: Graph, specs: Specs) -> Graph:
    """The same network with such layers joined or left out; `specs` is what comes out of each node."""
    nodes = dict(graph)
    for name in graph.order:
        node = nodes.get(name)
        if node is not None and node.layer.kind in RESHAPING:
            _join_reshapes(nodes, name, specs)
        if node is not None and node.layer.kind == "Squeeze":
            _give_last_step(nodes, name)
    return Graph(nodes)


def _takers(nodes: Mapping[str, Node], name: str) -> list[str]:
    return [other for other, node in nodes.items() if any(source and source.node == name for source in node.inputs)]


def _join_reshapes(nodes: dict[str, Node], name: str, specs: Specs) -> None:
    """Two reshapes in a row are one, or none where they bring the shape back."""
    (before,) = nodes[name].inputs
    if before is None or nodes[before.node].layer.kind not in RESHAPING:
        return
    (origin,) = nodes[before.node].inputs
    assert origin is not None
    found = reshaping(specs[origin.node][origin.port].shape, specs[name][0].shape)
    if found is None:
        for taker in _takers(nodes, name):
            ends = tuple(origin if source == Source(name) else source for source in nodes[taker].inputs)
            nodes[taker] = replace(nodes[taker], inputs=ends)
        del nodes[name]
    elif found[0] != "Reshape":
        nodes[name] = replace(nodes[name], layer=catalogue[found[0]].create(found[1]), inputs=(origin,))
    else:
        return
    if not _takers(nodes, before.node):
        del nodes[before.node]


def _give_last_step(nodes: dict[str, Node], name: str) -> None:
    """The last step of a recurrent layer, cut out of all its steps, is what it gives by itself."""
    (cut,) = nodes[name].inputs
    if cut is None or nodes[cut.node].layer.kind != "Slice" or len(_takers(nodes, cut.node)) != 1:
        return
    part, (steps,) = nodes[cut.node].layer, nodes[cut.node].inputs
    assert steps is not None
    recurrent = nodes[steps.node].layer
    assert isinstance(recurrent, Layer)
    if recurrent.family != "recurrent" or recurrent.kind == "Embedding" or len(_takers(nodes, steps.node)) != 1:
        return
    is_last = (
        getattr(part, "dim", 0) == 1 and getattr(part, "stop", 0) is None and getattr(nodes[name].layer, "dim", 0) == 1
    )
    if not is_last or getattr(recurrent, "bidirectional", True):
        return
    nodes[steps.node] = replace(nodes[steps.node], layer=recurrent.changed(returns="last"))
    for taker in _takers(nodes, name):
        ends = tuple(steps if source == Source(name) else source for source in nodes[taker].inputs)
        nodes[taker] = replace(nodes[taker], inputs=ends)
    del nodes[name], nodes[cut.node]
