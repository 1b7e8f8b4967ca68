"""Brings samples into the form that a preparation takes: channels, places of categories, tokens of texts."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.errors import DataError
from studio.data.file_rows import FileRows, changed, pieces
from studio.data.pictures.files import PictureFiles
from studio.data.preparation import Preparation
from studio.data.rows import MISSING, Names
from studio.data.samples import Reading, Samples
from studio.data.texts.tokenizer import Tokenizer
from studio.text import tr


def suited(samples: Samples, preparation: Preparation) -> Samples:
    """The same in the channels and with the categories of a preparation. Raises DataError for a category it lacks."""
    if preparation.tokenizer is not None:
        return _tokenized(samples, preparation.tokenizer)
    samples = samples.with_channels(preparation.source[0] or 1)
    if samples.categories == preparation.categories:
        return samples
    assert not isinstance(samples.inputs, PictureFiles)
    recode = partial(_recoded_rows, today=samples.categories, preparation=preparation)
    inputs = changed(samples.inputs, recode)
    if isinstance(inputs, FileRows):
        # What a preparation lacks is told now, and not once a batch has it.
        deque(pieces(inputs), maxlen=0)
    return replace(samples, inputs=inputs, categories=preparation.categories)


def _recoded_rows(rows: npt.NDArray[Any], today: tuple[Names, ...], preparation: Preparation) -> npt.NDArray[Any]:
    """Rows (N, F) with the places that categories have in the lists of a preparation. Raises DataError."""
    rows = np.array(rows)
    for column, (present, kept) in enumerate(zip(today, preparation.categories, strict=True)):
        if present != kept:
            rows[:, column] = _recoded(rows[:, column], present, kept, preparation.features[column])
    return rows


def suited_reading(reading: Reading, preparation: Preparation) -> Reading:
    """All of a source's samples so."""
    validation, test = (part and suited(part, preparation) for part in (reading.validation, reading.test))
    return replace(reading, train=suited(reading.train, preparation), validation=validation, test=test)


def _tokenized(samples: Samples, tokenizer: Tokenizer) -> Samples:
    """Texts as tokens, which stay at hand."""
    if not tokenizer.is_learnt:
        raise without_vocabulary()
    assert isinstance(samples.inputs, np.ndarray)
    tokens, cut = tokenizer.encode(samples.inputs.tolist())
    return replace(samples, inputs=tokens, texts=samples.inputs, cut=cut)


def without_vocabulary() -> DataError:
    """Why texts cannot be tokens yet."""
    return DataError(
        tr("There is no vocabulary for these texts yet: it is learnt when a training begins."),
        tr("Train the network first."),
    )


def _recoded(places: npt.NDArray[Any], today: Names, kept: Names, column: str) -> npt.NDArray[Any]:
    """Places in today's list as those of the same names in the list that is kept."""
    known = {name: place for place, name in enumerate(kept)}
    present = np.unique(places).astype(np.int64)
    for place in present:
        if today[place] not in known:
            raise _unknown(today[place], column)
    table = np.array([known.get(name, -1) for name in today])
    return table[places.astype(np.int64)].astype(places.dtype)


def _unknown(name: str, column: str) -> DataError:
    if name == MISSING:
        message = tr(
            "In the column “{column}” values are missing, which none did in the rows that the run was trained on.",
            column=column,
        )
    else:
        message = tr(
            "The column “{column}” has the category “{name}”, which no row had that the run was trained on.",
            column=column,
            name=name,
        )
    return DataError(message, tr("Leave such rows out, or train anew."))
