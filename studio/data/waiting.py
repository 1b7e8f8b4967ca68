"""Training samples that are changed by chance: they wait in their own units, and each batch is finished anew."""

from __future__ import annotations

from torch import Tensor

from studio.data.augmentation.augmentation import Augmentation
from studio.data.augmentation.rows import spreads
from studio.data.dataset import Split
from studio.data.preparation import Preparation
from studio.data.stores.store import Store
from studio.data.transforms.arrangement import Arrangement
from studio.data.transforms.fitting import through


def waiting(arrangement: Arrangement, preparation: Preparation, store: Store, wanted: Tensor) -> Split:
    """Training samples after the steps that come before the first draw, with their targets, and what is to come.

    `wanted` are the targets in their own units; where they are the input itself, what the store holds.
    """
    steps = preparation.steps[len(arrangement.stored) :]
    if preparation.target is not None:
        wanted = preparation.target.scaled(wanted)
    if preparation.task == "input" and steps:
        wanted = through(wanted, steps)
    return Split(store, wanted, steps, augmentation(arrangement, preparation, store))


def augmentation(arrangement: Arrangement, preparation: Preparation, store: Store) -> Augmentation:
    """What is drawn for training samples that are stored so."""
    rows = len(store.shape) == 1 and store.dtype.is_floating_point
    spread = spreads(store) if rows and len(store) else None
    return Augmentation(arrangement.drawn, preparation.task, len(preparation.classes), spread)
