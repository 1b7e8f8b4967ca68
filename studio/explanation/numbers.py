"""Formulas of the layers that work number by number: activation, normalisation, dropout."""

from __future__ import annotations

from math import prod

from studio.explanation.formula import Formula
from studio.explanation.workings import Workings, parameters, unchanged, workings
from studio.layers import Layer, Shape, catalogue
from studio.layers.activation import GLU, PReLU
from studio.layers.normalization import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    GroupNorm,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
    LayerNorm,
    RMSNorm,
)

ELEMENTWISE = ("activation", "regularization", "normalization")
"""Families whose layers leave the shape as it is, unless they are registered with formulas of their own."""


def _elementwise(layer: Layer, *shapes: Shape) -> Workings:
    return Workings(unchanged(shapes[0]))


for _declared in catalogue.values():
    if _declared.family in ELEMENTWISE:
        workings.register(_declared, _elementwise)


@workings.register
def per_channel(
    layer: BatchNorm1d | BatchNorm2d | BatchNorm3d | GroupNorm | InstanceNorm1d | InstanceNorm2d | InstanceNorm3d,
    *shapes: Shape,
) -> Workings:
    """2·C: a scale and a shift for each channel."""
    return Workings(unchanged(shapes[0]), parameters("2*C", C=shapes[0][0]) if layer.affine else None)


@workings.register
def per_number(layer: LayerNorm | RMSNorm, *shapes: Shape) -> Workings:
    """2·n, or n: a scale and perhaps a shift for each of the n numbers of the axes normalised."""
    count = prod(layer.normalized_shape or shapes[0][-1:])
    shifted = isinstance(layer, LayerNorm) and layer.bias
    learned = parameters("2*n" if shifted else "n", n=count) if layer.elementwise_affine else None
    return Workings(unchanged(shapes[0]), learned)


@workings.register
def learned_slopes(layer: PReLU, *shapes: Shape) -> Workings:
    """One learned number for all channels, or for each."""
    return Workings(unchanged(shapes[0]), parameters("num_parameters", num_parameters=layer.num_parameters))


@workings.register
def halved(layer: GLU, *shapes: Shape) -> Workings:
    """One axis is halved."""
    axis = layer.dim % (len(shapes[0]) + 1) - 1
    return Workings(
        tuple(
            Formula("size of the axis", "n_2", "n_1 / 2", {"n_1": size})
            if at == axis
            else Formula(f"size of axis {at + 1}", f"n_{at + 1}", f"n_{at + 1}", {f"n_{at + 1}": size})
            for at, size in enumerate(shapes[0])
        )
    )
