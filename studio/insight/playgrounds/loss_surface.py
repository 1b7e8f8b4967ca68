"""The loss of a network around its weights, in two directions (Li et al., 2018, Visualizing the Loss Landscape)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from studio.compiler.turns import a_batch
from studio.insight.errors import InsightError
from studio.text import tr
from studio.training.objective import Objective

Direction = Mapping[str, Tensor]
"""By how much each parameter is moved, by its name; what is not named stays."""


@dataclass(frozen=True)
class LossSurface:
    """Losses (side, side) at weights + x · first + y · second; the first row is that of the lowest y.

    x and y go through `places` (side,), which has 0 in its middle; `centre` is the loss of the weights themselves.
    """

    places: npt.NDArray[np.float64]
    losses: npt.NDArray[np.float64]
    centre: float

    @property
    def lowest(self) -> float:
        """The lowest loss that is finite; infinity where there is none."""
        return float(np.min(self.losses, initial=np.inf, where=np.isfinite(self.losses)))

    @property
    def not_finite(self) -> int:
        """So many of the losses are no numbers, or beyond all."""
        return int((~np.isfinite(self.losses)).sum())

    def nearest(self, x: float, y: float) -> float:
        """The loss at the place of the grid that is nearest."""
        row, column = (int(np.abs(self.places - value).argmin()) for value in (y, x))
        return float(self.losses[row, column])


def random_directions(network: nn.Module, seed: int) -> tuple[Direction, Direction]:
    """Two directions drawn at random, each filter of them as long as that filter of the weights.

    Biases, and scales of normalization, have no filters and stay (as in the paper).
    """
    generator = torch.Generator().manual_seed(seed)
    return _filters(network, generator), _filters(network, generator)


def weight_direction(network: nn.Module, name: str, place: int) -> Direction:
    """The direction of one number of a parameter, by its place in it laid out in a row. Raises InsightError."""
    parameters = dict(network.named_parameters())
    if name not in parameters or not 0 <= place < parameters[name].numel():
        raise InsightError(
            tr("This network has no weight {place} of “{name}”.", place=place, name=name),
            tr("Choose another weight."),
        )
    moved = torch.zeros_like(parameters[name])
    moved.view(-1)[place] = 1.0
    return {name: moved}


def loss_surface(
    network: nn.Module,
    inputs: Sequence[Tensor],
    targets: Tensor,
    objective: Objective,
    directions: tuple[Direction, Direction],
    *,
    side: int,
    span: float,
    count: Callable[[], None] = lambda: None,
) -> LossSurface:
    """Losses of one batch in evaluation mode, at an odd number `side` of places from −span to span each way.

    The network stays as it was. `count` is called before each place, and may raise to give up.
    """
    moved = deepcopy(network).eval()
    parameters = dict(moved.named_parameters())
    first, second = directions
    begun = {name: parameters[name].detach().clone() for name in {*first, *second}}
    places = np.linspace(-span, span, side)
    losses = np.empty((side, side))
    with torch.no_grad():
        for row, y in enumerate(places):
            for column, x in enumerate(places):
                count()
                for name, weights in begun.items():
                    to = weights + x * first[name] if name in first else weights
                    parameters[name].copy_(to + y * second[name] if name in second else to)
                with a_batch():
                    losses[row, column] = float(objective(moved(*inputs), targets).mean)
    return LossSurface(places, losses, float(losses[side // 2, side // 2]))


def _filters(network: nn.Module, generator: torch.Generator) -> Direction:
    found = {}
    for name, weights in network.named_parameters():
        if weights.dim() > 1:
            drawn = torch.randn(weights.shape, generator=generator).to(weights)
            lengths = [each.flatten(1).norm(dim=1).clamp_min(1e-10) for each in (weights.detach(), drawn)]
            shape = (-1, *[1] * (weights.dim() - 1))
            found[name] = drawn * (lengths[0] / lengths[1]).view(shape)
    return found
