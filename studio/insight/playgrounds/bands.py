"""Values of a surface sorted into bands, each of which has about as many places, as contour lines show it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BANDS = 18


def bands(values: npt.NDArray[np.float64], count: int = BANDS) -> npt.NDArray[np.uint8]:
    """The band of each value, 0 for the lowest; what is not finite is in the highest."""
    finite = np.isfinite(values)
    if not finite.any():
        return np.full(values.shape, count - 1, np.uint8)
    edges = np.quantile(values[finite], np.linspace(0, 1, count + 1)[1:-1])
    placed = np.searchsorted(edges, np.where(finite, values, np.inf), side="left")
    return np.minimum(placed, count - 1).astype(np.uint8)


def finer(values: npt.NDArray[np.float64], side: int) -> npt.NDArray[np.float64]:
    """Values (rows, columns) at more places (side, side) between the same corners, along straight lines."""
    rows, columns = (np.linspace(0, count - 1, count) for count in values.shape)
    wide = np.linspace(0, values.shape[1] - 1, side)
    tall = np.linspace(0, values.shape[0] - 1, side)
    across = np.stack([np.interp(wide, columns, row) for row in values])
    return np.stack([np.interp(tall, rows, column) for column in across.T], axis=1)
