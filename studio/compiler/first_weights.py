"""What a node's parameters begin with, drawn without touching torch's own chance, which a training may be using."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from studio.compiler.initialize import Schemes, covered, initialize, parameters_of
from studio.compiler.own_generator import OwnGenerator
from studio.compiler.tensors import TensorSpec
from studio.graph import Node
from studio.layers import Layer

MOST_DRAWN = 5_000_000
"""So many parameters are drawn in a tenth of a second; of larger layers nobody waits for a picture."""

MOST_BINS, FEWEST_BINS = 41, 9
"""Odd numbers, so that 0 lies in the middle of one."""


@dataclass(frozen=True)
class Distribution:
    """How numbers lie: how many in each of equal parts from `low` to `high`; their mean, deviation σ, and how many."""

    counts: tuple[int, ...]
    low: float
    high: float
    mean: float
    deviation: float
    numbers: int


def first_values(
    node: Node, parameter: str, inputs: tuple[TensorSpec, ...], network: Schemes, seed: int
) -> torch.Tensor | None:
    """What a parameter begins with when the chance of its node begins at `seed`, as `compile_graph` fills it.

    None where the node has more parameters than are drawn for a look.
    """
    module = initialized(node, inputs, network, seed)
    return module.get_parameter(parameter).detach() if module is not None else None


def distribution(
    node: Node, key: str, inputs: tuple[TensorSpec, ...], network: Schemes, seed: int
) -> Distribution | None:
    """How the first values of all parameters lie that a key means (`weight`, `bias`, or one by its name).

    None where there are none, or more than are drawn for a look.
    """
    module = initialized(node, inputs, network, seed)
    if module is None:
        return None
    shapes = {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}
    values = [module.get_parameter(name).detach().float().numpy().ravel() for name in covered(shapes, key)]
    return distribution_of(np.concatenate(values)) if sum(map(len, values)) else None


def initialized(node: Node, inputs: tuple[TensorSpec, ...], network: Schemes, seed: int) -> nn.Module | None:
    """The module of a node with its first weights; None where it has more of them than `MOST_DRAWN`."""
    layer = node.layer
    assert isinstance(layer, Layer)
    if sum(map(math.prod, parameters_of(layer, inputs).values())) > MOST_DRAWN:
        return None
    with OwnGenerator(seed):
        module = layer.build(*(spec.shape for spec in inputs))
        initialize(module, node, network, seed)
    return module


def distribution_of(values: npt.NDArray[np.float32]) -> Distribution:
    """How numbers (n,) lie, at least one and all of them finite."""
    # numpy, as parallel operations of torch on this thread would slow down a training on another.
    low, high = float(values.min()), float(values.max())
    if low < 0.0 < high:
        low, high = -max(-low, high), max(-low, high)
    counts = np.histogram(values, _bins(len(values)), (low, high))[0] if low < high else np.array([len(values)])
    mean, deviation = float(values.mean(dtype=np.float64)), float(values.std(dtype=np.float64))
    return Distribution(tuple(map(int, counts)), low, high, mean, deviation, len(values))


def _bins(numbers: int) -> int:
    """More for more numbers (the Rice rule), so that few do not stand apart like the teeth of a comb."""
    return max(FEWEST_BINS, min(MOST_BINS, int(2 * numbers ** (1 / 3)) | 1))
