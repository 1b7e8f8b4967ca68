"""A curve shows every spike it has, at any number of points, and smoothing is a running mean."""

from __future__ import annotations

import numpy as np
import pytest

from studio.ui.panels.charts.curves import Points, Smoothing


def points(count: int) -> Points:
    result = Points()
    result.append(np.arange(count), np.random.default_rng(0).normal(size=count))
    return result


def test_points_come_back_as_appended_in_pieces_of_any_size() -> None:
    whole = np.random.default_rng(1).normal(size=10_000)
    curve = Points()
    for piece in np.split(whole, [1, 1, 700, 2048, 9000]):
        curve.append(np.arange(len(curve), len(curve) + len(piece)), piece)
    assert np.array_equal(curve.y, whole)
    assert np.array_equal(curve.x, np.arange(10_000))


def test_values_that_are_no_numbers_are_left_out() -> None:
    curve = Points()
    curve.append([0, 1, 2], [1.0, np.nan, np.inf])
    assert list(curve.y) == [1.0]


def test_few_points_are_drawn_as_they_are() -> None:
    curve = points(500)
    x, y = curve.outline(0, 500, 400)
    assert np.array_equal(x, curve.x)
    assert np.array_equal(y, curve.y)


def test_many_points_become_an_outline_that_keeps_every_spike() -> None:
    curve = points(200_000)
    curve.y[123_456] = 99.0
    x, y = curve.outline(0, 200_000, 800)
    assert len(x) == len(y) <= 4 * 800
    assert y.max() == 99.0
    assert y.min() == curve.y.min()
    assert abs(x[y.argmax()] - 123_456) <= 256


def test_the_outline_covers_the_visible_range_and_one_point_to_either_side() -> None:
    x, _ = points(1000).outline(100.5, 199.5, 800)
    assert (x[0], x[-1]) == (100, 200)


def test_an_outline_does_not_shift_while_points_arrive() -> None:
    curve = points(40_000)
    before = curve.outline(0, 1e9, 500)
    curve.append([40_000], [0.0])
    after = curve.outline(0, 1e9, 500)
    assert np.array_equal(before[0][:-2], after[0][: len(before[0]) - 2])
    assert np.array_equal(before[1][:-2], after[1][: len(before[1]) - 2])


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.9, 0.99, 0.999])
def test_smoothing_is_the_debiased_running_mean_in_pieces_or_whole(weight: float) -> None:
    values = np.random.default_rng(2).normal(size=5000) + 3.0
    expected, mean = [], 0.0
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        expected.append(mean / (1 - weight**count))
    whole = Smoothing(weight).extend(values)
    pieces = Smoothing(weight)
    joined = np.concatenate([pieces.extend(piece) for piece in np.split(values, [3, 3, 1000, 4999])])
    assert np.allclose(whole, expected, rtol=1e-7)
    assert np.allclose(joined, expected, rtol=1e-7)


def test_nearest_point_of_an_empty_curve_is_none() -> None:
    assert Points().nearest(3.0) is None


def test_nearest_point_is_found_between_and_beyond_points() -> None:
    curve = Points()
    curve.append([1, 2, 4], [0, 0, 0])
    assert [curve.nearest(x) for x in (-5, 1.4, 3.1, 99)] == [0, 0, 2, 2]
