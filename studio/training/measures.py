"""What a person is told beside the loss: an accuracy where answers are right or wrong, else how far off they are."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data.config import Task


@dataclass(frozen=True)
class Measure:
    """`share` says that it is a share of right answers, from 0 to 1; otherwise it is an error, 0 being perfect."""

    name: str
    share: bool = True


ERROR = Measure("mean absolute error", share=False)

MEASURES: dict[Task, Measure] = {
    "classes": Measure("accuracy"),
    "labels": Measure("label accuracy"),
    "pixels": Measure("pixel accuracy"),
    "numbers": ERROR,
    "input": ERROR,
}
