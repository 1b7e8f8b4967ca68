"""Arranges what is done to samples in its order: the list of transforms, and what fits them to the Input around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from studio.data.config import Data, Measured
from studio.data.config.transforms import Transform
from studio.data.config.transforms.listing import check_samples, scales
from studio.data.config.transforms.values import Normalize as NormalizeTransform
from studio.data.errors import DataError
from studio.data.memory import stays_on_disk
from studio.data.preparation import led
from studio.data.rows import RowFormat
from studio.data.samples import Description
from studio.data.transforms.course import Course, Part, refused
from studio.data.transforms.framing import ResizeShorter
from studio.data.transforms.picture_shapes import picture_shape
from studio.data.transforms.row_steps import Fill, OneHot, Tokens
from studio.data.transforms.rows import check_rows
from studio.data.transforms.steps import Bytes, Colour, Grey, Normalize, Resize, Step
from studio.data.transforms.targets import learnt
from studio.data.transforms.values import SampleShape
from studio.data.words import SampleWord, sample_word, samples_called
from studio.layers import Shape
from studio.text import tr

Chosen = list[tuple[int, Transform]]
"""Transforms that are on, with their places in the list, from 1."""


@dataclass(frozen=True)
class Arrangement:
    """All that is done to samples of this `source`, in its order."""

    source: SampleShape
    parts: tuple[Part, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is done to all samples that are not trained on."""
        return tuple(step for part in self.parts for step in part.steps)

    @property
    def is_random(self) -> bool:
        """Whether something is drawn anew for each sample of each epoch."""
        return any(part.transform is not None for part in self.parts)

    @property
    def stored(self) -> tuple[Step, ...]:
        """What is done to training samples once, before anything is drawn; their values stay in their own units."""
        return tuple(step for part in self.parts[: self._first_waiting] for step in part.steps)

    @property
    def drawn(self) -> tuple[Part, ...]:
        """What is done to training samples anew in each epoch."""
        return self.parts[self._first_waiting :]

    def rounded(self) -> Arrangement:
        """The same with training samples rounded to bytes before they are stored."""
        place = self._first_waiting
        return replace(self, parts=(*self.parts[:place], Part((Bytes(),)), *self.parts[place:]))

    @property
    def _first_waiting(self) -> int:
        waiting = (place for place, part in enumerate(self.parts) if part.waits)
        return next(waiting, len(self.parts))

    def kept(self, steps: tuple[Step, ...]) -> Arrangement:
        """The same with steps of these kinds as they were measured, or as a run has kept them.

        Samples that were rounded are rounded where they were. Raises DataError where something is drawn and the steps
        are others, so that it is not known between which.
        """
        left, parts, same = list(steps), [], True
        for part in self.parts:
            if part.is_rounding:
                continue
            parts += _rounding(left)
            count = int(bool(left) and isinstance(left[0], Normalize)) if part.measured else len(part.steps)
            parts.append(replace(part, steps=tuple(left[:count])))
            same = same and (part.measured or _kinds(part) == _kinds(parts[-1]))
            left = left[count:]
        parts += _rounding(left)
        if self.is_random and (left or not same):
            raise DataError(
                tr("What the transforms make of the data is something else than the run has kept."),
                tr("Choose the data and the transforms that it was trained with, or train anew."),
            )
        return replace(self, parts=tuple(parts))


def _kinds(part: Part) -> list[str]:
    return [step.kind for step in part.steps]


def _rounding(left: list[Step]) -> list[Part]:
    """What rounds to bytes at the beginning of these steps, which are then without it."""
    return [Part((left.pop(0),))] if left and isinstance(left[0], Bytes) else []


def arranged(config: Data, description: Description, shape: Shape) -> Arrangement:
    """What is done to samples described so for an Input of this shape, without what is measured of them.

    Raises DataError where they cannot be brought to it, or a transform cannot be given such samples.
    """
    chosen = _on(config)
    word = description.sample or sample_word(config)
    _check(config, word)
    if word == "picture":
        found = _Pictures(config, description, shape).arranged(chosen)
        task = learnt(config, description).task
        return found.rounded() if stays_on_disk(description, task, led(found.source, found.stored)) else found
    course = _through(description, chosen)
    check_rows(course.known, shape, samples_called(word))
    course.finish(config, shape)
    return Arrangement(_source(description), tuple(course.parts))


