"""The first samples of data as they come, without reading the rest: for previews, and to try an exported network on."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from studio.data.config import Data, Task
from studio.data.pictures.decode import quiet
from studio.data.pictures.files import PictureFiles
from studio.data.pictures.masks import MaskFiles
from studio.data.preparation import Preparation
from studio.data.samples import Samples
from studio.data.sources import source_of
from studio.data.transforms import targets
from studio.data.transforms.coding import suited, without_vocabulary
from studio.data.transforms.fitting import raw


@dataclass(frozen=True, eq=False)
class Peek:
    """Raw samples, each without an axis for the batch, and what is learnt of each in its own units.

    Pictures are float32 (C, H, W) in [0, 1] whose heights and widths may differ, rows and points float32, sequences
    int64 tokens. A target is an int64 class or float32 numbers; of pictures learnt pixel by pixel or themselves, it
    has the size of the picture.
    """

    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]

    @property
    def batch(self) -> Tensor:
        """The samples that have the shape of the first one, as one batch (N, …)."""
        return torch.stack([sample for sample in self.inputs if sample.shape == self.inputs[0].shape])


def peek(config: Data, count: int, preparation: Preparation | None = None) -> Peek:
    """The first `count` raw samples, all where there are no more; of a folder of pictures only these are decoded.

    With a `preparation`, pictures have the channels that it takes; texts need one, for its vocabulary. Raises
    DataError.
    """
    samples = source_of(config).peek(config, count)
    other = targets.instead(config)
    task = other.task if other else None
    inputs = raw_samples(samples, preparation)
    found = tuple(_target(config, task, sample, samples, place) for place, sample in enumerate(inputs))
    return Peek(inputs, found)


def peek_part(config: Data, part: Samples) -> Peek:
    """Samples of a split, raw, as they are in the form that a preparation takes. Raises DataError."""
    other = targets.instead(config)
    task = other.task if other else None
    inputs = raw_samples(part, None)
    return Peek(inputs, tuple(_target(config, task, each, part, at) for at, each in enumerate(inputs)))


def _target(config: Data, task: Task | None, sample: Tensor, samples: Samples, place: int) -> Tensor:
    if isinstance(samples.targets, MaskFiles) and task is None:
        mask = samples.targets.mask(place)
        samples.targets.check_read()
        assert mask is not None
        return mask.long()
    return targets.targets(config, task, sample[None], samples.targets[place : place + 1])[0]


def raw_samples(samples: Samples, preparation: Preparation | None) -> tuple[Tensor, ...]:
    """Samples one by one, as they come; with a preparation, with the channels that it takes. Raises DataError."""
    if preparation is not None:
        samples = suited(samples, preparation)
    if not isinstance(samples.inputs, PictureFiles):
        if samples.inputs.dtype == object:
            raise without_vocabulary()
        return tuple(raw(samples.inputs))
    with quiet():
        pictures = [samples.inputs.picture(place) for place in range(len(samples))]
    samples.inputs.check_read()
    return tuple(picture for picture in pictures if picture is not None)
