"""The curve of an activation function and of its derivative, both evaluated by torch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from studio.layers import Layer

REACH = 5.0
POINTS = 401


@dataclass(frozen=True)
class Curve:
    """Points of a function and of its derivative over the same places."""

    places: tuple[float, ...]
    values: tuple[float, ...]
    slopes: tuple[float, ...]


def has_curve(layer: Layer) -> bool:
    """Whether the layer is a function of each number by itself."""
    return layer.family == "activation" and not hasattr(layer, "dim")


@lru_cache(maxsize=256)
def curve(layer: Layer, reach: float = REACH) -> Curve:
    """The layer, in use and as it begins, from -reach to reach; of a layer with a factor a channel, its first.

    Imports torch, so it is not for the thread that paints.
    """
    import torch

    places = torch.linspace(-reach, reach, POINTS)
    count = getattr(layer, "num_parameters", 1)
    numbers = places.unsqueeze(1).repeat(1, count).requires_grad_()
    with torch.enable_grad():
        values = layer.build((count,)).eval()(numbers)
        (slopes,) = torch.autograd.grad(values.sum(), numbers)
    return Curve(*(tuple(column.tolist()) for column in (places, values.detach()[:, 0], slopes[:, 0])))
