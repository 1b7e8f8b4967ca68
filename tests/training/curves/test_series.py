"""A curve shows every spike it has, at any number of points, and says what is where."""

from __future__ import annotations

import numpy as np
import pytest

from studio.training.curves.series import Series


def series(count: int) -> Series:
    made = Series()
    made.append(np.arange(count), np.random.default_rng(0).normal(size=count))
    return made


def test_values_come_back_as_appended_in_pieces_of_any_size() -> None:
    whole = np.random.default_rng(1).normal(size=10_000)
    curve = Series()
    for piece in np.split(whole, [1, 1, 700, 2048, 9000]):
        curve.append(np.arange(len(curve), len(curve) + len(piece)), piece)
    assert np.array_equal(curve.values, whole)
    assert np.array_equal(curve.steps, np.arange(10_000))


def test_values_that_are_no_numbers_are_left_out() -> None:
    curve = Series()
    curve.append([0, 1, 2], [1.0, np.nan, np.inf])
    assert list(curve.values) == [1.0]


def test_steps_that_were_told_before_are_left_out() -> None:
    curve = Series()
    curve.append([1, 2, 3], [1.0, 2.0, 3.0])
    curve.append([2, 3, 4, 4, 5], [9.0, 9.0, 4.0, 9.0, 5.0])
    assert list(curve.steps) == [1, 2, 3, 4, 5]
    assert list(curve.values) == [1, 2, 3, 4, 5]


def test_few_points_are_drawn_as_they_are() -> None:
    curve = series(500)
    steps, values, is_grouped = curve.outline(0, 500, 400)
    assert np.array_equal(steps, curve.steps)
    assert np.array_equal(values, curve.values)
    assert not is_grouped


@pytest.mark.parametrize("count", [2_000, 17_000, 200_000, 1_000_003])
@pytest.mark.parametrize("columns", [60, 800])
def test_many_points_become_lows_and_highs_of_groups(count: int, columns: int) -> None:
    curve = series(count)
    steps, values, is_grouped = curve.outline(0, count, columns)
    assert is_grouped or count <= 2 * columns
    assert len(steps) == len(values) <= 4 * columns + 3
    assert (values.min(), values.max()) == (curve.values.min(), curve.values.max())
    assert (steps[-1], values[-1]) == (curve.steps[-1], curve.values[-1])
    if is_grouped:
        size = int(steps[2] - steps[0])
        groups = [curve.values[at : at + size] for at in range(0, count, size)]
        assert list(values[:-1:2]) == [group.min() for group in groups]
        assert list(values[1::2]) == [group.max() for group in groups]


def test_a_stretch_of_a_long_curve_is_drawn_as_if_it_stood_alone() -> None:
    curve = series(300_000)
    steps, values, _ = curve.outline(100_000, 200_000, 300)
    size = int(steps[2] - steps[0])
    for low, high, begin in zip(values[:-1:2], values[1::2], steps[:-1:2].astype(int), strict=True):
        group = curve.values[begin : begin + size]
        assert (low, high) == (group.min(), group.max())
    assert steps[0] <= 100_000
    assert steps[-1] >= 200_000


def test_the_outline_covers_the_visible_range_and_one_point_to_either_side() -> None:
    steps, _, _ = series(1000).outline(100.5, 199.5, 800)
    assert (steps[0], steps[-1]) == (100, 200)


def test_an_outline_does_not_shift_while_points_arrive() -> None:
    curve = series(40_000)
    before = curve.outline(0, 1e9, 500)
    curve.append([40_000], [0.0])
    after = curve.outline(0, 1e9, 500)
    known = len(before.steps) - 3  # the last group grows
    assert np.array_equal(before.steps[:known], after.steps[:known])
    assert np.array_equal(before.values[:known], after.values[:known])


def test_what_was_forgotten_is_drawn_no_more() -> None:
    curve = series(100_000)
    curve.prepare()
    curve.keep_until(59_999)
    curve.append(np.arange(60_000, 70_000), np.full(10_000, 50.0))
    _, values, _ = curve.outline(0, 1e9, 200)
    assert values.max() == 50.0
    assert values.min() == curve.values.min()
    assert len(curve) == 70_000


def test_a_snapshot_stays_as_it_was() -> None:
    curve = series(1000)
    kept, values = curve.snapshot(), curve.values.copy()
    curve.keep_until(500)
    curve.append([501, 502], [7.0, 8.0])
    assert np.array_equal(kept.values, values)
    kept.append([1000], [1.0])
    assert curve.last_step == 502


def test_nearest_value_of_an_empty_curve_is_none() -> None:
    assert Series().nearest(3.0) is None


def test_nearest_value_is_found_between_and_beyond_steps() -> None:
    curve = Series()
    curve.append([1, 2, 4], [0, 0, 0])
    assert [curve.nearest(step) for step in (-5, 1.4, 3.1, 99)] == [0, 0, 2, 2]