def own_shape(config: Data, description: Description) -> Shape:
    """The shape that samples have behind the list where no Input asks for another one.

    Raises DataError where a transform cannot be given them.
    """
    word = description.sample or sample_word(config)
    _check(config, word)
    return description.sample_shape if word == "picture" else _through(description, _on(config)).known


def _on(config: Data) -> Chosen:
    return [(place, each) for place, each in enumerate(config.transforms, start=1) if each.enabled]


def _source(description: Description) -> SampleShape:
    return description.sample_shape if description.rows is None else (len(description.rows.sizes),)


def _through(description: Description, chosen: Chosen) -> Course:
    """How samples that are no pictures go through the list."""
    course = Course(_source(description))
    if description.rows is not None:
        course.fit(*_of_rows(description.rows))
    course.shape = description.sample_shape
    for place, each in chosen:
        course.add(place, each)
    return course


def is_measured(config: Data) -> bool:
    """Whether means and deviations are measured on the training samples."""
    chosen = [each for each in config.transforms if isinstance(each, NormalizeTransform) and each.enabled]
    return any(each.is_measured for each in chosen) or (isinstance(config, Measured) and config.normalize)


def _of_rows(rows: RowFormat) -> Iterator[Step]:
    """The steps that make numbers of rows; what fills gaps is measured later."""
    if rows.tokens:
        yield Tokens(sizes=rows.sizes)
        return
    if rows.filled:
        yield Fill(values=tuple(None if size else 0.0 for size in rows.sizes), marked=rows.marked)
    if rows.has_categories:
        yield OneHot(sizes=(*rows.sizes, *(0 for _ in rows.marked)))


def _check(config: Data, word: SampleWord) -> None:
    """Raise DataError where the list does not go with the other settings."""
    try:
        check_samples(config.transforms, word, samples_called(word))
    except ValueError as error:
        raise refused(f"{error}") from None
    scaling = next((each for each in config.transforms if each.enabled and scales(each)), None)
    if scaling is not None and isinstance(config, Measured) and config.normalize:
        raise DataError(
            tr("transforms has {kind}, and normalize is on as well: values are scaled once.", kind=scaling.kind),
            tr("Switch normalize off, or remove {kind} from the list.", kind=scaling.kind),
            "transforms",
        )


class _Pictures:
    """The arrangement of pictures, which are brought to the Input's channels and size where the list leaves that open.

    A list that changes no size gets them at the Input's size; else they come as they are, where they have one size.
    """

    def __init__(self, config: Data, description: Description, shape: Shape) -> None:
        self._config, self._shape = config, shape
        self._own = description.sample_shape
        self._source: SampleShape = self._own if description.uniform else (self._own[0], None, None)
        self._resizes = any(each.resizes for each in config.transforms if each.enabled)
        self._course = Course(self._source)

    def arranged(self, chosen: Chosen) -> Arrangement:
        """All of it, with the transforms of the list and their places in it."""
        course = self._course
        if not (self._resizes and len(self._shape) == 1):
            self._bring_channels()
        if not self._resizes:
            self._bring_size()
        for place, each in chosen:
            if scales(each) or (each.random and None in course.shape):
                self._bring_channels()
                self._bring_size()
            course.add(place, each)
        if not any(scales(each) for _, each in chosen):
            self._bring_channels()
            self._bring_size()
        course.finish(self._config, self._shape)
        return self._with_free_size()

    @property
    def _target(self) -> Shape:
        """The (C, H, W) to bring pictures to: a flat Input takes what has just as many numbers."""
        known = self._own if None in self._course.shape else self._course.known
        return picture_shape(known, self._shape)

    def _bring_channels(self) -> None:
        target = self._target
        if self._course.shape[0] != target[0]:
            self._course.fit(Grey() if target[0] == 1 else Colour())

    def _bring_size(self) -> None:
        target = self._target
        if self._course.shape[1:] != target[1:]:
            self._course.fit(Resize(height=target[1], width=target[2]))

    def _with_free_size(self) -> Arrangement:
        """It, for pictures of any size where they are brought to one before all else."""
        found = Arrangement(self._source, tuple(self._course.parts))
        first = next((step for step in found.steps if not isinstance(step, Grey | Colour)), None)
        is_free = isinstance(first, Resize | ResizeShorter)
        return Arrangement((self._source[0], None, None), found.parts) if is_free else found
