"""Networks that tests are made of: chains, and every layer of the catalogue in all its variants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from studio.compiler.analysis import analyse
from studio.graph import Graph, Node, Source
from studio.layers import FieldSpec, Layer, ParameterError, fields
from studio.layers.io import Input, Output
from studio.layers.spec import EXAMPLES, Arrival, Shape

SHAPES = EXAMPLES
"""A small sample of each rank, with a number of channels that has divisors."""


def chain(**layers: Layer) -> Graph:
    """A graph of these layers, each fed by the one before."""
    names = list(layers)
    before = [None, *names]
    return Graph(
        {
            name: Node(layer, (Source(previous),) if previous else (), (0.0, 120.0 * place))
            for place, ((name, layer), previous) in enumerate(zip(layers.items(), before, strict=False))
        }
    )


def variants(declared: type[Layer]) -> list[Layer]:
    """The layer with default parameters, and with each parameter in turn at other values that fit.

    A value that fits only beside another change (output_padding beside a stride) comes with that. What follows from
    the input is given as it does.
    """
    given = inferred(declared)
    changes = [{spec.name: value} for spec in fields(declared) for value in other_values(spec)]
    found = [declared.create({}), *map(declared.create, declared.others)]
    found += [declared.create(given)] if given else []
    for change in changes:
        beside = ({}, *(other for other in changes if other.keys() != change.keys()))
        fitting = (layer for other in beside if (layer := _fitting(declared, other | change)) is not None)
        found += itertools.islice(fitting, 1)
    return found


def inferred(declared: type[Layer]) -> dict[str, Any]:
    """What may be left out as it follows from the input, with the values that follow from the example."""
    layer = declared.create({})
    follows = layer.from_input(*(arrival.shape for arrival in layer.example()))
    return {spec.name: follows[spec.name] for spec in fields(declared) if spec.inferred}


def _fitting(declared: type[Layer], params: dict[str, Any]) -> Layer | None:
    try:
        layer = declared.create(params)
    except ParameterError:
        return None
    return None if analyse(around([layer])).errors else layer


def around(layers: list[Layer], sizes: Mapping[int, Shape] | None = None, prefix: str = "") -> Graph:
    """A network in which each of these layers (of one declaration) stands between the same inputs and Outputs.

    Inputs have other `sizes` by their rank where those are given. Names begin with a prefix.
    """
    examples = [layer.example() for layer in layers]
    arriving = max(examples, key=len) or (Arrival(SHAPES[3]),)
    nodes = {
        f"{prefix}input{port}": Node(Input(shape=(sizes or {}).get(len(each.shape), each.shape), dtype=each.dtype))
        for port, each in enumerate(arriving)
    }
    sources = tuple(map(Source, nodes))
    for place, (layer, example) in enumerate(zip(layers, examples, strict=True)):
        ends = [sources[0]]
        if not isinstance(layer, Input | Output):
            nodes[f"{prefix}node{place}"] = Node(layer, sources[: len(example)])
            ends = [Source(f"{prefix}node{place}", port) for port in range(len(layer.outputs))]
        nodes |= {f"{prefix}output{place}_{end.port}": Node(Output(), (end,)) for end in ends}
    return Graph(nodes)


def other_values(spec: FieldSpec) -> Iterator[Any]:
    """Values of a parameter besides its default, of what follows from the input none."""
    if spec.inferred:
        return
    yield from (word for word in spec.choices if word != spec.default)
    if spec.optional:
        yield None
    if spec.editor == "switch":
        yield not spec.default
    elif spec.editor == "integer":
        yield (spec.default or 0) + 1
        yield 2
    elif spec.editor == "number":
        yield 0.25
    elif spec.editor == "integers":
        length = spec.length or 2
        yield [1] * length
        yield [2] * length
        yield list(range(1, length + 1))
