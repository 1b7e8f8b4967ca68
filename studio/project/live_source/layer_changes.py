"""What a node becomes whose line in the source is another: each function takes a graph and gives the next one."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from studio.graph import Graph, edits
from studio.graph.definition import Definition
from studio.graph.model import LayerValue
from studio.layers.block import FROZEN, Block, marked
from studio.layers.block_parameters import follow
from studio.project.level import Place
from studio.project.live_source.constructions import RefusedError, Values, changed, made
from studio.project.live_source.statements import Made
from studio.text import tr


def remade(graph: Graph, name: str, before: Made, now: Made, place: Place, blocks: Mapping[str, Definition]) -> Graph:
    """A node whose module is made otherwise. Raises RefusedError, ParameterError or EditError."""
    if before._replace(name=name) == now:
        return graph
    node = edits.node_called(graph, name)
    followed: Values = {}
    if before.called != now.called:
        other, followed = made(now, blocks)
        graph = with_layer(graph, name, other)
    elif (before.arguments, before.copies) != (now.arguments, now.copies):
        found = changed(node.layer, before, now)
        graph, followed = with_layer(graph, name, found.layer, found.values), found.followed
    graph = following(graph, name, followed, place)
    if before.frozen != now.frozen:
        graph = graph.replacing({name: marked(graph[name], {FROZEN: now.frozen})})
    return graph


def repeated(graph: Graph, name: str, before: str, now: str) -> Graph:
    """A block with another number of copies that share their weights. Raises RefusedError or ParameterError."""
    layer = graph[name].layer
    if before == now or not isinstance(layer, Block):
        return graph
    if not now.isdecimal():
        raise RefusedError(tr("The number of copies has to be a whole number."))
    return with_layer(graph, name, layer.changed(repeat=int(now)), ("repeat",))


def with_layer(graph: Graph, name: str, layer: LayerValue, valued: Container[str] | None = None) -> Graph:
    """A node with another layer. What has got a value follows nothing any more; without `valued`, nothing does."""
    node = edits.node_called(graph, name)
    if layer != node.layer:
        graph = edits.set_layer(graph, name, layer)
    bindings = tuple(pair for pair in node.bindings if valued is not None and pair[0] not in valued)
    if bindings != node.bindings:
        graph = graph.replacing({name: replace(graph[name], bindings=bindings)})
    return graph


def following(graph: Graph, name: str, followed: Values, place: Place) -> Graph:
    """A node with parameters that follow expressions of its block's. Raises RefusedError or EditError."""
    for parameter, text in followed.items():
        if place.block is None:
            told = {"argument": parameter, "value": text}
            raise RefusedError(tr("“{argument}” cannot be {value} here: write a number or a text.", **told))
        graph = follow(graph, name, parameter, text, place.values)
    return graph
