"""Everything done to raw samples before a network sees them and to its answers after, as one value kept with a run."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from torch import Tensor, nn

from studio.data.config import Task
from studio.data.errors import DataError
from studio.data.rows import Names
from studio.data.texts.tokenizer import Tokenizer
from studio.data.transforms.row_steps import OneHot
from studio.data.transforms.steps import Normalize, OfChannels, Reshape, Step, ToShape
from studio.data.transforms.steps import Scale as Scaling
from studio.data.transforms.values import SampleShape, Size, Value
from studio.data.words import SampleWord
from studio.layers import Shape
from studio.text import tr

Deviation = Annotated[float, Field(gt=0.0)]


class Scale(Value):
    """The scale of numbers that are learnt: an answer times `deviation` plus `mean` is in their own units.

    Both are one number for all, or one for each of the numbers that are learnt.
    """

    mean: float | tuple[float, ...]
    deviation: Deviation | tuple[Deviation, ...]

    @property
    def means(self) -> tuple[float, ...]:
        """One mean, or one for each number."""
        return self.mean if isinstance(self.mean, tuple) else (self.mean,)

    @property
    def deviations(self) -> tuple[float, ...]:
        """One deviation, or one for each number."""
        return self.deviation if isinstance(self.deviation, tuple) else (self.deviation,)

    def scaled(self, targets: Tensor) -> Tensor:
        """Targets (N, K) in their own units as the network learns them."""
        return (targets - targets.new_tensor(self.means)) / targets.new_tensor(self.deviations)


class Preparation(Value):
    """From raw samples to what the Input takes, and from the network's answers to what a person reads.

    Raw samples are float32 batches: pictures (N, C, H, W) in [0, 1], rows (N, F) in the units of their source,
    points (N, 2); sequences are int64 tokens (N, L). `source` is the shape of one raw sample, None where heights and
    widths may differ. `classes` names classes, labels or numbers in the order of the network's outputs, as `task`
    says; () where the input itself is learnt. `target` is the scale of numbers that are learnt, None where they are
    learnt as they are. `vocabulary` is the number of tokens in sequences, 0 for other samples, and `features` names
    the columns of a row, () where they have no names. `categories` has the names of the categories of each column, ()
    for numbers, and is () itself where there are only numbers: a category stands in a row as its place among them.
    `positions` is how many classes a sample has, one at each; 0 for other tasks. `rate` is how many numbers a second
    recordings (N, C, L) have, which are float32 in [-1, 1]; 0 for other samples. `tokenizer` makes the tokens of texts,
    None for what are no texts.
    """

    sample: SampleWord
    source: SampleShape = Field(min_length=1)
    shape: tuple[Size, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = ()
    target: Scale | None = None
    task: Task = "classes"
    classes: tuple[str, ...] = ()
    vocabulary: int = Field(0, ge=0)
    features: tuple[str, ...] = ()
    categories: tuple[Names, ...] = ()
    positions: int = Field(0, ge=0)
    rate: int = Field(0, ge=0)
    tokenizer: Tokenizer | None = None

    @model_validator(mode="after")
    def _leads_to_the_input(self) -> Preparation:
        shape = self.source
        for step in self.steps:
            shape = step.shape(shape)
        if shape != self.shape:
            raise ValueError(tr("the steps do not lead to the shape of the Input"))
        if self.features and self.source != (len(self.features),):
            raise ValueError(tr("there must be a name for each feature"))
        if self.categories and self.source != (len(self.categories),):
            raise ValueError(tr("there must be categories, or none, for each feature"))
        if self.tokenizer is not None and (self.tokenizer.length,) != self.source:
            raise ValueError(tr("there must be as many tokens as a sample has"))
        return self

    @property
    def normalization(self) -> Normalize | None:
        """What is subtracted from and divided out of each channel; None where values stay as they come."""
        return next((step for step in self.steps if isinstance(step, Normalize)), None)

    @property
    def are_numbers(self) -> tuple[bool, ...]:
        """For each number of a fitted row, whether it is one of the data and not of a category; () where all are."""
        return next((step.are_numbers for step in self.steps if isinstance(step, OneHot)), ())

    @property
    def fitting(self) -> tuple[Step, ...]:
        """The first steps, which give samples their channels and sizes and leave values in their own units."""
        return tuple(takewhile(lambda step: not isinstance(step, Normalize | Scaling | Reshape), self.steps))

    @property
    def fitted(self) -> Shape:
        """The shape of a sample after these first steps."""
        return led(self.source, self.fitting)

    @property
    def finishing(self) -> tuple[Step, ...]:
        """The steps after those, which leave samples in the units and the shape that the Input takes."""
        return self.steps[len(self.fitting) :]

    def prepare(self) -> nn.Module:
        """From raw samples (N, *source) to what the Input takes (N, *shape); the steps one after the other."""
        return modules(self.steps)

    def finish(self) -> nn.Module | None:
        """From the network's answers to the units of the target; None where they are in them already.

        Numbers (N, K) are scaled back. Where the input itself is learnt, it is learnt normalised, and so answers
        (N, *shape) are shifted and scaled back as well.
        """
        if self.target is not None:
            return Rescale(self.target.means, self.target.deviations).eval()
        back = self._scaled_back() if self.task == "input" else None
        return None if back is None else nn.Sequential(ToShape(self.fitted), back, ToShape(self.shape)).eval()

    def in_own_units(self) -> nn.Module:
        """From what the Input takes (N, *shape) back to samples as they are fitted (N, *fitted), in their own units."""
        back = self._scaled_back()
        return nn.Sequential(ToShape(self.fitted), *(() if back is None else (back,))).eval()

    def _scaled_back(self) -> Rescale | None:
        """What brings samples that were scaled back to their own units, None where they are in them."""
        for step in self.finishing:
            if isinstance(step, Normalize):
                return Rescale(step.mean, step.deviation)
            if isinstance(step, Scaling):
                return Rescale((-step.offset / step.factor,), (1.0 / step.factor,))
        return None

    def to_json(self) -> dict[str, object]:
        """The value as plain JSON, to be kept in a file."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, found: object) -> Preparation:
        """The value of such JSON. Raises DataError for any other."""
        try:
            return _ADAPTER.validate_json(json.dumps(found))
        except ValidationError as error:
            reason = _reason(error)
        except (TypeError, ValueError, RecursionError):
            reason = tr("it is no JSON object")
        raise DataError(
            tr("The preparation of samples that is kept with this run is damaged: {reason}.", reason=reason),
            tr("Restore the run's folder from a copy, or train again."),
        )


_ADAPTER = TypeAdapter(Preparation)


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong, with its place."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    return tr("at “{place}”, {reason}", place=place, reason=said) if place else said


class Rescale(OfChannels):
    """Answers of a network (N, C, …), scaled and shifted to the units of their target channel by channel."""

    def forward(self, answers: Tensor) -> Tensor:
        mean, deviation = self.along(answers)
        return answers * deviation + mean


def modules(steps: tuple[Step, ...]) -> nn.Sequential:
    """Steps as modules, one after the other."""
    return nn.Sequential(*(step.module() for step in steps)).eval()


def led(shape: SampleShape, steps: tuple[Step, ...]) -> Shape:
    """The shape of a sample that these steps lead to. Raises ValueError where they cannot be taken."""
    for step in steps:
        shape = step.shape(shape)
    return tuple(size for size in shape if size is not None)
