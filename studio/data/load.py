"""Loads the data of a project, fitted to its network and split; what was loaded last is kept at hand."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache, partial
from math import prod

import torch
from torch import Tensor

from studio.data.config import Data, Scaled
from studio.data.dataset import Dataset, Split
from studio.data.errors import DataError
from studio.data.fingerprint import SAMPLED, fingerprint, whole
from studio.data.holding import held
from studio.data.memory import check_memory, stays_on_disk
from studio.data.notes import note
from studio.data.parting import parted
from studio.data.pictures.masks import MaskFiles
from studio.data.preparation import Preparation, led, modules
from studio.data.samples import Check, Description, Samples, carry_on
from studio.data.sources import source_of
from studio.data.sources.moment import one_moment
from studio.data.stores.picture_store import PictureStore
from studio.data.stores.row_store import RowStore
from studio.data.stores.store import SlowStore, Store
from studio.data.transforms import measuring, targets
from studio.data.transforms.arrangement import arranged, is_measured
from studio.data.transforms.coding import suited
from studio.data.transforms.fitting import change, fit
from studio.data.transforms.masks import fit_masks
from studio.data.transforms.moments import pieces
from studio.data.transforms.planning import check_same, plan
from studio.data.transforms.steps import Normalize, Reshape, Step
from studio.data.waiting import waiting
from studio.data.words import sample_word, samples_called, samples_counted
from studio.layers import Shape, format_shape
from studio.text import tr
from studio.text.language import while_spoken

FEW = 8
"""Samples that have to fit into memory in any case."""

_lock = threading.Lock()
_latest: tuple[Hashable, Dataset] | None = None


def describe(config: Data) -> Description:
    """What the data hold, for a summary before training. Quick; raises DataError."""
    return targets.describe(config, source_of(config).describe(config))


def described(config: Data) -> Description:
    """The same, kept while the data stay: many pictures take long to list, and windows ask after every edit."""
    return _described(config, source_of(config).glance(config))


@while_spoken
@lru_cache(maxsize=4)
def _described(config: Data, stamp: Hashable) -> Description:
    return describe(config)


def load(
    config: Data, shape: Shape, seed: int, check: Check = carry_on, preparation: Preparation | None = None
) -> Dataset:
    """The data for an Input of this shape, split by `seed`. The second time in a row it is at hand at once.

    `preparation` is that of a run whose network is to see the data: exactly it is applied, and nothing measured anew.
    `check` is called now and then while reading, and may raise to give it up. Raises DataError.
    """
    global _latest
    with _lock, one_moment():
        key = (config, shape, seed, preparation, source_of(config).stamp(config))
        if _latest is None or _latest[0] != key:
            _latest = None
            try:
                _latest = key, _load(config, shape, seed, check, preparation)
            except MemoryError:
                raise DataError(
                    tr("The data do not fit into memory."), tr("Choose a smaller Input or fewer data.")
                ) from None
        return _latest[1]


def first(config: Data, count: int, preparation: Preparation) -> Tensor:
    """The first `count` samples to train on (N, *shape), by the very steps that `load` takes. Raises DataError."""
    samples = suited(source_of(config).peek(config, count), preparation)
    inputs = fit(samples, modules(preparation.fitting), preparation.fitted, carry_on)
    return _finished(inputs, preparation.finishing)


def _load(config: Data, shape: Shape, seed: int, check: Check, given: Preparation | None) -> Dataset:
    source = source_of(config)
    description = source.describe(config, check)
    check_shape(config, description, shape)
    preparation = plan(config, description, shape)
    if given is not None:
        check_same(preparation, given)
        preparation = given
    reading = source.read(config, check)
    found = parted(config, reading, preparation, seed, kept=given is not None)
    parts, preparation = found.parts, found.preparation
    arrangement = arranged(config, description, shape).kept(preparation.steps)
    on_disk = stays_on_disk(description, preparation.task, led(preparation.source, arrangement.stored))
    steps = dict.fromkeys(parts, arrangement.stored if on_disk else preparation.fitting)
    if arrangement.is_random:
        steps["train"] = arrangement.stored
    stores = held(reading, parts, preparation.source, steps, check, on_disk=on_disk)
    wanted = {
        name: wanted_of(config, preparation, stores[name], part, steps[name], check) for name, part in parts.items()
    }
    reading.check_read()
    if given is None:
        rest = preparation.fitting[len(steps["train"]) :]
        preparation = _measured(config, preparation, stores["train"], wanted["train"], rest, seed)
        arrangement = arrangement.kept(preparation.steps)
    splits = {
        name: waiting(arrangement, preparation, stores[name], wanted[name])
        if arrangement.is_random and name == "train"
        else _split(preparation, stores[name], wanted[name], steps[name])
        for name in parts
    }
    digest = fingerprint(reading, check)
    return Dataset(
        preparation.classes,
        **{name: replace(split, origins=parts[name].origins) for name, split in splits.items()},
        preparation=preparation,
        fingerprint=digest,
        note=note(reading, preparation, found, config.transforms),
        task=preparation.task,
        vocabulary=description.vocabulary,
        whole_fingerprint=partial(whole, reading) if digest.startswith(SAMPLED) else None,
    )


def check_shape(config: Data, description: Description, shape: Shape) -> None:
    """Raise DataError when samples described so cannot be brought to an Input of this shape, or not all be held."""
    task = targets.learnt(config, description).task
    targets.check_shape(task, shape, description.sample_shape)
    arrangement = arranged(config, description, shape)
    stored = led(arrangement.source, arrangement.stored)
    fitted = plan(config, description, shape).fitted
    on_disk = description.is_large or stays_on_disk(description, task, stored)
    largest = max(fitted, stored, key=prod) if arrangement.is_random else fitted
    _check_size(config, min(description.samples, FEW) if on_disk else description.samples, largest)


def _check_size(config: Data, count: int, target: Shape) -> None:
    """Refuse what cannot fit: each number is held as it was read, and as float32."""
    word = sample_word(config)
    check_memory(
        count * prod(target) * 5,
        tr("{samples} of {shape}", samples=samples_counted(word, count), shape=format_shape(target)),
        tr("Choose a smaller Input shape, or fewer {samples}.", samples=samples_called(word)),
    )


def wanted_of(
    config: Data, preparation: Preparation, store: Store, samples: Samples, steps: tuple[Step, ...], check: Check
) -> Tensor:
    """The targets of samples that are held after these steps, in their own units."""
    if isinstance(samples.targets, MaskFiles) and preparation.task == "pixels":
        return fit_masks(samples.targets, steps, store.shape[1:], check)
    # Those of a slow store are known without the samples.
    inputs = torch.empty(0) if isinstance(store, SlowStore) else store.between(0, len(store))
    return targets.targets(config, preparation.task, inputs, samples.targets)


def _measured(
    config: Data, preparation: Preparation, store: Store, wanted: Tensor, rest: tuple[Step, ...], seed: int
) -> Preparation:
    """The preparation with what is measured of the training samples, after the `rest` of the steps before that."""
    if is_measured(config) and store.dtype != torch.int64:
        preparation = measuring.normalized(preparation, _normalization(preparation, store, rest, seed))
    if isinstance(config, Scaled) and config.scale_target and preparation.task == "numbers":
        preparation = preparation.model_copy(update={"target": measuring.scale(wanted)})
    return preparation


def _normalization(preparation: Preparation, store: Store, rest: tuple[Step, ...], seed: int) -> Normalize:
    if isinstance(store, PictureStore):
        return measuring.sampled(store, modules(rest), seed)
    return measuring.normalization(pieces(store, modules(rest)), preparation.are_numbers)


def _split(preparation: Preparation, store: Store, wanted: Tensor, steps: tuple[Step, ...]) -> Split:
    """Samples that are held after these steps, with targets as they are learnt; in memory they are finished at once."""
    if preparation.target is not None:
        wanted = preparation.target.scaled(wanted)
    if isinstance(store, RowStore):
        return Split(store.then(preparation.steps[len(steps) :]), wanted)
    if isinstance(store, SlowStore):
        return Split(store, wanted, preparation.steps[len(steps) :])
    # What is learnt may be the very samples, which are changed in place.
    finished = _finished(store.between(0, len(store)), preparation.finishing)
    return Split.of(finished, wanted.reshape(-1, *preparation.shape) if preparation.task == "input" else wanted)


def _finished(inputs: Tensor, steps: tuple[Step, ...]) -> Tensor:
    """Samples after the last steps, changed in place as far as that is possible."""
    for step in steps:
        if isinstance(step, Reshape):
            inputs = inputs.reshape(-1, *step.to)
        else:
            change(inputs, step.module())
    return inputs
