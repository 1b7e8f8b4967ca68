"""Confidence intervals hold the figure of all samples about as often as they say, and are the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from studio.evaluation.intervals import GROUPS, of_counts, of_mean, wilson


def test_a_share_has_the_interval_of_wilson() -> None:
    low, high = wilson(81, 263)  # the example of Newcombe (1998), table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0
    assert np.isnan(wilson(0, 0)).all()


@pytest.mark.parametrize("count", [200, GROUPS + 500])
def test_a_mean_lies_where_the_central_limit_theorem_says(count: int) -> None:
    values = np.random.default_rng(1).exponential(2.0, count)
    low, high = of_mean(values)
    half = 1.96 * values.std() / np.sqrt(count)
    assert low == pytest.approx(values.mean() - half, abs=0.15 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.15 * half)
    assert of_mean(values) == (low, high)
    assert np.isnan(of_mean(np.array([1.0, np.nan]))).all()
    assert np.isnan(of_mean(np.zeros(0))).all()


def test_counts_are_drawn_anew_for_any_figure_of_them() -> None:
    counts = np.array([[60, 20], [10, 110]])
    low, high = of_counts(counts, lambda drawn: drawn.trace() / drawn.sum())
    wanted = wilson(170, 200)
    assert (low, high) == pytest.approx(wanted, abs=0.01)
    assert of_counts(counts, lambda drawn: drawn.trace() / drawn.sum()) == (low, high)
    assert np.isnan(of_counts(np.zeros((2, 2), int), np.sum)).all()
