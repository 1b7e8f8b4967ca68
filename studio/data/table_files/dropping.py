"""Which rows of a table are left out, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.left_out import EXAMPLES, LeftOut, Reason
from studio.data.origins import Origins
from studio.formatting.shortened import shortened
from studio.text import tr

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Places:
    """Where each row stands: the place of its file in `files`, and its number there as a spreadsheet shows it."""

    files: tuple[Path, ...]
    file: npt.NDArray[np.int8]
    row: npt.NDArray[np.int64]

    def told(self, index: int) -> str:
        """A row in words; with its file where there are several."""
        if len(self.files) == 1:
            return tr("row {row}", row=int(self.row[index]))
        return tr("row {row} of “{file}”", row=int(self.row[index]), file=self.files[self.file[index]].name)

    @property
    def origins(self) -> Origins:
        """The same of all rows, each with its place in its own file, from 0 on."""
        names = np.array([path.name for path in self.files], dtype=object)
        if len(self.files) == 1:
            return Origins(np.arange(len(self.row)), np.broadcast_to(names, len(self.row)), self.row)
        first = np.searchsorted(self.file, np.arange(len(self.files)))
        return Origins(np.arange(len(self.row)) - first[self.file], names[self.file], self.row)


class Dropping:
    """Collects rows that are left out; each counts for the first reason that is found."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.keep: Mask = np.ones(len(places.row), dtype=bool)
        self.left_out: list[LeftOut] = []

    def drop(self, rows: Mask, reason: Reason, column: str, shown: pl.Series | None = None) -> None:
        """Leave rows out for a reason that lies in a column; `shown` has the values that are to be quoted."""
        found = np.flatnonzero(rows & self.keep)
        if not len(found):
            return
        told: Callable[[int], str] = self._places.told if shown is None else lambda at: self._quoted(at, shown)
        examples = tuple(told(int(index)) for index in found[:EXAMPLES])
        self.left_out.append(LeftOut(reason, shortened(column), len(found), examples))
        self.keep[found] = False

    def _quoted(self, index: int, shown: pl.Series) -> str:
        place = self._places.told(index)
        return tr("{place}: “{value}”", place=place, value=shortened(str(shown[index]), 40))
