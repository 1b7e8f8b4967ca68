"""Formulas of the receptive field: how much more of the input a node sees than what feeds it.

They are those of Araujo, Norris and Sim: Computing Receptive Fields of Convolutional Neural Networks (2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.explanation.formula import Formula
from studio.explanation.notation import Value
from studio.explanation.workings import NAMES
from studio.graph import Graph
from studio.layers import Layer
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.receptive_field import ReceptiveField

FIELDS = {
    "": tr("receptive field"),
    "L": tr("receptive field"),
    "H": tr("receptive field in height"),
    "W": tr("receptive field in width"),
    "D": tr("receptive field in depth"),
}
DISTANCES = {
    "": tr("distance of neighbours"),
    "L": tr("distance of neighbours"),
    "H": tr("distance of neighbours in height"),
    "W": tr("distance of neighbours in width"),
    "D": tr("distance of neighbours in depth"),
}
"""By the axis, where they differ from axis to axis."""


def seen(network: Graph, path: str, fields: Mapping[str, ReceptiveField]) -> tuple[Formula, ...]:
    """The formulas of a node of a flat network; none where it sees as much as what feeds it, or everything.

    r is how many places of the input one value depends on, j how many lie between neighbouring values.
    """
    node = network.get(path)
    if node is None or len(node.inputs) != 1 or node.inputs[0] is None or not isinstance(node.layer, Layer):
        return ()
    before, after = fields.get(node.inputs[0].node), fields.get(path)
    kernel = getattr(node.layer, "kernel_size", None)
    if before is None or after is None or after.whole or before == after or not isinstance(kernel, tuple):
        return ()
    if not len(kernel) == len(before.size) == len(after.size) or 0 in before.jump:
        return ()
    axes = range(len(after.size))
    alike = all(len({each[axis] for axis in axes}) == 1 for each in _along(node.layer, kernel, before, after))
    return tuple(
        formula
        for axis in (axes[:1] if alike else axes)
        for formula in _along_axis(node.layer, axis, "" if alike else NAMES[len(axes)][axis], before, after)
    )


def _along(
    layer: Layer, kernel: tuple[int, ...], before: ReceptiveField, after: ReceptiveField
) -> tuple[tuple[object, ...], ...]:
    """What may differ from axis to axis."""
    return kernel, _strides(layer, kernel), _dilations(layer, kernel), before.size, before.jump, after.size


def _strides(layer: Layer, kernel: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = getattr(layer, "stride", None) or (kernel if layer.family == "pooling" else (1,))
    return found * len(kernel) if len(found) == 1 else found


def _dilations(layer: Layer, kernel: tuple[int, ...]) -> tuple[int, ...]:
    return getattr(layer, "dilation", None) or (1,) * len(kernel)


def _along_axis(
    layer: Layer, axis: int, name: str, before: ReceptiveField, after: ReceptiveField
) -> tuple[Formula, ...]:
    kernel: tuple[int, ...] = layer.kernel_size  # type: ignore[attr-defined]
    stride, dilation = _strides(layer, kernel)[axis], _dilations(layer, kernel)[axis]
    jump = before.jump[axis]
    values: dict[str, Value] = {"r_1": before.size[axis], "F": kernel[axis], "j_1": jump, "d": dilation, "S": stride}
    backwards = layer.kind.startswith("ConvTranspose")
    reach = "F - 1" if dilation == 1 else "d*(F - 1)"
    grown = f"(ceil(({reach} + 1) / S) - 1)" if backwards else f"({reach})"
    field = Formula(FIELDS[name], "r_2", f"r_1 + {grown}*j_1", values)
    if jump.denominator != 1:
        field = Formula(field.quantity, "r_2", f"nearest({field.expression})", values)
    if field.value != after.size[axis]:  # the input ends here
        values["n"] = after.size[axis]
        field = Formula(field.quantity, "r_2", f"min({field.expression}, n)", values)
    steps = Formula(DISTANCES[name], "j_2", "j_1 / S" if backwards else "j_1*S", values)
    if (field.value, steps.value) != (after.size[axis], after.jump[axis]):
        return ()  # it looks in another way than through a window
    return (field, steps) if stride > 1 else (field,)
