"""What fits on a card of a node's numbers: maps, bars, numbers, with their range."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.insight.strips import MOST_BARS, MOST_MAPS, strip


def test_feature_maps_stand_side_by_side_in_one_scale() -> None:
    maps = torch.stack([torch.full((2, 3), float(level)) for level in (0, 5, 10)])
    found = strip(maps)
    assert (found.low, found.high, found.shown, found.count) == (0, 10, 3, 3)
    assert found.grey is not None
    assert found.clear is not None
    assert found.grey.shape == (2, 11)
    assert [int(found.grey[0, column]) for column in (0, 4, 8)] == [0, 127, 255]
    assert not found.clear[:, [3, 7]].any()
    assert found.mean == pytest.approx(5.0)


def test_of_many_or_large_maps_a_part_is_seen_and_the_rest_counted() -> None:
    found = strip(torch.rand(20, 200, 100))
    assert found.grey is not None
    assert (found.shown, found.count, found.step) == (MOST_MAPS, 20, 4)
    assert found.grey.shape[0] == 50


def test_a_row_is_bars_and_a_few_numbers_are_written() -> None:
    long, short = strip(torch.arange(100.0)), strip(torch.tensor([1.0, -2.0]))
    assert (len(long.bars), long.count, long.are_written) == (MOST_BARS, 100, False)
    assert short.bars == (1.0, -2.0)
    assert short.are_written
    assert strip(torch.ones(7, 1, 1)).bars == (1.0,) * 7


def test_what_is_not_finite_is_told_and_does_not_spoil_the_rest() -> None:
    found = strip(torch.tensor([[[torch.nan, 1.0], [torch.inf, 3.0]]]))
    assert not found.is_finite
    assert (found.low, found.high) == (1.0, 3.0)
    assert not strip(torch.full((3,), torch.nan)).is_finite


def test_whole_numbers_have_strips_too() -> None:
    assert strip(torch.tensor([3, 4, 5, 6, 7])).bars == (3, 4, 5, 6, 7)
    assert isinstance(strip(torch.zeros(2, 2)).grey, np.ndarray)
