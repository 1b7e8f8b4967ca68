"""Formulas of the layers that work number by number: activation, normalisation, dropout."""

from __future__ import annotations

from math import prod

from studio.explanation.formula import Formula
from studio.explanation.workings import (
    Workings,
    connections,
    in_order,
    names_of,
    parameters,
    size_of,
    unchanged,
    workings,
)
from studio.layers import Layer, Shape, catalogue
from studio.layers.activation import GLU, PReLU
from studio.layers.elementwise import Affine
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
def learned(layer: Affine, *shapes: Shape) -> Workings:
    """A scale and a shift for each of so many numbers; sizes of 1 take those of the other side."""
    sizes, times = layer.sizes(shapes[0]), layer.weight + layer.bias
    wide = (1,) * (len(shapes[0]) - len(sizes)) + sizes
    shape = tuple(map(max, shapes[0], wide)) if times else shapes[0]
    if not times:
        return Workings(unchanged(shapes[0]))
    used = connections(f"{times}*n", n=prod(shapes[0]) if shape == shapes[0] else prod(shape))
    output = unchanged(shapes[0]) if shape == shapes[0] else in_order(shapes[0], list(map(str, shape)))
    return Workings(output, parameters(f"{times}*n_a", n_a=prod(sizes)), used)


@workings.register
def per_channel(
    layer: BatchNorm1d | BatchNorm2d | BatchNorm3d | GroupNorm | InstanceNorm1d | InstanceNorm2d | InstanceNorm3d,
    *shapes: Shape,
) -> Workings:
    """2·C: a scale and a shift for each channel."""
    if not layer.affine:
        return Workings(unchanged(shapes[0]))
    return Workings(unchanged(shapes[0]), parameters("2*C", C=shapes[0][0]), _used(2, shapes[0]))


def _used(times: int, shape: Shape) -> Formula:
    """Each number of the sample meets so many learned ones."""
    count, sizes = size_of(shape)
    return connections(count if times == 1 else f"{times}*{count}", **sizes)


@workings.register
def per_number(layer: LayerNorm | RMSNorm, *shapes: Shape) -> Workings:
    """2·n, or n: a scale and perhaps a shift for each of the n numbers of the axes normalised."""
    count = prod(layer.normalized_shape or shapes[0][-1:])
    shifted = isinstance(layer, LayerNorm) and layer.bias
    if not layer.elementwise_affine:
        return Workings(unchanged(shapes[0]))
    return Workings(unchanged(shapes[0]), parameters("2*n" if shifted else "n", n=count), _used(1 + shifted, shapes[0]))


@workings.register
def learned_slopes(layer: PReLU, *shapes: Shape) -> Workings:
    """One learned number for all channels, or for each."""
    learned = parameters("num_parameters", num_parameters=layer.num_parameters)
    return Workings(unchanged(shapes[0]), learned, _used(1, shapes[0]))


@workings.register
def halved(layer: GLU, *shapes: Shape) -> Workings:
    """One axis is halved."""
    axis, names = layer.dim % (len(shapes[0]) + 1) - 1, names_of(shapes[0])
    return Workings(in_order(shapes[0], [f"{name} / 2" if at == axis else name for at, name in enumerate(names)]))
