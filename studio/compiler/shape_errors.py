"""Why a layer cannot take what arrives at it, in a sentence with the shapes that met, and what to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from studio.compiler.tensors import TensorSpec
from studio.layers import Layer, Shape
from studio.layers.spec import Arrival, join_words

LARGEST_BYTES = 2**40
"""No network of use has a layer with weights, or a result for one sample, beyond a tebibyte."""

DTYPE_NAMES = {"float32": "real numbers (float32)", "int64": "whole numbers (int64)", "bool": "yes or no (bool)"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a layer cannot take inputs of given specs, and what to change.

    `reason` is what torch said of it, or None where the sentence does not speak of the inputs. `line` is the line of
    the layer's own code that is to blame, from 1.
    """

    message: str
    remedy: str
    reason: str | None = None
    line: int = 0


def refuse(layer: Layer, arriving: Sequence[Arrival], reason: str) -> Refusal:
    """The refusal of what arrives, told with where it comes from where that is known."""
    return objection(layer, arriving) or Refusal(*layer.explain(arriving, reason), reason)


def objection(layer: Layer, arriving: Sequence[Arrival]) -> Refusal | None:
    """What can be said against the inputs without a trial: their type, their number of axes, the axes asked for."""
    for arrival in arriving:
        refusal = _wrong_type(layer, arrival) or _wrong_rank(layer, arrival) or _wrong_axis(layer, arrival)
        if refusal is not None:
            return refusal
    contradicted = _contradicted(layer, arriving)
    if contradicted is not None:
        return contradicted
    objected = layer.objection(arriving)
    return None if objected is None else Refusal(*objected, "")


def mixes_samples(layer: Layer) -> Refusal:
    """The refusal of a layer whose result is not one entry for each sample of the batch."""
    return Refusal(
        f"{layer.kind} with these parameters works across the samples of a batch.",
        "Choose axes from 1 up: axis 0 is the batch, and every sample needs at least one axis of its own.",
    )


def too_big(layer: Layer, what: str) -> Refusal:
    """The refusal of a layer that asks for more memory than any machine has."""
    return Refusal(
        f"{layer.kind} with these parameters needs more than a tebibyte of memory for {what}.",
        "Make its parameters smaller, or shrink the data in the layers before.",
    )


def is_too_big(spec: TensorSpec) -> bool:
    """Whether one sample of this kind is beyond all machines."""
    return spec.bytes > LARGEST_BYTES


def is_empty(shape: Shape) -> bool:
    """Whether nothing is left of a sample of this shape."""
    return prod(shape) == 0


def _contradicted(layer: Layer, arriving: Sequence[Arrival]) -> Refusal | None:
    """A parameter that follows from the inputs, once all are there, given otherwise."""
    if len(arriving) < len(layer.inputs):
        return None
    for name, value in layer.from_input(*(arrival.shape for arrival in arriving)).items():
        given = getattr(layer, name)
        if given is not None and given != value:
            return Refusal(
                f"{name} is {given}, but what comes in, {join_words(arriving)}, makes it {value}.",
                f"Clear {name}, which then follows from the input, or set it to {value}.",
            )
    return None


def _wrong_type(layer: Layer, arrival: Arrival) -> Refusal | None:
    if layer.dtypes is None or arrival.dtype in layer.dtypes:
        return None
    wanted = join_words([DTYPE_NAMES.get(dtype, dtype) for dtype in layer.dtypes], "or")
    return Refusal(
        f"{layer.kind} computes with {wanted}, but the input {arrival} has {DTYPE_NAMES.get(arrival.dtype)}.",
        f"Set the dtype of the Input to {layer.dtypes[0]}.",
        "",
    )


def _wrong_rank(layer: Layer, arrival: Arrival) -> Refusal | None:
    rank = len(arrival.shape)
    if layer.ranks is None or rank in layer.ranks:
        return None
    wanted = join_words([layer.rank_names[each] for each in layer.ranks], "or")
    got = layer.rank_names.get(rank, f"which has {rank} axes")
    return Refusal(f"{layer.kind} needs {wanted}, but gets {arrival}, {got}.", _rank_remedy(layer.ranks, rank), "")


def _rank_remedy(wanted: Sequence[int], got: int) -> str:
    if got > max(wanted) and 1 in wanted:
        return "Put a Flatten before it."
    if got < min(wanted):
        return "Put it before the Flatten, where the data still has that shape, or change the shape of the Input."
    return "Change what is plugged into it."


def _wrong_axis(layer: Layer, arrival: Arrival) -> Refusal | None:
    axes = len(arrival.shape) + 1
    for name, axis in layer.axes():
        if not -axes <= axis < axes:
            return Refusal(
                f"{name} is {axis}, but the input {arrival} has no such axis.",
                f"Choose from 1 to {axes - 1}, or -1 for the last.",
                "",
            )
        if axis % axes == 0:
            return mixes_samples(layer)
    return None
