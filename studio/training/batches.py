"""Batches by index from stores of samples, and all chance of a training as a pure function of its seed.

Order and dropout of a step follow from (seed, epoch) and (seed, step) alone, so a training that goes on later,
or on another machine, takes the same steps as one that was never interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.chance import Chance
from studio.data.dataset import Split
from studio.data.preparation import modules
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
        self._targets = split.targets.to(self._store.device)
        self._augment = split.augmentation
        self._finish = modules(split.steps).to(compute.device) if split.steps else None
        self._format = compute.memory_format(split.shape)

    def __len__(self) -> int:
        return len(self._bounds)

    def shuffled(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch from the `start`th on, in the order that seed and epoch give."""
        here = order(seed, epoch, self.samples)
        places = here.to(self._store.device)
        for first, last in self._bounds[start:]:
            chosen = places[first:last]
            batch = self._placed(self._store.take(chosen), self._targets.index_select(0, chosen))
            yield self._drawn(*batch, Chance(seed, epoch, here[first:last].numpy()))

    def in_order(self) -> Iterator[Batch]:
        """The batches in the samples' own order."""
        for first, last in self._bounds:
            inputs, targets = self._placed(self._store.between(first, last), self._targets[first:last])
            yield self._finished(inputs), as_classes(targets)

    def _drawn(self, inputs: Tensor, targets: Tensor, chance: Chance) -> Batch:
        """A batch to train with, changed by chance where the data ask for that."""
        if self._augment is None:
            return self._finished(inputs), as_classes(targets)
        inputs, targets = self._augment(levels(inputs), targets, chance)
        return inputs.contiguous(memory_format=self._format), as_classes(targets)

    def _placed(self, inputs: Tensor, targets: Tensor) -> Batch:
        """Samples as they are held (B, …) and their targets, on the device."""
        if inputs.device != self._device:
            # From pinned memory the copy runs beside the computation.
            inputs = inputs.pin_memory().to(self._device, non_blocking=True)
            targets = targets.pin_memory().to(self._device, non_blocking=True)
        return inputs, targets

    def _finished(self, inputs: Tensor) -> Tensor:
        """Samples as the network takes them (B, *shape)."""
        inputs = levels(inputs)
        if self._finish is not None:
            with torch.no_grad():
                inputs = self._finish(inputs)
        return inputs.contiguous(memory_format=self._format)


def as_classes(targets: Tensor) -> Tensor:
    """Classes of pixels that are held as bytes as int64, which losses take; other targets as they are."""
    return targets.long() if targets.dtype == torch.uint8 else targets
