"""How the shape of samples changes on their way to an Input, and what is done to them until then."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data.config import Data, Measured
from studio.data.config.transforms import Transform
from studio.data.config.transforms.values import Normalize as NormalizeTransform
from studio.data.errors import DataError
from studio.data.transforms.counterparts import steps_of
from studio.data.transforms.steps import Bytes, Normalize, Reshape, Scale, Step
from studio.data.transforms.values import SampleShape
from studio.layers import Shape
from studio.text import ended, tr


@dataclass(frozen=True)
class Part:
    """One thing done to samples: the `steps` that all of them go through, or what is drawn for training in their place.

    `transform` is None for what fits samples to the Input, and where nothing is drawn. What is `measured` has its step
    once it is.
    """

    steps: tuple[Step, ...]
    transform: Transform | None = None
    measured: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is not done before samples are stored, where some are drawn."""
        return self.transform is not None or any(isinstance(step, Normalize | Scale | Reshape) for step in self.steps)

    @property
    def is_rounding(self) -> bool:
        """Whether it is the rounding of pictures that are kept as bytes."""
        return any(isinstance(step, Bytes) for step in self.steps)


def refused(reason: str) -> DataError:
    """A transform that cannot be given these samples."""
    return DataError(reason, tr("Correct transforms in the data settings."), "transforms")


class Course:
    """How samples change on their way, as far as it is arranged."""

    def __init__(self, source: SampleShape) -> None:
        self.shape: SampleShape = source
        self.parts: list[Part] = []

    @property
    def known(self) -> Shape:
        """The present shape, of which every size is known."""
        return tuple(size for size in self.shape if size is not None)

    def add(self, place: int, transform: Transform) -> None:
        """Put a transform of the list behind what is there. Raises DataError where it cannot stand there."""
        try:
            steps = steps_of(transform, self.shape)
            for step in steps:
                self.shape = step.shape(self.shape)
        except ValueError as error:
            told = tr("transforms, number {place}, {kind}: {reason}", place=place, kind=transform.kind, reason=error)
            raise refused(ended(told)) from None
        measured = isinstance(transform, NormalizeTransform) and transform.is_measured
        self.parts.append(Part(steps, transform if transform.random else None, measured))

    def fit(self, *steps: Step) -> None:
        """Put steps behind it that nobody asked for by name."""
        for step in steps:
            self.shape = step.shape(self.shape)
        if steps:
            self.parts.append(Part(steps))

    def finish(self, config: Data, shape: Shape) -> None:
        """What comes last: the normalization that is a switch of the data, and the Input's shape."""
        if isinstance(config, Measured) and config.normalize:
            self.parts.append(Part((), measured=True))
        if self.shape != shape:
            self.fit(Reshape(to=shape))
