"""Loads the data of a project, fitted to its network and split; what was loaded last is kept at hand."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from functools import lru_cache
from math import prod

import numpy as np
from torch import Tensor

from studio.data.config import Data, Measured, Scaled
from studio.data.dataset import Dataset, Split
from studio.data.division import divided
from studio.data.errors import DataError
from studio.data.fingerprint import fingerprint
from studio.data.memory import check_memory
from studio.data.notes import note
from studio.data.pictures.masks import MaskFiles
from studio.data.preparation import Preparation, modules
from studio.data.samples import Check, Description, Samples, carry_on
from studio.data.sources import source_of
from studio.data.transforms import measuring, targets
from studio.data.transforms.coding import suited, suited_reading
from studio.data.transforms.fitting import change, fit, raw
from studio.data.transforms.masks import fit_masks
from studio.data.transforms.planning import check_same, fitted_shape, plan
from studio.data.transforms.row_steps import Fill
from studio.data.words import sample_word, samples_called
from studio.layers import Shape, format_shape
from studio.text import tr

_lock = threading.Lock()
_latest: tuple[Hashable, Dataset] | None = None


def describe(config: Data) -> Description:
    """What the data hold, for a summary before training. Quick; raises DataError."""
    return targets.describe(config, source_of(config).describe(config))


def described(config: Data) -> Description:
    """The same, kept while the data stay: many pictures take long to list, and windows ask after every edit."""
    return _described(config, source_of(config).glance(config))


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
    with _lock:
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
    inputs = _fit(samples, preparation, carry_on)
    if preparation.normalization is not None:
        change(inputs, preparation.normalization.module())
    return inputs.reshape(-1, *preparation.shape)


def _load(config: Data, shape: Shape, seed: int, check: Check, given: Preparation | None) -> Dataset:
    source = source_of(config)
    description = source.describe(config, check)
    check_shape(config, description, shape)
    preparation = plan(config, description, shape)
    if given is not None:
        check_same(preparation, given)
        preparation = given
    reading = source.read(config, check)
    parts, small = divided(config, suited_reading(reading, preparation), seed)
    if given is None:
        preparation = _filled(preparation, parts["train"])
    inputs = {name: _fit(part, preparation, check) for name, part in parts.items()}
    wanted = {name: _wanted(config, preparation, inputs[name], part, check) for name, part in parts.items()}
    reading.check_read()
    if given is None:
        preparation = _measured(config, preparation, inputs["train"], wanted["train"])
    if preparation.normalization is not None:
        for values in inputs.values():
            change(values, preparation.normalization.module())
    splits = {name: _finished(preparation, inputs[name], wanted[name]) for name in parts}
    return Dataset(
        preparation.classes,
        **splits,
        preparation=preparation,
        fingerprint=fingerprint(reading),
        note=note(reading, preparation, small),
        task=preparation.task,
        vocabulary=description.vocabulary,
    )


def check_shape(config: Data, description: Description, shape: Shape) -> None:
    """Raise DataError when samples described so cannot be brought to an Input of this shape, or not all be held."""
    targets.check_shape(targets.learnt(config, description).task, shape, description.sample_shape)
    _check_size(config, description, fitted_shape(config, description, shape))


def _check_size(config: Data, description: Description, target: Shape) -> None:
    """Refuse what cannot fit: each number is held as it was read, and as float32."""
    named = samples_called(sample_word(config))
    check_memory(
        description.samples * prod(target) * 5,
        tr("{count} {samples} of {shape}", count=f"{description.samples:,}", samples=named, shape=format_shape(target)),
        tr("Choose a smaller Input shape, or fewer {samples}.", samples=named),
    )


def _fit(samples: Samples, preparation: Preparation, check: Check) -> Tensor:
    """Samples with the channels and sizes that the network takes, in their own units."""
    return fit(samples, modules(preparation.fitting), preparation.fitted, check)


def _filled(preparation: Preparation, samples: Samples) -> Preparation:
    """The preparation with the means that stand for what is missing of the training samples' rows."""
    if not any(isinstance(step, Fill) for step in preparation.steps):
        return preparation
    assert isinstance(samples.inputs, np.ndarray)
    steps = measuring.filled(preparation.steps, raw(samples.inputs))
    return preparation.model_copy(update={"steps": steps})


def _wanted(config: Data, preparation: Preparation, inputs: Tensor, samples: Samples, check: Check) -> Tensor:
    """The targets of samples that are fitted, before any normalization."""
    if isinstance(samples.targets, MaskFiles) and preparation.task == "pixels":
        return fit_masks(samples.targets, preparation.fitting, preparation.fitted[1:], check)
    return targets.targets(config, preparation.task, inputs, samples.targets)


def _measured(config: Data, preparation: Preparation, inputs: Tensor, wanted: Tensor) -> Preparation:
    """The preparation with what is measured of the training samples, as the settings want it."""
    if isinstance(config, Measured) and config.normalize and inputs.is_floating_point():
        preparation = measuring.normalized(preparation, measuring.normalization(inputs, preparation.are_numbers))
    if isinstance(config, Scaled) and config.scale_target and preparation.task == "numbers":
        preparation = preparation.model_copy(update={"target": measuring.scale(wanted)})
    return preparation


def _finished(preparation: Preparation, inputs: Tensor, wanted: Tensor) -> Split:
    """Samples in the Input's shape, with targets as they are learnt."""
    if preparation.target is not None:
        wanted = preparation.target.scaled(wanted)
    if preparation.task == "input":
        wanted = wanted.reshape(-1, *preparation.shape)
    return Split.of(inputs.reshape(-1, *preparation.shape), wanted)
