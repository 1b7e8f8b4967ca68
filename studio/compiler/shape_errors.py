"""Why a layer cannot take what arrives at it, in a sentence with the shapes that met, and what to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from studio.compiler.tensors import TensorSpec
from studio.graph import Finding, Kind
from studio.layers import Layer, Shape
from studio.layers.spec import Arrival
from studio.text import in_language, listed, tr

LARGEST_BYTES = 2**40
"""No network of use has a layer with weights, or a result for one sample, beyond a tebibyte."""

DTYPE_NAMES = {
    "float32": tr("real numbers (float32)"),
    "int64": tr("whole numbers (int64)"),
    "bool": tr("yes or no (bool)"),
}

ACROSS_SAMPLES = Kind(
    "across-samples",
    "{layer} with these parameters works across the samples of a batch.",
    "Choose axes from 1 up: axis 0 is the batch, and every sample needs at least one axis of its own.",
)
WEIGHTS_TOO_BIG = Kind(
    "weights-too-big",
    "{layer} with these parameters needs more than a tebibyte of memory for its weights.",
    "Make its parameters smaller, or shrink the data in the layers before.",
)
RESULT_TOO_BIG = Kind(
    "result-too-big",
    "{layer} with these parameters needs more than a tebibyte of memory for the result for one sample.",
    "Make its parameters smaller, or shrink the data in the layers before.",
)
TOO_BIG = Kind(
    "layer-too-big",
    "{layer} with these parameters needs more than a tebibyte of memory for its weights or its result.",
    "Make its parameters smaller, or shrink the data in the layers before.",
)
CONTRADICTED = Kind(
    "parameter-contradicts-input",
    "{parameter} is {given}, but what comes in, {inputs}, makes it {value}.",
    "Clear {parameter}, which then follows from the input, or set it to {value}.",
)
WRONG_TYPE = Kind(
    "wrong-type",
    "{layer} computes with {wanted}, but the input {input} has {given}.",
    "Set the dtype of the Input to {dtype}.",
)
NO_SUCH_AXIS = Kind(
    "no-such-axis",
    "{parameter} is {axis}, but the input {input} has no such axis.",
    "Choose from 1 to {last}, or -1 for the last.",
)
_RANK = "{layer} needs {wanted}, but gets {input}, {given}."
WRONG_RANK = Kind("wrong-rank", _RANK, "Change what is plugged into it.")
TOO_MANY_AXES = Kind("too-many-axes", _RANK, "Put a Flatten before it.")
TOO_FEW_AXES = Kind(
    "too-few-axes",
    _RANK,
    "Put it before the Flatten, where the data still has that shape, or change the shape of the Input.",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a layer cannot take inputs of given specs, and what to change.

    `reason` is what torch said of it, or None where the sentence does not speak of the inputs. `line` is the line of
    the layer's own code that is to blame, from 1.
    """

    finding: Finding
    reason: str | None = None
    line: int = 0

    @property
    def message(self) -> str:
        """Why it cannot."""
        return in_language(self.finding.message)

    @property
    def remedy(self) -> str:
        """What to change."""
        return in_language(self.finding.remedy)

    @property
    def wrong_type(self) -> str:
        """The type of numbers that it does not compute with, which no shape mends; empty where that is not why."""
        arrival = self.finding.arguments.get("input") if self.finding.code == WRONG_TYPE.code else None
        return arrival.dtype if isinstance(arrival, Arrival) else ""


def refuse(layer: Layer, arriving: Sequence[Arrival], reason: str) -> Refusal:
    """The refusal of what arrives, told with where it comes from where that is known."""
    return objection(layer, arriving) or Refusal(layer.explain(arriving, reason), reason)


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
    return None if objected is None else Refusal(objected, "")


def mixes_samples(layer: Layer) -> Refusal:
    """The refusal of a layer whose result is not one entry for each sample of the batch."""
    return Refusal(ACROSS_SAMPLES.finding(layer=layer.kind))


def too_big(layer: Layer, what: Kind = TOO_BIG) -> Refusal:
    """The refusal of a layer that asks for more memory than any machine has."""
    return Refusal(what.finding(layer=layer.kind))


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
            inputs = listed(map(str, arriving))
            return Refusal(CONTRADICTED.finding(parameter=name, given=given, inputs=inputs, value=value))
    return None


def _wrong_type(layer: Layer, arrival: Arrival) -> Refusal | None:
    if layer.dtypes is None or arrival.dtype in layer.dtypes:
        return None
    wanted = listed((DTYPE_NAMES.get(dtype, dtype) for dtype in layer.dtypes), "or")
    given = DTYPE_NAMES.get(arrival.dtype)
    found = WRONG_TYPE.finding(layer=layer.kind, wanted=wanted, input=arrival, given=given, dtype=layer.dtypes[0])
    return Refusal(found, "")


def _wrong_rank(layer: Layer, arrival: Arrival) -> Refusal | None:
    rank = len(arrival.shape)
    if layer.ranks is None or rank in layer.ranks:
        return None
    wanted = listed((layer.rank_names[each] for each in layer.ranks), "or")
    given = layer.rank_names.get(rank, tr("which has {count} axes", count=rank))
    kind = _rank_kind(layer.ranks, rank)
    return Refusal(kind.finding(layer=layer.kind, wanted=wanted, input=arrival, given=given), "")


def _rank_kind(wanted: Sequence[int], got: int) -> Kind:
    if got > max(wanted) and 1 in wanted:
        return TOO_MANY_AXES
    return TOO_FEW_AXES if got < min(wanted) else WRONG_RANK


def _wrong_axis(layer: Layer, arrival: Arrival) -> Refusal | None:
    axes = len(arrival.shape) + 1
    for name, axis in layer.axes():
        if not -axes <= axis < axes:
            return Refusal(NO_SUCH_AXIS.finding(parameter=name, axis=axis, input=arrival, last=axes - 1), "")
        if axis % axes == 0:
            return mixes_samples(layer)
    return None
