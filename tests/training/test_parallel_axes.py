"""Runs across axes: what differs, in an order and on a scale that fit, and the results that tell most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.training.runs.description import Description
from studio.training.runs.parallel_axes import MOST_TICKS, Axis, axes


def run(number: int, metrics: dict[str, float] | None = None, **settings: Any) -> Description:
    return Description(Path(f"/{number}"), "finished", metrics=metrics or {}, settings=settings)


def axis_of(runs: list[Description], name: str) -> Axis:
    return next(axis for axis in axes(runs) if axis.name == name)


def test_only_what_differs_has_an_axis() -> None:
    runs = [run(0, batch_size=8, seed=0, epochs=3), run(1, batch_size=8, seed=1, epochs=9)]
    assert [axis.name for axis in axes(runs)] == ["seed"]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1, 2, 3], [0.0, 0.5, 1.0]),
        ([0.001, 0.01, 0.1], [0.0, 0.5, 1.0]),
        ([0.0, 0.01, 100.0], [0.0, 0.0001, 1.0]),
        ([-1.0, 0.0, 9.0], [0.0, 0.1, 1.0]),
        ([10**300, 10**301, None], [0.0, 1.0, None]),
    ],
)
def test_numbers_lie_in_their_order_and_far_apart_ones_by_their_decades(values: list, places: list) -> None:
    axis = axis_of([run(number, seed=value) for number, value in enumerate(values)], "seed")
    assert axis.places == pytest.approx(places)


def test_kinds_lie_at_even_distances_each_with_its_name() -> None:
    runs = [run(number, optimizer={"kind": kind}) for number, kind in enumerate(["SGD", "Adam", "SGD", "Adagrad"])]
    axis = axis_of(runs, "optimizer.kind")
    assert axis.title == "optimizer"
    assert dict(axis.ticks) == {0.0: "Adagrad", 0.5: "Adam", 1.0: "SGD"}
    assert axis.places == (1.0, 0.5, 1.0, 0.0)
    assert axis.words == ("SGD", "Adam", "SGD", "Adagrad")


def test_what_a_run_has_not_set_has_no_place_among_numbers() -> None:
    axis = axis_of([run(0, clip_norm=None), run(1, clip_norm=1.0), run(2, clip_norm=2.0)], "clip_norm")
    assert axis.places == (None, 0.0, 1.0)


def test_results_on_test_samples_tell_most() -> None:
    metrics = {"loss": 0.5, "accuracy": 0.7, "validation_accuracy": 0.8, "test_accuracy": 0.9}
    runs = [run(0, metrics), run(1, {**metrics, "test_accuracy": 0.6}), run(2)]
    (axis,) = axes(runs)
    assert (axis.name, axis.better) == ("test_accuracy", "higher")
    assert axis.places == (1.0, 0.0, None)
    validated = [run(each, {"accuracy": 0.1 * each, "validation_accuracy": 0.2 * each}) for each in range(3)]
    assert [axis.name for axis in axes(validated)] == ["validation_accuracy"]


def test_of_many_different_numbers_only_the_ends_are_named() -> None:
    axis = axis_of([run(number, seed=number) for number in range(MOST_TICKS + 1)], "seed")
    assert axis.ticks == ((0.0, "0"), (1.0, str(MOST_TICKS)))


def test_nothing_and_one_run_have_no_axes() -> None:
    assert axes([]) == ()
    assert axes([run(0, {"accuracy": 0.5}, seed=1)]) == ()
