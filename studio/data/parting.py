"""Divides samples and learns of those to train on what all of them are then read by: a vocabulary, means for gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.data.config import Data
from studio.data.division import divided
from studio.data.file_rows import FileRows, pieces
from studio.data.preparation import Preparation
from studio.data.samples import Reading, Samples
from studio.data.texts.learning import learnt
from studio.data.transforms import measuring
from studio.data.transforms.coding import suited, suited_reading
from studio.data.transforms.fitting import raw
from studio.data.transforms.row_steps import Fill


@dataclass(frozen=True, eq=False)
class Parted:
    """The samples of each split in the form that the preparation takes, and classes that were too small to split."""

    parts: dict[str, Samples]
    small: list[str]
    preparation: Preparation


def parted(config: Data, reading: Reading, preparation: Preparation, seed: int, *, kept: bool = False) -> Parted:
    """The samples of a source so; of a preparation that a run has `kept`, nothing is learnt anew."""
    tokenizer = preparation.tokenizer
    if tokenizer is None or tokenizer.is_learnt:
        parts, small = divided(config, suited_reading(reading, preparation), seed)
    else:
        parts, small = divided(config, reading, seed)
        tokenizer = learnt(tokenizer, _texts(parts["train"]))
        preparation = preparation.model_copy(update={"tokenizer": tokenizer})
        parts = {name: suited(part, preparation) for name, part in parts.items()}
    return Parted(parts, small, preparation if kept else _filled(preparation, parts["train"]))


def _texts(samples: Samples) -> list[str]:
    assert isinstance(samples.inputs, np.ndarray)
    return [str(text) for text in samples.inputs]


def _filled(preparation: Preparation, samples: Samples) -> Preparation:
    """The preparation with the means that stand for what is missing of the training samples' rows."""
    if not any(isinstance(step, Fill) for step in preparation.steps):
        return preparation
    assert isinstance(samples.inputs, np.ndarray | FileRows)
    steps = measuring.filled(preparation.steps, map(raw, pieces(samples.inputs)))
    return preparation.model_copy(update={"steps": steps})
