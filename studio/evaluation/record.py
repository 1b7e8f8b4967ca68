"""The record of kept predictions: whose they are, what their arrays mean, and how large the files of these are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.data.config import Task
from studio.evaluation.arrays import Name
from studio.training.activation import Activation
from studio.training.runs.records import damaged, read_sealed, write_sealed

RECORD = "predictions.json"

VERSION = 2
"""Of what is kept; predictions of another one are made anew."""


class Record(BaseModel):
    """All but the arrays, as Predictions has it. `weights` is the digest of the weights, `paths` where the data were,
    `sizes` the bytes of the file of each array."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    version: int
    split: str
    weights: str
    epoch: int
    samples: Annotated[int, Field(ge=1)]
    task: Task
    classes: list[str]
    activation: Activation
    mere_scores: bool
    ignored: int | None
    loss: float | None
    metrics: dict[str, float | None]
    unanswered: int
    unsure: bool
    paths: list[str]
    sizes: dict[Name, int]

    def write(self, folder: Path) -> None:
        """Keep it beside its arrays. Raises OSError."""
        write_sealed(folder / RECORD, self.model_dump(mode="json"))

    @classmethod
    def read(cls, folder: Path) -> Record:
        """That of a folder. Raises TrainingError where it is missing or is not what was written."""
        values: dict[str, Any] = read_sealed(folder / RECORD)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise damaged(folder / RECORD, error) from None
