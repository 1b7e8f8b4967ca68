"""Repeated structure of a network that is taken in becomes blocks: one definition, used wherever it is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import numpy as np

from studio.compiler.importing.regions import Part
from studio.compiler.importing.repetition import WIDTHS, Repetition, repetitions, width_of
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition, free_title
from studio.graph.edits import relinked
from studio.graph.layout import layout
from studio.graph.names import LONGEST, objection, unique_name
from studio.layers import Layer
from studio.layers.block import create_block
from studio.layers.io import Input, Output

Array = np.ndarray[Any, Any]
Specs = Mapping[str, tuple[TensorSpec, ...]]

MOST_PARAMETERS = 6
"""Of a block; places that differ in more are told apart by all of their widths."""

TITLES = {"out_channels": "channels", "num_features": "channels", "out_features": "features"}
"""What parameters of blocks are called."""

Widths = tuple[int | None, ...]


@dataclass(frozen=True)
class InBlocks:
    """A graph with blocks, and the weights by their names in it."""

    graph: Graph
    weights: dict[str, Array]


def in_blocks(graph: Graph, weights: Mapping[str, Array], specs: Specs) -> InBlocks:
    """Put what repeats into blocks; `specs` has what comes out of each node."""
    nodes: dict[str, Node] = dict(graph)
    ends: dict[Source, Source | None] = {}
    moved: dict[str, str] = {}
    titles: set[str] = set()
    for repetition in repetitions(graph, {key.rpartition(".")[0] for key in weights}):
        for group in _groups(graph, repetition):
            definition, arguments = _definition(graph, group, specs, titles)
            titles.add(definition.name)
            for place, values in zip(group, arguments, strict=True):
                block = _free_name(place, nodes)
                inner = [name for name in definition.graph if name not in ("input", "output")]
                moved |= {name: f"{block}.{own}" for name, own in zip(place.nodes, inner, strict=True)}
                ends[Source(place.nodes[-1])] = Source(block)
                node = Node(create_block(definition, values), (place.entry,))
                nodes = _in_place(nodes, place, block, node)
    if not moved:
        return InBlocks(graph, dict(weights))
    linked = Graph({name: relinked(node, ends) for name, node in nodes.items()})
    return InBlocks(_laid_out(linked), {_renamed(key, moved): array for key, array in weights.items()})


def _renamed(key: str, moved: Mapping[str, str]) -> str:
    node, dot, parameter = key.rpartition(".")
    return f"{moved.get(node, node)}{dot}{parameter}"


def _in_place(nodes: Mapping[str, Node], place: Part, block: str, made: Node) -> dict[str, Node]:
    """The nodes with a block where the first of a place's was."""
    gone = set(place.nodes)
    result: dict[str, Node] = {}
    for name, node in nodes.items():
        if name not in gone:
            result[name] = node
        elif block not in result:
            result[block] = made
    return result


def _laid_out(graph: Graph) -> Graph:
    places = layout(graph)
    return Graph({name: replace(node, position=places[name]) for name, node in graph.items()})


def _widths(graph: Graph, place: Part) -> Widths:
    """All widths of a place, node by node."""
    return tuple(width_of(graph[name].layer, each) for name in place.nodes for each in WIDTHS)


def _groups(graph: Graph, repetition: Repetition) -> Iterator[tuple[Part, ...]]:
    """Places that one definition can stand for."""
    found = {place: _widths(graph, place) for place in repetition.places}
    if len(_parameters(list(found.values()))) <= MOST_PARAMETERS:
        yield repetition.places
        return
    by_widths: dict[Widths, list[Part]] = {}
    for place, widths in found.items():
        by_widths.setdefault(widths, []).append(place)
    yield from (tuple(places) for places in by_widths.values() if len(places) > 1)


