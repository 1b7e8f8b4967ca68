"""Texts whose letters are classes, one at each position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from studio.data.errors import DataError
from studio.text import ntr, tr


def length_of(texts: Iterable[tuple[str, str]]) -> int:
    """How many letters all texts have, which come with the place where each stands. Raises DataError for others."""
    found = list(texts)
    length = Counter(len(text) for text, _ in found).most_common(1)[0][0]
    for text, place in found:
        if len(text) != length:
            raise DataError(
                ntr(
                    "“{text}” in {place} has {count} letter, where most texts have {length}.",
                    "“{text}” in {place} has {count} letters, where most texts have {length}.",
                    len(text), text=text, place=place, length=length,
                ),
                tr("All texts need the same number of letters: correct it, or move the picture away."),
            )  # fmt: skip
    if length < 2:
        raise DataError(
            tr("The texts have a single letter each."),
            tr("Switch letters off in the data settings: these are classes."),
        )
    return length
