"""What a loss makes of targets and predictions that a person types, with the gradient by each prediction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.insight.errors import InsightError
from studio.insight.loss_values import class_targets, probabilities, shares, table
from studio.text import tr
from studio.training.losses import Loss

Rows = tuple[tuple[float, ...], ...]

LEAST = 1e-9
"""What a probability counts for at least where its logarithm is taken apart from the softmax."""

ROUNDED = 1e-6
"""How far above 0 the logarithm of a probability may be, as it is typed with few digits."""


@dataclass(frozen=True)
class Split:
    """Softmax first, then the logarithm of its result: what comes of that in place of both in one step."""

    value: float
    gradient: Rows


@dataclass(frozen=True)
class LossResult:
    """The loss of all, and its gradient by each prediction, shaped like them."""

    value: float
    gradient: Rows
    split: Split | None = None


def calculate(loss: Loss, targets: str, predictions: str, *, from_probabilities: bool = False) -> LossResult:
    """The loss in double precision; samples stand behind each other with `;`, their numbers with commas.

    Predictions are what the loss takes, scores or logarithms of probabilities, or else probabilities themselves.
    Raises InsightError that names what cannot be used.
    """
    given = table(predictions, tr("the predictions"))
    if from_probabilities:
        _check_takes_probabilities(loss)
        probabilities(given, tr("the predictions"), sum_to_one=loss.kind != "BCEWithLogitsLoss")
    goal = _targets(loss, targets, given)
    if not from_probabilities and loss.takes_logarithms:
        _check_logarithms(given)
    _check_factors(loss, given)
    given.requires_grad_()
    compare = _of_probabilities(loss) if from_probabilities else loss.build().double()
    value, gradient = _with_gradient(compare(given, goal), given)
    with_scores = loss.kind == "CrossEntropyLoss" and not from_probabilities and loss == type(loss)()
    return LossResult(value, gradient, _split(given, goal) if with_scores else None)


def _targets(loss: Loss, targets: str, given: Tensor) -> Tensor:
    what = tr("the targets")
    if loss.targets == "indices":
        return class_targets(targets, given, shares_allowed=loss.takes_shares)
    goal = table(targets, what)
    if goal.shape != given.shape:
        told = {"rows": len(goal), "columns": goal.shape[1], "samples": len(given), "numbers": given.shape[1]}
        raise InsightError(
            tr("The targets are {rows} × {columns} numbers, and the predictions {samples} × {numbers}.", **told),
            tr("Give a target for each prediction."),
        )
    if loss.kind == "KLDivLoss":
        return shares(goal, what)
    return probabilities(goal, what, sum_to_one=False) if loss.own == "sigmoid" else goal


def _check_takes_probabilities(loss: Loss) -> None:
    if not loss.own and not loss.takes_logarithms:
        raise InsightError(
            tr("{loss} compares numbers as they are, so nothing changes for probabilities.", loss=loss.kind),
            tr("Leave out that they are some."),
        )
    if loss != type(loss)():
        raise InsightError(
            tr("Of probabilities {loss} is worked out without settings of its own.", loss=loss.kind),
            tr("Leave the settings out, or give what the loss takes: scores, or logarithms of probabilities."),
        )


def _check_logarithms(given: Tensor) -> None:
    above = (given > ROUNDED).nonzero()
    if len(above):
        row, column = above[0].tolist()
        raise InsightError(
            tr("Prediction {place} of sample {row} is {value}, and the logarithm of a probability is never above 0.",
               place=column + 1, row=row + 1, value=f"{given[row, column].item():g}"),
            tr("Give logarithms as LogSoftmax makes them, or say that these are probabilities."),
        )  # fmt: skip


def _check_factors(loss: Loss, given: Tensor) -> None:
    factors = getattr(loss, loss.factors, None) if loss.factors else None
    if factors is not None and len(factors) != given.shape[1]:
        told = {"factors": len(factors), "numbers": given.shape[1], "name": loss.factors}
        raise InsightError(
            tr("{name} has {factors} factors, and each sample {numbers} predictions.", **told),
            tr("Give as many of one as of the other."),
        )


def _of_probabilities(loss: Loss) -> Callable[[Tensor, Tensor], Tensor]:
    """The loss as a function of probabilities, where each counts by its own logarithm."""

    def classes(given: Tensor, goal: Tensor) -> Tensor:
        wanted = goal
        if not goal.is_floating_point():
            wanted = torch.nn.functional.one_hot(goal, given.shape[1]).double()
        entropy = _times_log(wanted, wanted) if loss.kind == "KLDivLoss" else torch.zeros(1).double()
        return (entropy.sum() - _times_log(wanted, given).sum()) / len(given)

    def each(given: Tensor, goal: Tensor) -> Tensor:
        return -(_times_log(goal, given) + _times_log(1 - goal, 1 - given)).mean()

    return each if loss.own == "sigmoid" else classes


def _times_log(weight: Tensor, probability: Tensor) -> Tensor:
    """weight·log(probability), 0 where the weight is. Raises InsightError where it is infinite."""
    if bool(((probability <= 0) & (weight > 0)).any()):
        raise InsightError(
            tr("What is right has the probability 0, so its loss is infinite."),
            tr("Give it a probability above 0, however small."),
        )
    return weight * torch.where(weight > 0, probability, 1.0).log()


def _split(given: Tensor, goal: Tensor) -> Split:
    shares_of = given.softmax(dim=1).clamp_min(LEAST).log()
    wanted = goal if goal.is_floating_point() else torch.nn.functional.one_hot(goal, given.shape[1]).double()
    return Split(*_with_gradient(-(wanted * shares_of).sum() / len(given), given))


def _with_gradient(value: Tensor, given: Tensor) -> tuple[float, Rows]:
    (gradient,) = torch.autograd.grad(value, given)
    return value.item(), tuple(tuple(each + 0.0 for each in row) for row in gradient.tolist())  # −0 is 0