def _parameters(places: Sequence[Widths]) -> dict[tuple[int, ...], str]:
    """The expression for each row of values that differ from place to place; names are those without a product."""
    rows = [(number, values) for number, values in enumerate(zip(*places, strict=True)) if len(set(values)) > 1]
    bases: dict[tuple[int, ...], str] = {}
    found: dict[tuple[int, ...], str] = {}
    for number, values in sorted(rows, key=lambda row: (row[1], row[0])):
        field = WIDTHS[number % len(WIDTHS)]
        factor, name = _product(values, bases if field != "stride" else {})
        if values in found:
            continue
        if not name:
            name = unique_name(TITLES.get(field, field), bases.values())
            bases[values] = name
        found[values] = name if factor == 1 else f"{factor} * {name}"
    return found


def _product(values: tuple[int, ...], bases: Mapping[tuple[int, ...], str]) -> tuple[int, str]:
    for base, name in bases.items():
        factor, rest = divmod(values[0], base[0] or 1)
        if not rest and all(value == factor * each for value, each in zip(values, base, strict=True)):
            return factor, name
    return 1, ""


def _definition(
    graph: Graph, places: Sequence[Part], specs: Specs, taken: set[str]
) -> tuple[Definition, list[dict[str, int]]]:
    """The block that stands for all places, and its arguments at each; what differs from one to the next are these."""
    widths = [_widths(graph, place) for place in places]
    expressions = _parameters(widths)
    columns = list(zip(*widths, strict=True))
    first = places[0]
    inner = _inner_names(graph, first)
    spec = specs[first.entry.node][first.entry.port]
    nodes = {"input": Node(Input.create({"shape": list(spec.shape), "dtype": spec.dtype}))}
    ends: dict[Source, Source | None] = {first.entry: Source("input")}
    ends |= {Source(old, port): Source(new, port) for old, new in inner.items()
             for port in range(len(graph[old].layer.outputs))}  # fmt: skip
    for number, (old, new) in enumerate(inner.items()):
        bindings = tuple(
            (field, _written(graph[old].layer, field, expressions[column]))
            for field, column in zip(WIDTHS, columns[number * len(WIDTHS) :], strict=False)
            if column in expressions
        )
        nodes[new] = replace(relinked(graph[old], ends), bindings=bindings)
    nodes["output"] = Node(Output(), (Source(inner[first.nodes[-1]]),))
    names = {name: values for values, name in expressions.items() if name.isidentifier()}
    ordered = sorted(names)
    title = free_title("Residual" if _is_residual(graph, first) else "Block", taken)
    parameters = tuple((name, names[name][0]) for name in ordered)
    arguments = [{name: names[name][number] for name in ordered} for number in range(len(places))]
    return Definition(title, _laid_out(Graph(nodes)), parameters), arguments


def _written(layer: Any, field: str, expression: str) -> str:
    """An expression for a width: for a pair of one number, that pair."""
    value = getattr(layer, field)
    return (
        f"({', '.join([expression] * len(value))}{',' * (len(value) == 1)})" if isinstance(value, tuple) else expression
    )


def _is_residual(graph: Graph, place: Part) -> bool:
    """Whether what comes in is added behind some layers."""
    adds = (name for name in place.nodes if graph[name].layer.kind == "Add")
    return any(len(graph[name].inputs) == 2 for name in adds)


def _prefix(names: Sequence[str]) -> str:
    """The words that all names begin with."""
    words = [name.split("_")[:-1] for name in names]
    common = takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    return "_".join(each[0] for each in common)


def _inner_names(graph: Graph, place: Part) -> dict[str, str]:
    """What nodes are called inside: without the words that all of them begin with."""
    prefix = _prefix(place.nodes)
    taken: set[str] = {"input", "output"}
    found = {}
    for name in place.nodes:
        layer = graph[name].layer
        assert isinstance(layer, Layer)
        own = name.removeprefix(f"{prefix}_") if prefix else name
        own = f"{layer.stem or layer.kind.lower()}1" if objection(own) else own
        found[name] = unique_name(own, taken)
        taken.add(found[name])
    return found


def _free_name(place: Part, nodes: Mapping[str, Node]) -> str:
    """What the block of a place is called: the words that all of its nodes begin with."""
    stem = _prefix(place.nodes)[: LONGEST - 8]
    return unique_name("block1" if not stem or objection(stem) else stem, nodes)
