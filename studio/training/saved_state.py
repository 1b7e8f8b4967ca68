"""Whether a saved state is one that a training can go on from: every value of the kind and shape that it has today."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.lbfgs_state import is_like_lbfgs
from studio.training.optimizers import LBFGS, Optimizer

T = TypeVar("T")


def check_numbers(kind: type[T], found: Any) -> T:
    """A dataclass of numbers from the entries saved of it. Raises TrainingError."""
    values = _entries(found, tr("progress"))
    for field in fields(kind):  # type: ignore[arg-type]
        if not _is_number(values.get(field.name), whole=isinstance(field.default, int)):
            raise damaged(tr("“{name}” is no number that it can be", name=field.name))
    return kind(**{field.name: values[field.name] for field in fields(kind)})  # type: ignore[arg-type]


def check_optimizer(
    found: Any, declaration: Optimizer, parameters: Iterable[nn.Parameter]
) -> dict[int, dict[str, Any]]:
    """What an optimizer has gathered of each weight, by its place. Raises TrainingError where it is another's."""
    gathered = _entries(_entries(found, tr("optimizer")).get("state"), tr("optimizer"))
    if isinstance(declaration, LBFGS):
        weights = sum(each.numel() for each in parameters)
        if not is_like_lbfgs(gathered, weights, declaration.history_size):
            raise damaged(tr("the optimizer has values of another kind than it should"))
        return gathered
    wanted = _gathered_by(declaration, parameters)
    for place, values in gathered.items():
        if place not in wanted:
            raise damaged(tr("the optimizer has values for a weight {place}, which there is not", place=repr(place)))
        check_like(values, wanted[place], tr("optimizer, weight {place}", place=place))
    return gathered


def check_like(found: Any, wanted: Any, where: str) -> None:
    """Raise TrainingError where values are not of the kinds, names and shapes that are wanted."""
    if isinstance(wanted, Mapping):
        values = _entries(found, where)
        if values.keys() != wanted.keys():
            raise damaged(tr("{where} has other entries than it should", where=where))
        for name, value in wanted.items():
            check_like(values[name], value, f"{where}, {name}")
    elif isinstance(wanted, Tensor):
        if not isinstance(found, Tensor) or (found.shape, found.dtype) != (wanted.shape, wanted.dtype):
            raise damaged(tr("{where} has another shape or number format than it should", where=where))
    elif isinstance(wanted, list):
        if not isinstance(found, list) or not all(isinstance(each, Tensor) for each in found):
            raise damaged(tr("{where} is no list of numbers", where=where))
    elif type(found) is not type(wanted):
        raise damaged(tr("{where} is of another kind than it should be", where=where))


def damaged(what: str) -> TrainingError:
    """The error for a state that no training can go on from."""
    return TrainingError(
        tr("The state that the training would go on from is damaged: {what}.", what=what),
        tr("Start a new training; the run's weights and curves are still there."),
    )


_MOST = 10**15
"""No training takes so many steps."""


def _is_number(value: Any, *, whole: bool) -> bool:
    """Whether a value is a count, or any number; a loss that no epoch has had yet is infinite."""
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return False
    return 0 <= value <= _MOST if isinstance(value, int) else -math.inf < value <= math.inf


def _entries(found: Any, where: str) -> dict[Any, Any]:
    if not isinstance(found, dict):
        raise damaged(tr("{where} is missing", where=where))
    return found


def _gathered_by(declaration: Optimizer, parameters: Iterable[nn.Parameter]) -> dict[int, dict[str, Any]]:
    """What such an optimizer gathers in a step, as tensors without numbers."""
    weights = [nn.Parameter(torch.empty(each.shape, dtype=each.dtype, device="meta")) for each in parameters]
    optimizer = declaration.build(weights)
    for weight in weights:
        weight.grad = torch.empty_like(weight)
    optimizer.step()
    gathered: dict[int, dict[str, Any]] = optimizer.state_dict()["state"]
    return gathered
