"""The slope of a function at a place: by differences, forward and central, and as back-propagation has it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from studio.insight.playgrounds.curves import Curve

PLACES = 241
"""So many places a curve is drawn by."""


@dataclass(frozen=True)
class Tangent:
    """A function around `at`, in float64: `slope` is torch's own, the others are differences over steps of `h`."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    at: float
    value: float
    slope: float
    forward: float
    central: float

    @property
    def forward_error(self) -> float:
        """How far the forward difference is from the slope."""
        return abs(self.forward - self.slope)

    @property
    def central_error(self) -> float:
        """How far the central difference is from the slope."""
        return abs(self.central - self.slope)


def tangent(curve: Curve, at: float, h: float) -> Tangent:
    """Differences are (f(x + h) − f(x)) / h and (f(x + h) − f(x − h)) / 2h."""
    places = torch.linspace(curve.low, curve.high, PLACES, dtype=torch.float64)
    place = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    value = curve.value(place)
    (slope,) = torch.autograd.grad(value, place)

    def f(x: float) -> float:
        return float(curve.value(torch.tensor(x, dtype=torch.float64)))

    here = float(value.detach())
    return Tangent(
        _told(places), _told(curve.value(places)), at, here, float(slope), (f(at + h) - here) / h,
        (f(at + h) - f(at - h)) / (2 * h),
    )  # fmt: skip


def _told(numbers: Tensor) -> tuple[float, ...]:
    return tuple(numbers.tolist())
