"""Texts in a column of a table, with their class in another."""

from __future__ import annotations

from collections.abc import Hashable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from studio.data.config.table_files import TableFile
from studio.data.config.texts import TextTable
from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp
from studio.data.left_out import LeftOuts
from studio.data.origins import Origins
from studio.data.regular_files import shown
from studio.data.table_files.frames import read_frame, stamp_of
from studio.data.table_files.parsing import file_of
from studio.data.texts.found import Texts, samples_of
from studio.formatting.shortened import shortened
from studio.text import listed, tr

MOST_CLASSES = 1_000
"""A column of more different values is found to be no class by itself."""

WORDS = 1.5
"""Spaces that values of a column have on average for it to be found to be one of texts."""


def texts_of(config: TextTable) -> Texts:
    """All texts of a table; what was read last is kept at hand while the file stays. Raises DataError."""
    # How texts become tokens changes nothing of how they are read.
    kept = ("path", "text", "target", "separator", "encoding")
    return _read(TextTable(**{name: getattr(config, name) for name in kept}), stamp(config))


def stamp(config: TextTable) -> FileStamp:
    """What changes when the file does. Raises DataError where it is not there."""
    return stamp_of(file_of(config.path))


@lru_cache(maxsize=1)
def _read(config: TextTable, stamp: Hashable) -> Texts:
    path = file_of(config.path)
    options = TableFile(path=config.path, separator=config.separator, encoding=config.encoding)
    frame = read_frame(path, options, as_text=True)
    values = _as_text(frame.table, (config.text, config.target))
    text, target, notes = _columns(values, config, path)
    odd = LeftOuts()
    texts: list[str] = []
    kinds: list[str] = []
    kept: list[int] = []
    for at, (row, written, kind) in enumerate(zip(frame.rows.tolist(), values[text], values[target], strict=True)):
        if written is None or not written.strip():
            odd.add("empty_text", tr("row {row}", row=row))
        elif kind is None or not kind.strip():
            odd.add("untold", tr("row {row}", row=row), shortened(target))
        else:
            texts.append(written)
            kinds.append(kind.strip())
            kept.append(at)
    classes = _classes(kinds)
    if len(classes) < 2:
        raise DataError(
            tr("The column “{column}” of “{file}” has fewer than two classes to tell apart.",
               column=shortened(target), file=shown(path.name)),
            tr("Set target to a column with several classes."),
        )  # fmt: skip
    places = {name: at for at, name in enumerate(classes)}
    origins = Origins.of_files([path.name] * len(frame.rows), frame.rows).take(np.array(kept, dtype=np.int64))
    samples = samples_of(texts, [places[kind] for kind in kinds], origins)
    return Texts(classes, {"train": samples}, (*frame.left_out, *odd.found()), (*frame.notes, *notes))


def _as_text(values: pl.DataFrame, named: tuple[str, ...]) -> pl.DataFrame:
    """The columns that can be written as text. Raises DataError where a named one cannot."""
    other = {name for name, kind in values.schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)}
    for name in named:
        if name in other:
            raise DataError(
                tr("The column “{column}” holds lists or bytes, not texts.", column=shortened(name)),
                tr("Choose another column."),
            )
    return values.select(pl.exclude(other).cast(pl.String, strict=False) if other else pl.all().cast(pl.String))


def _classes(kinds: list[str]) -> tuple[str, ...]:
    """The classes, whole numbers in their order."""
    found = sorted(set(kinds))
    return tuple(sorted(found, key=int) if all(name.isdecimal() and name.isascii() for name in found) else found)


def _columns(values: pl.DataFrame, config: TextTable, path: Path) -> tuple[str, str, list[str]]:
    """The columns of texts and of classes, with a sentence where they were found. Raises DataError."""
    for name in filter(None, (config.text, config.target)):
        if name not in values.columns:
            near = get_close_matches(name, values.columns, 2) or values.columns[:5]
            raise DataError(
                tr("“{file}” has no column “{column}”.", file=shown(path.name), column=shortened(name)),
                tr("It has {names}: correct the setting.", names=listed(f"“{shortened(each)}”" for each in near)),
            )
    if config.text and config.text == config.target:
        raise DataError(
            tr("The column “{column}” is set as text and as class.", column=shortened(config.text)),
            tr("Choose two columns."),
        )
    text = config.text or _only(values, [each for each in _texts(values) if each != config.target], "text", path)
    target = config.target or _only(values, [each for each in _kinds(values) if each != text], "target", path)
    if config.text and config.target:
        return text, target, []
    told = tr("The texts are in the column “{text}”, their classes in “{target}”.",
              text=shortened(text), target=shortened(target))  # fmt: skip
    return text, target, [told]


def _texts(values: pl.DataFrame) -> list[str]:
    """Columns that look like texts."""
    spaces = values.select(pl.all().str.count_matches(r"\s").mean().fill_null(0.0))
    return [name for name in values.columns if spaces[name][0] >= WORDS]


def _kinds(values: pl.DataFrame) -> list[str]:
    """Columns that look like classes: few values, each of several rows."""
    counts = values.select(pl.all().drop_nulls().n_unique())
    return [name for name in values.columns if 2 <= counts[name][0] <= min(MOST_CLASSES, len(values) // 2)]


def _only(values: pl.DataFrame, found: list[str], setting: str, path: Path) -> str:
    """The one column that can be meant. Raises DataError where there are several or none."""
    if len(found) == 1:
        return found[0]
    names = listed(f"“{shortened(name)}”" for name in (found or values.columns)[:8])
    if setting == "text":
        message = tr("Which column of “{file}” has the texts is not sure.", file=shown(path.name))
        raise DataError(message, tr("Set text to one of {names}.", names=names))
    message = tr("Which column of “{file}” has the classes is not sure.", file=shown(path.name))
    raise DataError(message, tr("Set target to one of {names}.", names=names))
