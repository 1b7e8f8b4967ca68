"""Batches by index from stores of samples, and all chance of a training as a pure function of its seed.

Order and dropout of a step follow from (seed, epoch) and (seed, step) alone, so a training that goes on later,
or on another machine, takes the same steps as one that was never interrupted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import count

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.chance import Chance
from studio.data.dataset import Split
from studio.data.preparation import modules
from studio.data.stores.ahead import Change, Made, ahead
from studio.data.stores.store import SlowStore
from studio.data.transforms.levels import levels
from studio.training.bounds import bounds
from studio.training.device import Compute

Batch = tuple[Tensor, Tensor]
"""Inputs (B, *shape) and targets (B,), on the device."""

_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_MASK = 2**64 - 1


def order(seed: int, epoch: int, count: int) -> Tensor:
    """The places of `count` samples in the order of this epoch, int64 (count,)."""
    return torch.from_numpy(np.random.default_rng((seed, epoch)).permutation(count))


def step_seed(seed: int, step: int, rank: int = 0) -> int:
    """Where torch's generators begin in this step (dropout and the like), for each process that takes part in it."""
    mixed = (seed * _MIX[0] + (step + 1) * _MIX[1] + rank * _MIX[2]) & _MASK
    return (mixed ^ (mixed >> 31)) & (_MASK >> 1)


class Batches:
    """A split cut into batches, kept on the device when there is room."""

    def __init__(self, split: Split, size: int, compute: Compute) -> None:
        self.samples = len(split)
        self._bounds = bounds(self.samples, size)
        self._device = compute.device
        held = compute.device if compute.holds(split.nbytes) else torch.device("cpu")
        self._store = split.store.to(held)
        self._slow = self._store if isinstance(self._store, SlowStore) else None
        self._targets = split.targets.to(self._store.device)
        self._augment = split.augmentation
        self._finish = modules(split.steps).to(compute.device) if split.steps else None
        self._shape = split.shape
        self._format = compute.memory_format(self._shape)
        is_mixed = self._augment is not None and self._augment.mixes
        needs_more = self._augment is not None or self._finish is not None or self._store.dtype == torch.uint8
        # The threads that read samples finish them too, beside the training; samples that are mixed belong together.
        self._made_ahead = self._slow is not None and self._device.type == "cpu" and needs_more and not is_mixed

    def __len__(self) -> int:
        return len(self._bounds)

    def first(self) -> Batch:
        """The first batch in the samples' own order."""
        with closing(self._from(self._bounds[:1])) as batches:
            return next(batches)

    def shuffled(self, seed: int, epoch: int, start: int = 0) -> Generator[Batch, None, None]:
        """The batches of an epoch from the `start`th on, in the order that seed and epoch give."""
        here, bounds = order(seed, epoch, self.samples), self._bounds[start:]
        if self._made_ahead:
            drawn = [here[first:last] for first, last in bounds]
            yield from self._ahead(drawn, lambda places, samples: self._changed(places, samples, seed, epoch))
            return
        places = here.to(self._store.device)
        with closing(self._taken([places[first:last] for first, last in bounds])) as taken:
            for (first, last), batch in zip(bounds, taken, strict=True):
                yield self._drawn(*batch, Chance(seed, epoch, here[first:last].numpy()))

    def endless(self, seed: int) -> Iterator[Batch]:
        """The batches of one epoch after the other."""
        for epoch in count():
            yield from self.shuffled(seed, epoch)

    def in_order(self) -> Generator[Batch, None, None]:
        """The batches in the samples' own order."""
        return self._from(self._bounds)

    def remarks(self) -> list[str]:
        """Sentences about what went otherwise than planned since the last time, but keeps nobody from going on."""
        return self._slow.remarks() if self._slow is not None else []

    def _from(self, bounds: Sequence[tuple[int, int]]) -> Generator[Batch, None, None]:
        """Batches of samples that lie side by side."""
        if self._made_ahead:
            yield from self._ahead(
                [torch.arange(*each) for each in bounds], lambda _places, samples: self._stepped(samples)
            )
        elif self._slow is not None:
            with closing(self._taken([torch.arange(*each) for each in bounds])) as taken:
                for inputs, targets in taken:
                    yield self._finished(inputs), as_classes(targets)
        else:
            for first, last in bounds:
                inputs, targets = self._placed(self._store.between(first, last), self._targets[first:last])
                yield self._finished(inputs), as_classes(targets)

    def _ahead(self, batches: Sequence[Tensor], change: Change) -> Generator[Batch, None, None]:
        """The samples of a slow store at the places of each batch (B,), made by the threads that read them."""
        assert self._slow is not None
        made = Made(change, self._shape, self._slow.dtype, self._format)
        with closing(ahead(self._slow, batches, made=made)) as taken:
            for places, inputs in zip(batches, taken, strict=True):
                yield inputs, as_classes(self._targets.index_select(0, places))

    def _changed(self, places: Tensor, samples: Tensor, seed: int, epoch: int) -> Tensor:
        """Samples to train with, changed by chance where the data ask for that."""
        if self._augment is None:
            return self._stepped(samples)
        targets = self._targets.index_select(0, places)
        return self._augment(samples, targets, Chance(seed, epoch, places.numpy()))[0]

    def _taken(self, batches: Sequence[Tensor]) -> Generator[Batch, None, None]:
        """The samples at the places of each batch, (B,) on the store's device, as they are held, on the device."""
        if self._slow is not None:
            with closing(ahead(self._slow, batches, pinned=self._device.type == "cuda")) as taken:
                for chosen, inputs in zip(batches, taken, strict=True):
                    yield self._placed(inputs, self._targets.index_select(0, chosen))
        else:
            for chosen in batches:
                yield self._placed(self._store.take(chosen), self._targets.index_select(0, chosen))

    def _drawn(self, inputs: Tensor, targets: Tensor, chance: Chance) -> Batch:
        """A batch to train with, changed by chance where the data ask for that."""
        if self._augment is None:
            return self._finished(inputs), as_classes(targets)
        inputs, targets = self._augment(inputs, targets, chance)
        return inputs.contiguous(memory_format=self._format), as_classes(targets)

    def _placed(self, inputs: Tensor, targets: Tensor) -> Batch:
        """Samples as they are held (B, …) and their targets, on the device."""
        if inputs.device != self._device:
            # From pinned memory the copy runs beside the computation.
            inputs = _pinned(inputs).to(self._device, non_blocking=True)
            targets = _pinned(targets).to(self._device, non_blocking=True)
        return inputs, targets

    def _finished(self, inputs: Tensor) -> Tensor:
        """Samples as the network takes them (B, *shape)."""
        return self._stepped(inputs).contiguous(memory_format=self._format)

    @torch.no_grad()
    def _stepped(self, inputs: Tensor) -> Tensor:
        values = levels(inputs)
        return values if self._finish is None else self._finish(values)


def as_classes(targets: Tensor) -> Tensor:
    """Classes of pixels that are held as bytes as int64, which losses take; other targets as they are."""
    return targets.long() if targets.dtype == torch.uint8 else targets


def _pinned(values: Tensor) -> Tensor:
    return values if values.is_pinned() else values.pin_memory()
