"""What the first weights of a layer do to what comes in: whether all are equal, and by how much they magnify it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import torch

from studio.compiler.initialize import Schemes, chosen_schemes, group_of, linear_weights, parameters_of
from studio.compiler.tensors import TensorSpec
from studio.graph import Node
from studio.layers import Layer
from studio.layers.initialization import Default
from studio.layers.initializer import Initializer

MOST_DRAWN = 1_000_000
"""Weights that are drawn to be measured; larger ones are measured by so many of their rows."""


class FirstWeights(NamedTuple):
    """A weight of a layer as it begins: `units` rows of `fan_in` numbers, `own` where its node says so itself.

    `gain` is the size of a unit's sum for inputs of size 1 that have nothing to do with each other.
    """

    parameter: str
    scheme: Initializer
    own: bool
    units: int
    fan_in: int
    equal: bool
    gain: float


def first_weights(node: Node, inputs: tuple[TensorSpec, ...], network: Schemes) -> Iterator[FirstWeights]:
    """The weights of a node that begin otherwise than PyTorch has them."""
    layer = node.layer
    assert isinstance(layer, Layer)
    shapes = parameters_of(layer, inputs)
    sums = linear_weights(layer, inputs)
    own = chosen_schemes(shapes, (), node.init, ())
    for name, scheme in chosen_schemes(shapes, sums, node.init, network).items():
        shape = shapes[name]
        if not isinstance(scheme, Initializer) or isinstance(scheme, Default):
            continue
        if name in sums and group_of(name) == "weight" and len(shape) >= max(2, scheme.least_rank):
            fan_in = math.prod(shape[1:])
            equal, mean_square = _measured(scheme, shape)
            gain = math.sqrt(fan_in * mean_square)
            yield FirstWeights(name, scheme, name in own, shape[0], fan_in, equal, gain)


@lru_cache(maxsize=1_000)
def _measured(scheme: Initializer, shape: tuple[int, ...]) -> tuple[bool, float]:
    """Whether all weights of this shape are equal, and their mean square."""
    fan_in = math.prod(shape[1:])
    rows = min(shape[0], max(1, MOST_DRAWN // fan_in))
    if fan_in > MOST_DRAWN or rows < shape[0] <= 2 * rows:
        return False, 0.0
    weights = torch.empty(rows, *shape[1:])
    try:
        scheme.fill(weights, fan_in, torch.Generator().manual_seed(0))
    except (RuntimeError, ValueError):
        return False, 0.0
    return bool((weights == weights.reshape(-1)[0]).all()), float(weights.square().mean())
