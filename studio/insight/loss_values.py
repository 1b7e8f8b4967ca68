"""Targets and predictions as a person types them for a loss, and what they have to be."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.insight.errors import InsightError
from studio.insight.typed import numbers, whole
from studio.text import half_width, ntr, tr

WHOLE = 1e-3
"""How far from 1 probabilities that are typed with few digits may sum up to."""


def table(text: str, what: str) -> Tensor:
    """Numbers (samples, numbers) with commas between them, and `;` or a new line between samples."""
    lines = [line for line in half_width(text).replace("\n", ";").split(";") if line.strip()]
    if not lines:
        raise InsightError(tr("There are no numbers for {what}.", what=what), tr("Write numbers such as 0.1,0.7,0.2."))
    rows = [numbers(line, what) for line in lines]
    for at, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            told = {"what": what, "first": len(rows[0]), "count": len(row), "row": at}
            raise InsightError(
                tr("Of {what} sample 1 has {first} numbers and sample {row} has {count}.", **told),
                tr("Give each sample as many."),
            )
    return torch.tensor(rows, dtype=torch.float64)


def probabilities(given: Tensor, what: str, *, sum_to_one: bool) -> Tensor:
    """The numbers, which have to be from 0 to 1 and, where they share one whole, to sum up to 1."""
    outside = ((given < 0) | (given > 1)).nonzero()
    if len(outside):
        row, column = outside[0].tolist()
        told = {"what": what, "row": row + 1, "place": column + 1, "value": f"{given[row, column].item():g}"}
        raise InsightError(
            tr("Of {what} number {place} of sample {row} is {value}, and no probability.", **told),
            tr("Probabilities are from 0 to 1."),
        )
    for row, total in enumerate(given.sum(dim=1).tolist(), start=1):
        if sum_to_one and abs(total - 1) > WHOLE:
            raise InsightError(
                tr("Of {what} sample {row} sums up to {total}, and not to 1.", what=what, row=row, total=f"{total:g}"),
                tr("Give a probability for each class; together they are 1."),
            )
    return given


def shares(given: Tensor, what: str) -> Tensor:
    """A probability for each class."""
    return probabilities(given, what, sum_to_one=True)


def class_targets(text: str, given: Tensor, *, shares_allowed: bool) -> Tensor:
    """Classes (N,), counted from 0, or shares of classes (N, C) where there are as many numbers as predictions."""
    what, (samples, classes) = tr("the targets"), given.shape
    if classes < 2:
        raise InsightError(tr("There is one class only, so nothing is to be chosen."), tr("Give a score for each."))
    goal = table(text, what)
    if goal.shape == given.shape and shares_allowed:
        return shares(goal, what)
    if goal.numel() != samples:
        found = ntr("one class", "{count} classes", goal.numel())
        told = {"found": found, "samples": samples, "classes": classes}
        raise InsightError(
            tr("The targets are {found}, and the predictions {samples} × {classes} numbers.", **told),
            tr("Give the class of each sample, counted from 0, or a share of each class."),
        )
    found_classes = whole(goal.flatten().tolist(), what)
    for row, each in enumerate(found_classes.tolist(), start=1):
        if each >= classes:
            told = {"row": row, "target": each, "last": classes - 1}
            raise InsightError(
                tr("The class of sample {row} is {target}, and the predictions are for 0 to {last}.", **told),
                tr("Classes are counted from 0."),
            )
    return found_classes
