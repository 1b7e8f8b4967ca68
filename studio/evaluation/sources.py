"""Where the samples of predictions are from, as one row of bytes, so that a million of them open at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.data.origins import Origins
from studio.evaluation.arrays import Array


@dataclass(frozen=True, eq=False)
class Sources:
    """A text a sample: its file, its row, or both as in `houses.csv:17`; "" for samples that have neither."""

    text: Array
    ends: Array

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> str:
        start = int(self.ends[at - 1]) if at else 0
        return bytes(self.text[start : int(self.ends[at])]).decode()

    @classmethod
    def of(cls, origins: Origins | None, count: int, folder: str) -> Sources:
        """Those of so many samples of data in a folder; without origins nobody knows."""
        if origins is None or (origins.files is None and origins.rows is None):
            return cls(np.zeros(0, np.uint8), np.zeros(count, np.int64))
        texts = [origins.source(at, folder).encode() for at in range(count)]
        ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
        return cls(np.frombuffer(b"".join(texts), dtype=np.uint8), ends)
