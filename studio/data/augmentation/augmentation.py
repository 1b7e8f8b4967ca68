"""All that is done to batches of training samples by chance, in the order of the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.data.augmentation.chance import Chance
from studio.data.augmentation.moving import Mover, composed, moved
from studio.data.augmentation.rows import ColumnNoise
from studio.data.augmentation.worker import Drawn, Lot, Worker
from studio.data.augmentation.workers import worker_of
from studio.data.config import Task
from studio.data.transforms.course import Part
from studio.data.transforms.levels import levels
from studio.data.transforms.masks import following
from studio.data.transforms.steps import Normalize, Step
from studio.layers import Shape


@dataclass(frozen=True)
class Told:
    """What was drawn of one sample, in words; empty where nothing happens to it."""

    words: tuple[str, ...]


class Augmentation:
    """From stored samples (N, ...) and targets to what the network is trained with.

    `parts` are what is done from the first draw on, in order, `spread` are the deviations of columns as they are
    stored, `classes` their number. Targets made of pixels follow what moves them. Those that are the input itself go
    through all that every sample goes through as well, but through nothing else that is drawn: the network learns to
    undo noise. One of several classes becomes a share for each (N, K) where samples are mixed.
    """

    def __init__(self, parts: Sequence[Part], task: Task = "classes", classes: int = 0, spread: Tensor | None = None):
        self._task, self._classes = task, classes
        self._stages = list(_stages(parts, spread))
        self.mixes = any(part.transform is not None and part.transform.mixes for part in parts)

    @torch.no_grad()
    def __call__(self, inputs: Tensor, targets: Tensor, chance: Chance) -> tuple[Tensor, Tensor]:
        """A batch as it is trained with, inputs (N, *shape), which may come as bytes of pictures, and targets."""
        lot = self._begun(inputs, targets)
        for stage in self._stages:
            lot = stage.apply(lot, stage.drawn(chance, lot.shape))
        return levels(lot.inputs), self._ended(lot)

    @torch.no_grad()
    def told(self, inputs: Tensor, targets: Tensor, chance: Chance) -> tuple[Tensor, Tensor, list[Told]]:
        """The same, and what was drawn of each sample."""
        lot, words = self._begun(inputs, targets), [list[str]() for _ in range(len(inputs))]
        for stage in self._stages:
            drawn = stage.drawn(chance, lot.shape)
            for place, mine in enumerate(words):
                mine.extend(filter(None, stage.words(drawn, place, lot.shape)))
            lot = stage.apply(lot, drawn)
        return lot.inputs, self._ended(lot), [Told(tuple(mine)) for mine in words]

    def _begun(self, inputs: Tensor, targets: Tensor) -> Lot:
        if not (self._task == "classes" and self._stages and self._stages[0].takes_bytes):
            inputs = levels(inputs)
        if self._task == "input":
            return Lot(inputs, targets, pictures=inputs)
        if self._task == "pixels":
            return Lot(inputs, targets, classes=targets)
        if self._task == "classes" and self.mixes:
            targets = one_hot(targets, self._classes).to(torch.float32)
        return Lot(inputs, targets)

    def _ended(self, lot: Lot) -> Tensor:
        if lot.pictures is not None:
            return lot.pictures
        return lot.targets if lot.classes is None else lot.classes


class Stage:
    """One thing after the other: what all samples go through, a transform, or several movements that are one."""

    takes_bytes = False
    """Whether pictures may still come as bytes."""

    def drawn(self, chance: Chance, shape: Shape) -> list[Drawn]:
        """What is drawn for samples of this shape."""
        return []

    def apply(self, lot: Lot, drawn: list[Drawn]) -> Lot:
        """The batch after it."""
        raise NotImplementedError

    def words(self, drawn: list[Drawn], place: int, shape: Shape) -> Iterator[str]:
        """What is drawn of a sample, in words."""
        return iter(())


class Fixed(Stage):
    """Steps that every sample goes through."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self._modules = nn.Sequential(*(step.module() for step in steps)).eval()
        self._steps = steps

    @cached_property
    def _following(self) -> nn.Module:
        """How classes of pixels go through them, which only pictures have."""
        return following(self._steps)

    def apply(self, lot: Lot, drawn: list[Drawn]) -> Lot:
        self._modules.to(lot.inputs.device)
        same = lot.pictures is lot.inputs
        inputs = self._modules(lot.inputs)
        pictures = inputs if same or lot.pictures is None else self._modules(lot.pictures)
        classes = lot.classes
        if classes is not None:
            classes = self._following(classes[:, None].float())[:, 0].to(classes.dtype)
        return replace(lot, inputs=inputs, pictures=None if lot.pictures is None else pictures, classes=classes)


class One(Stage):
    """A transform by chance."""

    def __init__(self, worker: Worker[Any], place: int) -> None:
        self._worker, self._place = worker, place

    def drawn(self, chance: Chance, shape: Shape) -> list[Drawn]:
        return [self._worker.draw(chance.of(self._place), shape)]

    def apply(self, lot: Lot, drawn: list[Drawn]) -> Lot:
        return self._worker.apply(lot, drawn[0])

    def words(self, drawn: list[Drawn], place: int, shape: Shape) -> Iterator[str]:
        yield self._worker.words(drawn[0], place, shape)


class Moves(Stage):
    """Movements that follow each other, as one."""

    takes_bytes = True

    def __init__(self, movers: Sequence[tuple[Mover[Any], int]]) -> None:
        self._movers = movers
        borders = [mover.border for mover, _ in movers if mover.border is not None]
        self._border = borders[0] if borders else None

    def drawn(self, chance: Chance, shape: Shape) -> list[Drawn]:
        return [mover.draw(chance.of(place), shape) for mover, place in self._movers]

    def apply(self, lot: Lot, drawn: list[Drawn]) -> Lot:
        return moved(lot, composed([mover for mover, _ in self._movers], drawn, lot.shape), self._border)

    def words(self, drawn: list[Drawn], place: int, shape: Shape) -> Iterator[str]:
        for (mover, _), mine in zip(self._movers, drawn, strict=True):
            yield mover.words(mine, place, shape)


def _stages(parts: Sequence[Part], spread: Tensor | None) -> Iterator[Stage]:
    number = 0
    movers: list[tuple[Mover[Any], int]] = []
    for part in parts:
        worker = None if part.transform is None else worker_of(part.transform)
        if movers and not (isinstance(worker, Mover) and _is_one_movement([each for each, _ in movers], worker)):
            yield Moves(movers)
            movers = []
        if worker is None:
            spread = _scaled(spread, part.steps)
            yield Fixed(part.steps)
            continue
        if isinstance(worker, ColumnNoise):
            assert spread is not None
            worker.spread = spread
        if isinstance(worker, Mover):
            movers.append((worker, number))
        else:
            yield One(worker, number)
        number += 1
    if movers:
        yield Moves(movers)


def _is_one_movement(movers: Sequence[Mover[Any]], further: Mover[Any]) -> bool:
    """Whether what is beyond the edges is the same for all; flips see nothing of it."""
    return len({each.border for each in (*movers, further) if each.border is not None}) < 2


def _scaled(spread: Tensor | None, steps: tuple[Step, ...]) -> Tensor | None:
    """Deviations of columns after these steps."""
    for step in steps:
        if spread is not None and isinstance(step, Normalize):
            spread = spread / torch.tensor(step.deviation)
    return spread
