"""Targets that a person types: what an answer is compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.data.config import Task
from studio.insight.errors import InsightError
from studio.insight.typed import counted, numbers, whole
from studio.text import half_width, listed, ntr, tr
from studio.training.losses import Loss

SUM = 1e-3
"""Shares of classes sum up to 1 but for so much."""

NAMED = 10
"""So many classes are named."""


@dataclass(frozen=True)
class Wanted:
    """What a loss compares an output with: the task, the names of its classes, and the shape of one output."""

    loss: Loss
    task: Task
    classes: Sequence[str]
    shape: tuple[int, ...]
    positions: int = 0

    def typed(self, text: str) -> Tensor:
        """Targets (1, …) of a text as the data of this task have them, in the units that are learnt.

        Of classes it is the number of one, from 0, or its name, or a number for each of them. Raises InsightError.
        """
        if self.task == "classes":
            return self._class(text)
        found = numbers(text, tr("the target"))
        if self.task in ("pixels", "positions"):
            shape = (self.positions,) if self.task == "positions" else self.shape[1:]
            self._check_count(found, math.prod(shape))
            places = whole(found, tr("the target"))
            for place in places.tolist():
                self._check_class(place)
            return places.reshape(1, *shape)
        shape = (len(self.classes),) if self.task == "labels" else self.shape
        self._check_count(found, math.prod(shape))
        if self.task == "labels" or self.loss.own == "sigmoid":
            self._check_shares(found)
        return torch.tensor(found, dtype=torch.float32).reshape(1, *shape)

    def _class(self, text: str) -> Tensor:
        word, count = text.strip(), len(self.classes)
        if word in self.classes and not word.isdecimal():
            return torch.tensor([self.classes.index(word)])
        word = half_width(word)
        if "," not in word and word.isdecimal():
            self._check_class(int(word))
            return torch.tensor([int(word)])
        if "," not in word:
            raise self._no_class(word)
        if not self.loss.takes_shares:
            raise InsightError(
                tr("{loss} compares with one class, not with a number for each.", loss=self.loss.kind),
                tr("Give the number of a class as the target, from 0, or its name."),
            )
        found = numbers(text, tr("the target"))
        self._check_count(found, count)
        if self.loss.targets == "indices" or self.loss.takes_logarithms or self.loss.own:
            self._check_shares(found)
            if abs(sum(found) - 1.0) > SUM:
                raise InsightError(
                    tr("The target's shares of the classes sum up to {sum}, and not to 1.", sum=f"{sum(found):g}"),
                    tr("Give one from 0 to 1 for each class, or the number of one class."),
                )
        return torch.tensor([found], dtype=torch.float32)

    def _check_class(self, place: int) -> None:
        if place >= len(self.classes):
            raise self._no_class(str(place))

    def _no_class(self, word: str) -> InsightError:
        names = [f"“{name}”" for name in self.classes[:NAMED]]
        rest = len(self.classes) - len(names)
        told = listed([*names, *([ntr("{count} more", "{count} more", rest)] if rest else [])])
        return InsightError(
            tr("The target “{word}” is no class: there are {names}.", word=word, names=told),
            tr("Give the number of one, from 0 to {last}, or its name.", last=len(self.classes) - 1),
        )

    def _check_count(self, found: Sequence[float], wanted: int) -> None:
        if len(found) != wanted:
            raise InsightError(
                tr("The target takes {wanted}, and there are {given}.", wanted=counted(wanted), given=len(found)),
                tr("Give just as many, with commas between them."),
            )

    def _check_shares(self, found: Sequence[float]) -> None:
        for place, value in enumerate(found, start=1):
            if not 0.0 <= value <= 1.0:
                raise InsightError(
                    tr("Number {place} of the target is {value}, and not from 0 to 1.", place=place,
                       value=f"{value:g}"),
                    tr("0 stands for no, 1 for yes."),
                )  # fmt: skip
