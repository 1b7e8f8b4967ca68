"""Where samples are from: their places in the data as these were read, and their files or rows where they have any."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.regular_files import shown

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Origins:
    """For each of N samples its place (N,) in the data, from 0 on, before these were divided and shuffled.

    A split that the data make themselves is counted by itself. `files` (N,) are paths or names, and `rows` (N,) the
    rows of a table as a spreadsheet counts them; None where samples have none.
    """

    places: Places
    files: npt.NDArray[np.object_] | None = None
    rows: Places | None = None

    @classmethod
    def of_files(cls, files: Sequence[Path | str], rows: Places | None = None) -> Origins:
        """Samples of a file each, or of a row in it."""
        names = np.empty(len(files), dtype=object)
        names[:] = [str(file) for file in files]
        return cls(np.arange(len(files), dtype=np.int64), names, rows)

    def __len__(self) -> int:
        return len(self.places)

    def take(self, indices: Places) -> Origins:
        """Those of the samples at these places, in this order."""
        files = None if self.files is None else self.files[indices]
        rows = None if self.rows is None else self.rows[indices]
        return replace(self, places=self.places[indices], files=files, rows=rows)

    def source(self, at: int, folder: str = "") -> str:
        """The file of a sample as it is called within `folder`, with its row as in `houses.csv:17`; "" without any."""
        name = "" if self.files is None else within(str(self.files[at]), folder)
        row = "" if self.rows is None else str(self.rows[at])
        return f"{name}:{row}" if name and row else name or row


def within(path: str, folder: str) -> str:
    """A path as it is called from a folder on, whole where it lies elsewhere, in letters that every file can hold."""
    start = os.path.join(folder, "") if folder else ""
    return shown(path.removeprefix(start).replace(os.sep, "/"))
