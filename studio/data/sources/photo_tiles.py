"""The two photographs that scikit-learn carries, cut into tiles that do not overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.data.config import PhotoTiles
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register

CLASSES = ("china", "flower")
"""Also the names of the files, which end in .jpg."""


@register(PhotoTiles)
class PhotoTilesSource(Source[PhotoTiles]):
    """Two classes with as many tiles each, row by row of the photographs, in one split. They never change."""

    def describe(self, config: PhotoTiles, check: Check = carry_on) -> Description:
        counts = count_classes(_samples(config.tile).groups.tolist(), CLASSES)
        return Description.of_classes(CLASSES, (3, config.tile, config.tile), {"train": counts})

    def read(self, config: PhotoTiles, check: Check = carry_on) -> Reading:
        return Reading(CLASSES, _samples(config.tile))


def _samples(side: int) -> Samples:
    from sklearn.datasets import load_sample_image

    tiles = [_tiles(load_sample_image(f"{name}.jpg"), side) for name in CLASSES]
    labels = np.repeat(np.arange(len(CLASSES), dtype=np.int64), [len(each) for each in tiles])
    return Samples(np.concatenate(tiles), labels)


def _tiles(photograph: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """The whole tiles (N, 3, side, side) of a photograph (H, W, 3)."""
    rows, columns = (size // side for size in photograph.shape[:2])
    grid = photograph[: rows * side, : columns * side].reshape(rows, side, columns, side, 3)
    return np.ascontiguousarray(grid.transpose(0, 2, 4, 1, 3).reshape(-1, 3, side, side))
