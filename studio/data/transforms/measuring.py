"""Measures the training samples: the means and deviations by which samples and targets are scaled."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn

from studio.data.preparation import Preparation, Scale
from studio.data.stores.ahead import ahead
from studio.data.stores.store import SlowStore
from studio.data.transforms.levels import levels
from studio.data.transforms.moments import Moments
from studio.data.transforms.row_steps import Fill
from studio.data.transforms.steps import Normalize, Reshape, Step

MEASURED = 2_048
"""Pictures on which mean and deviation are measured where all of them would have to be decoded for it."""

PIECE = 32
"""Pictures that are measured at a time."""


def filled(steps: tuple[Step, ...], rows: Iterable[Tensor]) -> tuple[Step, ...]:
    """The steps with what is missing of rows, which come in pieces (n, F), filled by the mean of what is there; by 0
    where nothing is."""
    moments = Moments()
    for piece in rows:
        moments.add(piece)
    return tuple(_with_means(step, moments.mean.tolist()) if isinstance(step, Fill) else step for step in steps)


def _with_means(step: Fill, means: list[float]) -> Fill:
    return step.model_copy(
        update={"values": tuple(None if old is None else mean for old, mean in zip(step.values, means, strict=True))}
    )


def normalization(samples: Iterable[Tensor], are_numbers: tuple[bool, ...] = ()) -> Normalize:
    """What brings each channel (feature) of samples, which come in pieces (n, C, …), to mean 0 and deviation 1;
    constant ones to 0.

    Where `are_numbers` says of some that they are no numbers of the data, these stay as they are.
    """
    moments = Moments()
    for piece in samples:
        moments.add(piece)
    mean, deviation = moments.mean, moments.deviation
    deviation = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    if are_numbers:
        numbers = torch.tensor(are_numbers)
        mean = torch.where(numbers, mean, torch.zeros_like(mean))
        deviation = torch.where(numbers, deviation, torch.ones_like(deviation))
    return Normalize(mean=tuple(mean.tolist()), deviation=tuple(deviation.tolist()))


@torch.no_grad()
def sampled(store: SlowStore, module: nn.Module, seed: int) -> Normalize:
    """The same of pictures (N, C, H, W) that are not in memory, after `module`, estimated on some that `seed` draws."""
    drawn = np.random.default_rng(seed).permutation(len(store))[:MEASURED]
    places = torch.from_numpy(np.sort(drawn))
    return normalization(module(levels(pictures)) for pictures in ahead(store, places.split(PIECE)))


def scale(targets: Tensor) -> Scale:
    """What brings each of the numbers (N, K) to mean 0 and deviation 1."""
    means, deviations = targets.mean(dim=0), targets.std(dim=0, correction=0)
    deviations = torch.where(deviations > 0, deviations, torch.ones_like(deviations))
    if targets.shape[1] == 1:
        return Scale(mean=float(means), deviation=float(deviations))
    return Scale(mean=tuple(means.tolist()), deviation=tuple(deviations.tolist()))


def normalized(preparation: Preparation, step: Normalize) -> Preparation:
    """The preparation with a normalisation, before the samples are given the Input's shape."""
    before = tuple(each for each in preparation.steps if not isinstance(each, Reshape))
    after = preparation.steps[len(before) :]
    return preparation.model_copy(update={"steps": (*before, step, *after)})
