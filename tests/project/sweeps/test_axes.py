"""What is varied in a set of runs, as people write it."""

from __future__ import annotations

import random

import pytest

from studio.project.sweeps.axes import Axis, Range, drawn, grid
from studio.training.errors import TrainingError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("training.optimizer.lr=0.01,0.1", ("0.01", "0.1")),
        ("a= 1 , 2,1,", ("1", "2")),
        ("conv1.kernel_size=(3,3),(5,5)", ("(3,3)", "(5,5)")),
        ("training.optimizer=SGD", ("SGD",)),
        ("x=a=b", ("a=b",)),
    ],
)
def test_values_are_parted_at_commas_outside_brackets(text: str, values: tuple[str, ...]) -> None:
    assert Axis.parse(text).values == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lr=0.001..0.1", Range(0.001, 0.1, whole=False, logarithmic=True)),
        ("p=0.1..0.5", Range(0.1, 0.5, whole=False, logarithmic=False)),
        ("c=4..64", Range(4, 64, whole=True, logarithmic=False)),
        ("c=1..1000", Range(1, 1000, whole=True, logarithmic=True)),
        ("b=-1..1e3", Range(-1, 1000, whole=False, logarithmic=False)),
    ],
)
def test_ranges_are_whole_or_logarithmic_as_their_ends_are(text: str, found: Range) -> None:
    assert Axis.parse(text).range == found


@pytest.mark.parametrize("text", ["lr", "=1", "lr=", "", "lr=1..", "lr=2..1", "lr=a..b", "lr=1..inf", "lr=nan..1"])
def test_what_varies_nothing_is_refused(text: str) -> None:
    with pytest.raises(TrainingError, match=r"varies nothing|is no range"):
        Axis.parse(text)


def test_a_grid_has_all_combinations_once() -> None:
    axes = [Axis.parse("a=1,2"), Axis.parse("b=x,y,z")]
    found = [tuple(each.values()) for each in grid(axes)]
    assert found == [("1", "x"), ("1", "y"), ("1", "z"), ("2", "x"), ("2", "y"), ("2", "z")]
    assert list(grid([])) == [{}]
    with pytest.raises(TrainingError, match="--random N"):
        list(grid([Axis.parse("a=1..2")]))


def test_draws_differ_stay_in_the_range_and_are_the_same_for_a_seed() -> None:
    axes = [Axis.parse("lr=0.0001..1"), Axis.parse("c=1..3"), Axis.parse("k=a,b")]
    found = drawn(axes, 40, seed=3)
    assert found == drawn(axes, 40, seed=3) != drawn(axes, 40, seed=4)
    assert len({tuple(each.items()) for each in found}) == 40
    rates = [float(each["lr"]) for each in found]
    assert all(0.0001 <= rate <= 1 for rate in rates)
    assert 5 < sum(rate < 0.01 for rate in rates) < 35  # all magnitudes alike
    assert {each["c"] for each in found} == {"1", "2", "3"}


def test_no_more_is_drawn_than_there_is() -> None:
    assert len(drawn([Axis.parse("a=1,2"), Axis.parse("b=x,y")], 10, seed=0)) == 4
    assert Axis.parse("a=1..1000").draw(random.Random(0)).isdecimal()
