"""Collects nodes and weights of a network that is taken in, and lays numbers out as layers need them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.values import Value
from studio.compiler.measure import measure
from studio.compiler.shape_errors import Refusal
from studio.compiler.tensors import TensorSpec
from studio.graph import Node, Source
from studio.graph.names import LONGEST, objection, unique_name
from studio.layers import Layer, ParameterError, catalogue
from studio.text import tr, unended

Array = np.ndarray[Any, Any]
Weights = Mapping[str, Array]


class Builder:
    """The nodes so far by name, and the weights by `node.parameter`."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.weights: dict[str, Array] = {}
        self.specs: dict[str, tuple[TensorSpec, ...]] = {}
        self._laid_out: dict[object, Value] = {}

    def add(
        self,
        kind: str,
        inputs: Sequence[Value],
        params: Mapping[str, Any] | None = None,
        weights: Weights | None = None,
        hint: str = "",
        *,
        frozen: bool = False,
    ) -> tuple[Value, ...]:
        """Put a layer behind outputs of nodes, whose views are passed over; gives its outputs.

        Raises NoCounterpartError where the layer does not take them.
        """
        layer = made(kind, params or {})
        measured = measure(layer, tuple(value.spec for value in inputs))
        if isinstance(measured, Refusal):
            raise NoCounterpartError(unended(measured.message))
        name = self.name(hint, layer)
        self.nodes[name] = Node(layer, tuple(value.source for value in inputs), frozen=frozen)
        self.specs[name] = measured.outputs
        self.weights |= {f"{name}.{parameter}": array for parameter, array in (weights or {}).items()}
        return tuple(Value.of(Source(name, port), spec) for port, spec in enumerate(measured.outputs))

    def spec_of(self, source: Source) -> TensorSpec:
        """What comes out at an output of a node."""
        return self.specs[source.node][source.port]

    def one(self, kind: str, value: Value, params: Mapping[str, Any] | None = None, **options: Any) -> Value:
        """The same for one input and one output; the view stays where axes keep their number."""
        (result,) = self.add(kind, [value], params, **options)
        return result

    def change(self, name: str, weights: Weights, **params: Any) -> None:
        """Give a node other parameters of its layer and more weights."""
        node = self.nodes[name]
        assert isinstance(node.layer, Layer)
        self.nodes[name] = replace(node, layer=node.layer.changed(**params))
        self.weights |= {f"{name}.{parameter}": array for parameter, array in weights.items()}

    def name(self, hint: str, layer: Layer) -> str:
        """A free name: the file's own where it can be one, else that of new layers of this kind."""
        stem = re.sub(r"\W+", "_", hint).strip("_")[: LONGEST - 8]
        if not stem or objection(stem):
            stem = f"{layer.stem or layer.kind.lower()}1"
        return unique_name(stem, self.nodes)

    def permuted(self, value: Value, order: Sequence[int], hint: str = "") -> Value:
        """The node's result with its axes in this order, of which the batch is the first."""
        if list(order) == sorted(order):
            return replace(value, groups=())
        (result,) = self.add("Permute", [value], {"dims": list(order)}, hint=hint)
        return result

    def reshaped(self, value: Value, shape: Sequence[int], hint: str = "") -> Value:
        """The node's result with samples of another shape, in the order the numbers are in."""
        found = reshaping(value.spec.shape, tuple(shape))
        return value if found is None else self.one(found[0], value, found[1], hint=hint)

    def laid_out(self, value: Value, axes: Sequence[int] | None = None) -> Value:
        """The tensor as a node gives it: the batch first, then the other axes (or these of them) in order.

        Raises NoCounterpartError where the batch is mixed with another axis.
        """
        axes = [axis for axis, group in enumerate(value.groups) if group != (0,)] if axes is None else axes
        groups = [value.groups[axis] for axis in axes]
        if any(0 in group for group in groups):
            raise NoCounterpartError(tr("it mixes the batch with another axis"))
        key = (value.source, tuple(groups))
        if key not in self._laid_out:
            self._laid_out[key] = self._in_order(value, groups)
        found = self._laid_out[key]
        return Value.of(found.source, found.spec)

    def _in_order(self, value: Value, groups: Sequence[tuple[int, ...]]) -> Value:
        order = [axis for group in groups for axis in group]
        if len(set(order)) < len(order):
            raise NoCounterpartError(tr("it shows the same numbers twice"))
        sizes = [prod(map(value.size, group)) for group in groups]
        result = value
        telling = [axis for axis in order if value.size(axis) > 1]
        if telling != sorted(telling):
            rest = [axis for axis in range(1, len(value.spec.shape) + 1) if axis not in order]
            result = self.permuted(value, [0, *order, *rest], value.hint)
        return self.reshaped(result, sizes, value.hint)

    def whole(self, value: Value) -> Value:
        """The tensor with an axis of a node's result for each of its own, wherever its batch is."""
        batch = value.batch
        if all(len(group) == 1 for group in value.groups) and value.rank == len(value.spec.shape) + 1:
            return value
        return self.laid_out(value).with_batch(batch)


def made(kind: str, params: Mapping[str, Any]) -> Layer:
    """A layer of the catalogue. Raises NoCounterpartError where it does not allow these parameters."""
    try:
        return catalogue[kind].create(params)
    except ParameterError as error:
        raise NoCounterpartError(unended(str(error))) from None


def reshaping(shape: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[str, dict[str, Any]] | None:
    """The layer that brings samples from one shape to another of as many numbers; None where they have it already."""
    if shape == wanted:
        return None
    for axis in range(len(shape)):
        if len(shape) > 1 and shape[axis] == 1 and (*shape[:axis], *shape[axis + 1 :]) == wanted:
            return "Squeeze", {"dim": axis + 1}
    for axis in range(len(wanted)):
        if wanted[axis] == 1 and (*wanted[:axis], *wanted[axis + 1 :]) == shape:
            return "Unsqueeze", {"dim": axis + 1}
    if wanted == (prod(shape),):
        return "Flatten", {}
    for first in range(len(shape)):
        for last in range(first + 1, len(shape)):
            if (*shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :]) == wanted:
                return "Flatten", {"start_dim": first + 1, "end_dim": last + 1}
    more = len(wanted) - len(shape) + 1
    for axis in range(len(shape)):
        parts = wanted[axis : axis + more]
        if more > 1 and prod(parts) == shape[axis] and (*wanted[:axis], shape[axis], *wanted[axis + more :]) == (
            *shape[:axis], shape[axis], *shape[axis + 1 :]
        ):  # fmt: skip
            return "Unflatten", {"dim": axis + 1, "unflattened_size": list(parts)}
    return "Reshape", {"shape": list(wanted)}
