"""What growing rates say: where the loss falls fastest, and that it says nothing where it does not fall."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from studio.training.rate_curve import RateCurve, Tried, diverges

RATES = [10 ** (-6 + 7 * at / 99) for at in range(100)]


def curve_of(course: Callable[[float], float], noise: float = 0.0, seed: int = 0) -> RateCurve:
    """A curve over the logarithm to base 10 of the rate."""
    chance = random.Random(seed)
    return RateCurve(tuple(Tried(rate, course(math.log10(rate)) + noise * chance.gauss(0, 1)) for rate in RATES))


def valley(at: float) -> float:
    """Flat, a fall that is steepest at 10⁻³, lowest at 10⁻¹·⁵, then a steep rise."""
    return 2.3 - 1.5 / (1 + math.exp(-6 * (at + 3))) + (10 ** (3 * (at + 1)) if at > -2 else 0.0)


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.05])
@pytest.mark.parametrize("seed", range(3))
def test_the_rate_suggested_lies_on_the_fall_and_below_a_tenth_of_the_lowest(noise: float, seed: int) -> None:
    curve = curve_of(valley, noise, seed)
    assert curve.refusal == ""
    assert curve.suggestion is not None
    assert 10**-3.7 < curve.suggestion < 10**-2.4
    assert curve.suggestion <= curve.tried[curve.lowest].rate / 10 * 1.05


def test_a_suggestion_has_two_digits() -> None:
    suggestion = curve_of(valley).suggestion
    assert suggestion == float(f"{suggestion:.1e}")


@pytest.mark.parametrize(
    "course",
    [
        lambda at: 2.3,
        lambda at: 2.3 + max(0.0, at + 2) ** 2,
        lambda at: 2.3 - 0.001 * (at + 6),
        lambda at: 0.0,
    ],
    ids=["flat", "rising", "hardly falling", "nothing"],
)
@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_suggested_where_the_loss_does_not_fall(
    course: Callable[[float], float], noise: float, seed: int
) -> None:
    curve = curve_of(course, noise, seed)
    assert curve.suggestion is None
    assert "does not fall" in curve.refusal


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_losses_are_no_curve(count: int) -> None:
    curve = RateCurve(curve_of(valley).tried[:count])
    assert (curve.suggestion, bool(curve.refusal), len(curve.smoothed)) == (None, True, count)


def test_a_loss_that_explodes_has_diverged_and_one_that_wavers_has_not() -> None:
    flat = [2.3] * 20
    assert not diverges(flat)
    assert not diverges([*flat, 4.0])
    assert not diverges([*flat, 4.0, 4.5, 5.0])
    assert diverges([*flat, 11.0, 12.0, 13.0])
    assert diverges([*flat, math.inf])
    assert diverges([*flat, math.nan])
    assert not diverges([])
