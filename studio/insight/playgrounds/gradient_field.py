"""The gradient of a surface at many places, and at one place also by differences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.insight.playgrounds.surfaces import Surface

H = 1e-4
"""The step of differences, as in the notes."""

SIDE = 15


@dataclass(frozen=True)
class GradientField:
    """Gradients (N, 2) at places (N, 2) of a grid, and at one place `at` by torch and by central differences."""

    places: npt.NDArray[np.float64]
    gradients: npt.NDArray[np.float64]
    at: tuple[float, float]
    value: float
    exact: tuple[float, float]
    numeric: tuple[float, float]


def gradient_field(surface: Surface, at: tuple[float, float], side: int = SIDE) -> GradientField:
    """All in float64."""
    across, up = (torch.linspace(*bounds, side, dtype=torch.float64) for bounds in (surface.x, surface.y))
    places = torch.cartesian_prod(across, up)
    (x, y), f = at, surface.value
    exact = _gradients(surface, torch.tensor([at], dtype=torch.float64))[0].tolist()
    numeric = ((f(x + H, y) - f(x - H, y)) / (2 * H), (f(x, y + H) - f(x, y - H)) / (2 * H))
    return GradientField(
        places.numpy(), _gradients(surface, places).numpy(), at, float(f(x, y)), (exact[0], exact[1]), numeric
    )


def _gradients(surface: Surface, places: Tensor) -> Tensor:
    """Those at places (N, 2), as back-propagation has them."""
    asked = places.clone().requires_grad_()
    (found,) = torch.autograd.grad(surface.value(asked[:, 0], asked[:, 1]).sum(), asked)
    return found
