"""The mean and band of several runs are what numpy says of their values at common places."""

from __future__ import annotations

import numpy as np
import pytest

from studio.training.curves.band import mean_and_band


def test_curves_at_the_same_places() -> None:
    x = np.arange(1.0, 6.0)
    values = np.random.default_rng(0).normal(size=(4, 5))
    band = mean_and_band([(x, row) for row in values])
    assert band is not None
    assert np.array_equal(band.x, x)
    assert np.allclose(band.mean, np.mean(values, axis=0))
    assert np.allclose(band.deviation, np.std(values, axis=0, ddof=1))


def test_curves_at_other_places_are_taken_where_all_are_known() -> None:
    first = np.array([0.0, 2.0, 4.0]), np.array([0.0, 2.0, 4.0])
    second = np.array([1.0, 3.0, 9.0]), np.array([2.0, 4.0, 10.0])
    band = mean_and_band([first, second])
    assert band is not None
    assert list(band.x) == [1.0, 2.0, 3.0, 4.0]
    assert np.allclose(band.mean, band.x + 0.5)
    assert np.allclose(band.deviation, np.std([0.0, 1.0], ddof=1))


def test_only_what_is_wanted_is_told() -> None:
    x = np.arange(0.0, 10.0)
    band = mean_and_band([(x, x), (x, x)], 2.5, 5.0)
    assert band is not None
    assert list(band.x) == list(band.mean) == [2.5, 3.0, 4.0, 5.0]


def test_one_curve_has_no_deviation() -> None:
    band = mean_and_band([(np.array([1.0, 2.0]), np.array([5.0, 6.0]))])
    assert band is not None
    assert list(band.deviation) == [0.0, 0.0]


def test_long_curves_are_told_at_no_more_places_than_can_be_seen() -> None:
    x = np.arange(100_000.0)
    band = mean_and_band([(x, x), (x, x + 2.0)], most=300)
    assert band is not None
    assert len(band.x) == 300
    assert np.allclose(band.mean, band.x + 1.0)


ONE, TWO = np.array([1.0]), np.array([2.0])


@pytest.mark.parametrize("curves", [[], [(np.empty(0), np.empty(0))], [(ONE, ONE), (TWO, ONE)]])
def test_curves_that_have_no_place_in_common_have_no_mean(curves: list[tuple[np.ndarray, np.ndarray]]) -> None:
    assert mean_and_band(curves) is None
