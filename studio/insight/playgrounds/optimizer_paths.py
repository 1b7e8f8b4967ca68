"""The way an optimizer takes over a surface, step by step, as torch.optim itself takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.insight.playgrounds.surfaces import Surface
from studio.training.optimizers import Optimizer

FAR = 1e6
"""Whoever is so far away is lost."""


@dataclass(frozen=True)
class Path:
    """The places (steps + 1, 2) and the values (steps + 1,) there; shorter where it ran away (`is_lost`)."""

    points: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    is_lost: bool


def path(optimizer: Optimizer, surface: Surface, start: tuple[float, float], steps: int) -> Path:
    """Take so many steps from `start`, in float64."""
    place = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    walker = optimizer.build([place])

    def value() -> float:
        walker.zero_grad()
        found: Tensor = surface.value(place[0], place[1])
        found.backward()
        return float(found.detach())

    points, values = [place.detach().numpy().copy()], [value()]
    for _ in range(steps):
        walker.step(value)
        here, now = place.detach().numpy().copy(), float(surface.value(*place.detach()))
        if not (np.isfinite(now) and np.abs(here).max() < FAR):
            return Path(np.asarray(points), np.asarray(values), True)
        points.append(here)
        values.append(now)
    return Path(np.asarray(points), np.asarray(values), False)
