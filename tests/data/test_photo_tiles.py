"""The embedded photographs: tiles of colour that share no pixel, whatever their size."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from studio.data import PhotoTiles
from studio.data.load import describe, load
from studio.data.sources import source_of


@pytest.mark.parametrize("side", [16, 32, 100, 128])
def test_tiles_are_cut_side_by_side_out_of_the_photographs(side: int) -> None:
    config = PhotoTiles(tile=side)
    samples = source_of(config).read(config).train
    rows, columns = 427 // side, 640 // side
    assert len(samples) == 2 * rows * columns
    for label, name in enumerate(("china", "flower")):
        tiles = iter(samples.inputs[samples.targets == label])
        photograph = load_sample_image(f"{name}.jpg")
        for top in range(0, rows * side, side):
            for left in range(0, columns * side, side):
                tile = photograph[top : top + side, left : left + side].transpose(2, 0, 1)
                assert np.array_equal(next(tiles), tile)


def test_a_colour_network_has_two_classes_of_colour_pictures_at_hand() -> None:
    config = PhotoTiles()
    assert describe(config).sample_shape == (3, 32, 32)
    assert describe(config).counts["train"] == (260, 260)
    dataset = load(config, (3, 32, 32), seed=0)
    assert [len(split) for split in dataset.splits.values()] == [398, 44, 78]


def test_photographers_and_licence_are_told() -> None:
    assert all(word in (PhotoTiles.__doc__ or "") for word in ("danielbuechele", "vultilion", "CC BY 2.0"))
