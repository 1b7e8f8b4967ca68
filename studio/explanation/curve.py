"""The curves of activation functions with their derivatives, and of losses, all evaluated by torch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from studio.layers import Declaration, Layer
from studio.text import tr
from studio.text.language import while_spoken
from studio.training.losses import Loss

if TYPE_CHECKING:
    from torch import Tensor

REACH = 5.0
POINTS = 401
TARGETS: dict[str, tuple[tuple[str, float], ...]] = {
    "": ((tr("target 0"), 0.0),),
    "sigmoid": ((tr("target 1"), 1.0), (tr("target 0"), 0.0)),
}
"""Targets that the loss of one output is drawn for, by the activation that the loss applies itself."""


@dataclass(frozen=True)
class Curve:
    """Lines over the same places, each with its name; `across` is what lies along the places."""

    places: tuple[float, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]
    across: str = "x"

    def line(self, name: str) -> tuple[float, ...]:
        """The values of the line of this name."""
        return dict(self.lines)[name]


def has_curve(value: Declaration) -> bool:
    """Whether it is a loss, or a function of each number by itself."""
    if isinstance(value, Loss):
        return True
    return isinstance(value, Layer) and value.family == "activation" and not hasattr(value, "dim")


@while_spoken
@lru_cache(maxsize=256)
def curve(value: Declaration, reach: float = REACH) -> Curve:
    """The function from -reach to reach; of a loss on classes, from probability 0 to 1 of the right one.

    Imports torch, so it is not for the thread that paints.
    """
    import torch

    places = torch.linspace(-reach, reach, POINTS)
    if isinstance(value, Loss) and (value.targets == "indices" or value.kind == "KLDivLoss"):
        return _by_probability(value)
    if isinstance(value, Loss):
        lines = [(name, _losses(value, places, target)) for name, target in TARGETS[value.own]]
        return Curve(_numbers(places), tuple(lines), tr("output z"))
    assert isinstance(value, Layer)
    return Curve(_numbers(places), _function(value, places))


def _function(layer: Layer, places: Tensor) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The layer, in use and as it begins, and its slope; of a layer with a factor a channel, its first."""
    import torch

    count = getattr(layer, "num_parameters", 1)
    numbers = places.unsqueeze(1).repeat(1, count).requires_grad_()
    with torch.enable_grad():
        values = layer.build((count,)).eval()(numbers)
        (slopes,) = torch.autograd.grad(values.sum(), numbers)
    return ("f(x)", _numbers(values[:, 0])), ("f′(x)", _numbers(slopes[:, 0]))


def _by_probability(loss: Loss) -> Curve:
    """The loss of one sample with two classes, against the probability that the network gives to the right one."""
    import torch

    places = torch.linspace(0, 1, POINTS)[1:-1]
    scores = torch.stack((places, 1 - places), dim=1).log()
    answers = torch.tensor([[1.0, 0.0]] if loss.kind == "KLDivLoss" else [0])
    module = (loss.changed(**{loss.factors: None}) if loss.factors else loss).build()
    values = tuple(float(module(score.unsqueeze(0), answers)) for score in scores)
    return Curve(_numbers(places), ((tr("loss"), values),), tr("probability of the right class"))


def _losses(loss: Loss, places: Tensor, target: float) -> tuple[float, ...]:
    """The loss of one output at each place."""
    import torch

    module = _alone(loss).build()
    goal = torch.tensor([[target]])
    return tuple(float(module(place.reshape(1, 1), goal)) for place in places)


def _alone(loss: Loss) -> Loss:
    """The loss of one output among several, of which a factor would be for each: the first."""
    factors: Any = getattr(loss, loss.factors, None) if loss.factors else None
    return loss.changed(**{loss.factors: factors[:1]}) if factors else loss


def _numbers(column: Tensor) -> tuple[float, ...]:
    found: list[float] = column.detach().tolist()
    return tuple(found)
