"""The cells of a column that is understood: in memory, or kept in files until they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.table_files.columns_on_disk import AllColumns, writing


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a column in memory: as they were written, and as `Values` has them."""

    shown: pl.Series
    numbers: npt.NDArray[np.float32] | None = None
    texts: pl.Series | None = None
    wrong: npt.NDArray[np.bool_] | None = None


class SpilledCells:
    """The cells of one column, each time read from the table or from files in a folder beside it."""

    def __init__(self, table: AllColumns, name: str, folder: Path, cells: Cells) -> None:
        folder.mkdir()
        self._table, self._name = table, name
        self._numbers = _saved(folder / "numbers.npy", cells.numbers)
        self._wrong = _saved(folder / "wrong.npy", cells.wrong)
        self._texts = None
        if cells.texts is not None:
            self._texts = folder / "texts.parquet"
            with writing():
                cells.texts.to_frame().write_parquet(self._texts, compression="lz4", statistics=False)

    @property
    def shown(self) -> pl.Series:
        """The values as they were written."""
        return self._table[self._name]

    @property
    def numbers(self) -> npt.NDArray[np.float32] | None:
        """The numbers (N,), None where they are texts."""
        return _mapped(self._numbers)

    @property
    def texts(self) -> pl.Series | None:
        """The texts, None where they are numbers."""
        return None if self._texts is None else pl.read_parquet(self._texts, glob=False).to_series()

    @property
    def wrong(self) -> npt.NDArray[np.bool_] | None:
        """Which values are no numbers in a column of numbers (N,)."""
        return _mapped(self._wrong)


def _saved(path: Path, values: npt.NDArray[Any] | None) -> Path | None:
    if values is None:
        return None
    np.save(path, values)
    return path


def _mapped(path: Path | None) -> Any:
    """The numbers of a file, those in memory that are looked at."""
    return None if path is None else np.load(path, mmap_mode="r", allow_pickle=False)
