"""What a person types to find runs: words of their names, notes and data, and also `state:`, `tag:` and `star`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

from studio.text import tr
from studio.training.runs.overview import Row

Test = Callable[[Row, str], bool]


def _has_state(row: Row, wanted: str) -> bool:
    return any(word.casefold().startswith(wanted) for word in (row.run.state, row.run.state_words))


def _has_tag(row: Row, wanted: str) -> bool:
    return any(wanted in tag.casefold() for tag in row.run.notes.tags)


KEYS: dict[str, Test] = {"state": _has_state, "tag": _has_tag}
"""What may stand before a colon."""

STAR = ("star", "star:", "is:star", "*")

EXAMPLE = tr("Filter by name, tag, state:stopped, star")


@dataclass(frozen=True)
class Filter:
    """Every one of the words has to hold, in any case."""

    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Filter:
        """What was typed; words within quotation marks belong together."""
        try:
            words = shlex.split(text.casefold())
        except ValueError:  # a quotation mark that is not closed yet
            words = text.casefold().replace('"', "").replace("'", "").split()
        return cls(tuple(words))

    def lets_through(self, row: Row) -> bool:
        """Whether a run is among those looked for."""
        return all(_holds(word, row) for word in self.words)


def _holds(word: str, row: Row) -> bool:
    if word in STAR:
        return row.run.notes.star
    key, colon, wanted = word.partition(":")
    if colon and key in KEYS:
        return KEYS[key](row, wanted)
    return word in row.searched
