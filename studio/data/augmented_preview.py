"""Real training samples beside what chance makes of them in the first epochs, drawn just as the training draws.

`previewed` gives, for some samples of the training split, each as it is without chance and its variants of the epochs
from the first on, with a sentence each. A variant is that of the training with the same seed to the last digit, except
for two things that a training knows more of: the sample it is mixed with (MixUp, CutMix) is another one of those shown,
and what is measured of pictures (Normalize) is measured on those shown, which matters only for what is painted
behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.augmentation import Augmentation, Told
from studio.data.augmentation.chance import Chance
from studio.data.config import Data
from studio.data.holding import store_of
from studio.data.load import check_shape, wanted_of
from studio.data.parting import parted
from studio.data.preparation import Preparation, modules
from studio.data.samples import Check, Samples, carry_on
from studio.data.sources import source_of
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms import measuring
from studio.data.transforms.arrangement import Arrangement, arranged, is_measured
from studio.data.transforms.fitting import through
from studio.data.transforms.moments import pieces
from studio.data.transforms.planning import plan
from studio.data.waiting import augmentation
from studio.layers import Shape
from studio.text import listed, tr

EPOCHS = 6
"""So many variants are shown of a sample."""


@dataclass(frozen=True, eq=False)
class Variant:
    """What a training sees of a sample in an epoch (from 0), in the units of the data, and what was drawn, told."""

    sample: Tensor
    epoch: int
    words: str


@dataclass(frozen=True, eq=False)
class Previewed:
    """A training sample at its place of the split: as validation would see it, and its variants.

    Samples are float32, pictures (C, H, W) in [0, 1] (behind Normalize or Rescale brought back to it), rows (F).
    `target` is what is learnt of it, before anything is mixed.
    """

    place: int
    original: Tensor
    target: Tensor
    variants: tuple[Variant, ...]


def previewed(
    config: Data,
    shape: Shape,
    seed: int,
    count: int = 1,
    first: int = 0,
    epochs: int = EPOCHS,
    check: Check = carry_on,
) -> tuple[Previewed, ...]:
    """Training samples from the `first` on, `count` of them or as many as there are, for an Input of this shape.

    Only these are decoded; for the pool of the window, as a folder may have to be listed. Raises DataError, such as
    for a transform that cannot be given these samples.
    """
    preparation, arrangement, train = _training_samples(config, shape, seed, check)
    places = np.arange(min(first, len(train)), min(first + count, len(train)), dtype=np.int64)
    if not len(places):
        return ()
    # Columns of rows are measured over all of them; pictures may have to be decoded.
    known = train.take(places) if preparation.sample == "picture" else train
    store = store_of(known, preparation.source, arrangement.stored, check)
    rest = preparation.fitting[len(arrangement.stored) :]
    if is_measured(config) and store.dtype.is_floating_point:
        found = measuring.normalization(pieces(store, modules(rest)), preparation.are_numbers)
        preparation = measuring.normalized(preparation, found)
    augment = augmentation(arrangement.kept(preparation.steps), preparation, store)
    stored = store.take(torch.arange(len(places)) if known is not train else torch.from_numpy(places))
    wanted = wanted_of(config, preparation, TensorStore(stored), train.take(places), arrangement.stored, check)
    originals = through(stored, rest)
    columns = [_drawn(augment, preparation, stored, wanted, Chance(seed, epoch, places)) for epoch in range(epochs)]
    return tuple(
        Previewed(int(places[row]), originals[row], wanted[row], tuple(column[row] for column in columns))
        for row in range(len(places))
    )


def _training_samples(config: Data, shape: Shape, seed: int, check: Check) -> tuple[Preparation, Arrangement, Samples]:
    """How samples are prepared, before anything is measured but what fills gaps, and those of the training split."""
    source = source_of(config)
    description = source.describe(config, check)
    check_shape(config, description, shape)
    preparation = plan(config, description, shape)
    found = parted(config, source.read(config, check), preparation, seed)
    arrangement = arranged(config, description, shape).kept(found.preparation.steps)
    return found.preparation, arrangement, found.parts["train"]


def _drawn(
    augment: Augmentation, preparation: Preparation, stored: Tensor, wanted: Tensor, chance: Chance
) -> list[Variant]:
    """The variants of the samples in an epoch."""
    inputs, _, told = augment.told(stored, wanted, chance)
    own = preparation.in_own_units()(inputs)
    return [Variant(own[row], chance.epoch, _sentence(chance.epoch, told[row])) for row in range(len(told))]


def _sentence(epoch: int, told: Told) -> str:
    if not told.words:
        return tr("Epoch {epoch}: as it is.", epoch=epoch + 1)
    return tr("Epoch {epoch}: {changes}.", epoch=epoch + 1, changes=listed(told.words))
