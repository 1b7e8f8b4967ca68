"""Holds the gradients of back-propagation against numeric ones: central differences of the loss, in float64."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from studio.compiler.freezing import begin_training
from studio.compiler.own_generator import OwnGenerator
from studio.insight.errors import InsightError
from studio.text import tr
from studio.training.objective import Objective

STEP = 6e-6
"""How far a parameter is moved, times its size where that is above 1: the cube root of float64's precision."""

SHORTER = 4.0
"""Where slopes to both sides differ, the step is made so many times shorter: over a curve they come closer then, and
over a kink (ReLU, maxima) they do not."""

TRIES = 5
LEAST = 1e-5
"""A gradient's norm below this, times the loss, is taken for it: rounding alone is about 1e-11 of the loss."""

ALIKE = 1e-5
"""Slopes that differ by no more than this share of the gradient are the same, but for what rounding does to them."""

ROUNDING = 20 * torch.finfo(torch.float64).eps
"""What a difference of two losses may be beside the truth, as a share of the loss."""

MOST_ENTRIES = 100
"""So many numbers of a parameter are checked where it has more."""


@dataclass(frozen=True)
class Checked:
    """A parameter: the norm of the difference of both gradients, divided by the larger of their norms.

    It is that over `entries` of its `numbers`; `kinks` more were tried, but lie where the loss has no derivative.
    """

    name: str
    relative_error: float
    entries: int
    numbers: int
    kinks: int


@dataclass(frozen=True)
class GradientCheck:
    """The outcome for all parameters that are trained, and how long both ways took."""

    parameters: tuple[Checked, ...]
    loss: float
    numeric_seconds: float
    backprop_seconds: float

    @property
    def worst(self) -> Checked | None:
        """The parameter whose gradients differ most."""
        return max(self.parameters, key=lambda each: each.relative_error, default=None)


def check_gradients(
    network: nn.Module,
    inputs: Sequence[Tensor],
    targets: Tensor,
    objective: Objective,
    *,
    entries: int = MOST_ENTRIES,
    seed: int = 0,
    training: bool = False,
    check: Callable[[], None] = lambda: None,
) -> GradientCheck:
    """Compare both gradients of the loss of one batch, of at most `entries` numbers of each parameter.

    The network becomes one of float64, in evaluation mode, or that of training with the same chance in each pass.
    Which numbers are checked follows from `seed`. `check` is called before each number, and may raise to give it up.
    Raises InsightError where the network cannot be run so.
    """
    network = network.double()
    begin_training(network) if training else network.eval()
    exact = replace(objective, loss=objective.loss.double())
    given = [each.double() if each.is_floating_point() else each for each in inputs]
    wanted = targets.double() if targets.is_floating_point() else targets

    def loss() -> Tensor:
        with OwnGenerator(seed):
            return exact(network(*given), wanted).mean

    parameters = {name: each for name, each in network.named_parameters() if each.requires_grad}
    first, gradients, backprop = _back_propagated(loss, parameters)
    began = time.perf_counter()
    found = []
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.data = parameter.data.contiguous()
            gradient = gradients[name].reshape(-1)
            usual = max(float(gradient.square().mean().sqrt()), LEAST * max(1.0, abs(first)))
            slopes = _Slopes(loss, first, parameter.data.view(-1), usual)
            found.append(_checked(name, slopes, gradient, _places(len(gradient), entries, seed), check))
    return GradientCheck(tuple(found), first, time.perf_counter() - began, backprop)


def _back_propagated(
    loss: Callable[[], Tensor], parameters: dict[str, nn.Parameter]
) -> tuple[float, dict[str, Tensor], float]:
    """The loss, its gradients by name, and the seconds that both took the second time."""
    seconds = 0.0
    for _ in range(2):  # the first time much is made ready
        began = time.perf_counter()
        try:
            value = loss()
            made = torch.autograd.grad(value, list(parameters.values()), allow_unused=True) if parameters else ()
        except (RuntimeError, TypeError, ValueError, IndexError) as error:
            raise InsightError(
                tr("The network cannot be run in float64: {reason}", reason=str(error).partition("\n")[0]),
                tr("Have the code of custom layers take the type of what it gets."),
            ) from error
        seconds = time.perf_counter() - began
    here = float(value.detach())
    if not math.isfinite(here):
        raise InsightError(
            tr("The loss of this network is not finite, so that it has no gradient."),
            tr("Find the first node whose numbers are not finite with “studio inspect”."),
        )
    return (
        here,
        {
            name: torch.zeros_like(parameter) if gradient is None else gradient
            for (name, parameter), gradient in zip(parameters.items(), made, strict=True)
        },
        seconds,
    )


def _places(numbers: int, entries: int, seed: int) -> list[int]:
    """Which numbers of a parameter are checked, in their order."""
    if numbers <= entries:
        return list(range(numbers))
    generator = torch.Generator().manual_seed(seed)
    if numbers < 1 << 20:
        return sorted(torch.randperm(numbers, generator=generator)[:entries].tolist())
    return sorted(set(torch.randint(numbers, (entries,), generator=generator).tolist()))


@dataclass(frozen=True)
class _Slopes:
    """Slopes of a loss along the numbers of one flat parameter; `usual` is about how large they are."""

    loss: Callable[[], Tensor]
    here: float
    numbers: Tensor
    usual: float

    def at(self, place: int) -> float | None:
        """The slope along one number; None where it has none, as the loss has a kink there."""
        step = STEP * max(1.0, abs(float(self.numbers[place])))
        ahead, behind = self._sides(place, step)
        for _ in range(TRIES):
            if abs(ahead - behind) <= self._alike(ahead, behind, step):
                return (ahead + behind) / 2
            shorter = step / SHORTER
            nearer = self._sides(place, shorter)
            alike = self._alike(*nearer, shorter)
            comes_closer = abs(nearer[0] - nearer[1]) <= abs(ahead - behind) / 2 + alike
            if comes_closer and abs(sum(nearer) - ahead - behind) / 2 <= alike:
                return sum(nearer) / 2
            step, (ahead, behind) = shorter, nearer
        return None

    def _alike(self, ahead: float, behind: float, step: float) -> float:
        """By how much slopes over such a step may differ and still be the same."""
        size = max(abs(ahead), abs(behind), self.usual)
        return ALIKE * size + ROUNDING * max(1.0, abs(self.here)) / step

    def _sides(self, place: int, step: float) -> tuple[float, float]:
        """The slopes ahead and behind."""
        value = self.numbers[place].clone()
        self.numbers[place] = value + step
        after = float(self.loss())
        self.numbers[place] = value - step
        before = float(self.loss())
        self.numbers[place] = value
        return (after - self.here) / step, (self.here - before) / step


def _checked(name: str, slopes: _Slopes, gradient: Tensor, places: Sequence[int], check: Callable[[], None]) -> Checked:
    """A parameter at these places of its numbers, against its gradient (n,)."""
    kept, numeric = [], []
    for place in places:
        check()
        slope = slopes.at(place)
        if slope is not None:
            kept.append(place)
            numeric.append(slope)
    mine = gradient[torch.tensor(kept, dtype=torch.int64)]
    theirs = torch.tensor(numeric, dtype=torch.float64)
    size = max(float(mine.norm()), float(theirs.norm()), LEAST * max(1.0, abs(slopes.here)))
    error = float((mine - theirs).norm()) / size
    return Checked(name, error, len(kept), len(gradient), len(places) - len(kept))
