"""How a table's rows come before they are prepared: a number a column, missing or the place of a category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MISSING = ""
"""The name of the category of those rows that have none; no cell of a table can be called so."""

Names = tuple[str, ...]


@dataclass(frozen=True)
class RowFormat:
    """What each column of a row (F) is, and what becomes of it.

    `categories` names those of each column in order, () for numbers. Missing numbers are NaN; they are `filled` with a
    mean where that is asked for, and columns in `marked` get a further one that says which were. `tokens` asks for
    categories as tokens of one vocabulary, which all columns must have then.
    """

    categories: tuple[Names, ...]
    filled: bool = False
    marked: tuple[int, ...] = ()
    tokens: bool = False

    @property
    def has_categories(self) -> bool:
        """Whether a column has categories."""
        return any(self.categories)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of categories of each column, 0 for numbers."""
        return tuple(map(len, self.categories))

    @property
    def width(self) -> int:
        """Numbers of a row as a network gets it."""
        if self.tokens:
            return len(self.sizes)
        return sum(size or 1 for size in self.sizes) + len(self.marked)

    @property
    def vocabulary(self) -> int:
        """The number of tokens, 0 where there are none."""
        return sum(self.sizes) if self.tokens else 0


def named(categories: Sequence[Names]) -> tuple[Names, ...]:
    """The categories of columns as they are kept: () where no column has any."""
    return tuple(categories) if any(categories) else ()
