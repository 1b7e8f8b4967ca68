"""Measures the training samples: the means and deviations by which samples and targets are scaled."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.data.preparation import Preparation, Scale
from studio.data.transforms.steps import Normalize, Reshape


def normalization(samples: Tensor) -> Normalize:
    """What brings each channel (feature) of samples (N, C, …) to mean 0 and deviation 1; constant ones to 0."""
    channels = samples.transpose(0, 1).flatten(start_dim=1)
    mean, deviation = channels.mean(dim=1), channels.std(dim=1, correction=0)
    deviation = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    return Normalize(mean=tuple(mean.tolist()), deviation=tuple(deviation.tolist()))


def scale(targets: Tensor) -> Scale:
    """What brings numbers (N, K) to mean 0 and deviation 1."""
    deviation = float(targets.std(correction=0))
    return Scale(mean=float(targets.mean()), deviation=deviation if deviation > 0 else 1.0)


def normalized(preparation: Preparation, step: Normalize) -> Preparation:
    """The preparation with a normalisation, before the samples are given the Input's shape."""
    before = tuple(each for each in preparation.steps if not isinstance(each, Reshape))
    after = preparation.steps[len(before) :]
    return preparation.model_copy(update={"steps": (*before, step, *after)})
