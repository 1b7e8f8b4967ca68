"""Smoothing is a running mean over a window of steps, whatever pieces the values come in."""

from __future__ import annotations

import numpy as np
import pytest

from studio.training.curves.series import Series
from studio.training.curves.smoothing import Smoothed, weight_of


def reference(steps: np.ndarray, values: np.ndarray, weight: float) -> list[float]:
    """The mean as it is defined, step by step: a value counts for each step since the one before it."""
    found, total, share, last = [], 0.0, 0.0, 0
    for step, value in zip(steps, values, strict=True):
        for _ in range(int(step - last)):
            total = weight * total + (1 - weight) * value
            share = weight * share + (1 - weight)
        last = step
        found.append(total / share)
    return found


@pytest.mark.parametrize("window", [1, 2, 10, 200, 2000])
def test_values_of_every_step_whole_or_in_pieces(window: int) -> None:
    steps, values = np.arange(1, 5001), np.random.default_rng(2).normal(size=5000) + 3.0
    whole, pieces = Series(), Series()
    whole.append(steps, values)
    growing = Smoothed(pieces, window)
    for part in np.split(np.arange(5000), [3, 3, 1000, 4999]):
        pieces.append(steps[part], values[part])
        growing.catch_up()
    expected = reference(steps, values, weight_of(window))
    assert np.allclose(Smoothed(whole, window).series.values, expected, rtol=1e-7)
    assert np.allclose(growing.series.values, expected, rtol=1e-7)


def test_values_told_for_several_steps_count_for_all_of_them() -> None:
    steps = np.cumsum(np.random.default_rng(3).integers(1, 40, size=300))
    values = np.random.default_rng(4).normal(size=300)
    source = Series()
    source.append(steps, values)
    assert np.allclose(Smoothed(source, 50).series.values, reference(steps, values, weight_of(50)))


def test_a_constant_stays_what_it_is() -> None:
    source = Series()
    source.append(np.arange(1, 1001), np.full(1000, 0.25))
    assert np.allclose(Smoothed(source, 500).series.values, 0.25)


def test_what_was_smoothed_of_a_snapshot_goes_on_with_the_rest() -> None:
    source, values = Series(), np.random.default_rng(5).normal(size=900)
    source.append(np.arange(1, 601), values[:600])
    smoothed = Smoothed(source.snapshot(), 30)
    source.append(np.arange(601, 901), values[600:])
    smoothed.go_on_with(source)
    assert np.allclose(smoothed.series.values, reference(np.arange(1, 901), values, weight_of(30)))


def test_values_too_large_to_add_up_are_left_out_and_the_rest_is_smoothed() -> None:
    source = Series()
    source.append([1, 2, 3], [1e308, 1e308, 1e308])
    assert np.all(np.isfinite(Smoothed(source, 1000).series.values))
