"""Texts as raw samples: tokens of the vocabulary that the run has kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import torch
from torch import Tensor

from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.regular_files import UnreadableError, shown
from studio.data.table_files.frames import read_frame
from studio.data.texts.files import read_text, reason_of
from studio.evaluation.inputs.habits import Habits
from studio.evaluation.inputs.naming import some
from studio.formatting.shortened import shortened
from studio.text import tr

TEXT = "text"
"""What the column of texts is called where nothing else is known of it."""


def tokens(texts: Sequence[str], preparation: Preparation) -> Tensor:
    """Raw samples (N, L) of texts. Raises DataError where the network takes none."""
    if preparation.tokenizer is None:
        raise DataError(tr("The network takes no texts."), tr("Give it samples of the kind that it was trained on."))
    return torch.from_numpy(preparation.tokenizer.encode(list(texts))[0])


def text_of(path: Path, habits: Habits) -> str:
    """The text of a file. Raises DataError where there is none."""
    try:
        text, _ = read_text(path, habits.tables.encoding)
        if text.strip():
            return text
        reason: str = tr("it is empty")
    except (UnreadableError, DataError) as error:
        reason = reason_of(error)
    raise DataError(
        tr("The text “{path}” cannot be read: {reason}.", path=shown(path), reason=reason),
        tr("Give a text file (.txt)."),
    )


def texts_in(path: Path, habits: Habits) -> tuple[tuple[str | None, ...], tuple[int, ...]]:
    """The texts in a table, None where there is none, and the numbers of their rows. Raises DataError."""
    frame = read_frame(path, habits.tables, as_text=True)
    there = frame.values.columns
    wanted = habits.text or (there[0] if len(there) == 1 else TEXT)
    if wanted not in there:
        raise DataError(
            tr("“{file}” has no column “{column}” of texts.", file=shown(path.name), column=shortened(wanted)),
            tr("It has {names}; call the column of texts so.", names=some(there)),
        )  # fmt: skip
    values = frame.values[wanted].cast(pl.String, strict=False).to_list()
    return tuple(each if each and each.strip() else None for each in values), tuple(frame.rows.tolist())
