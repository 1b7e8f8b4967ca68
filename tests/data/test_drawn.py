"""Points that are set by hand: what a file may have of them, and what is trained on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.data import Drawn
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.layers import ParameterError


def of(points: Any) -> Drawn:
    return Drawn.create({"points": points})  # type: ignore[return-value]


def test_points_are_samples_with_the_classes_that_have_any() -> None:
    config = of([[0.5, -0.25, 5], [-1, 1, 0], [0, 0.125, 5]]).changed(test=0.0, validation=0.0)
    assert describe(config).classes == ("0", "5")
    train = load(config, (2,), seed=0).train
    assert train.inputs.tolist() == [[0.5, -0.25], [-1.0, 1.0], [0.0, 0.125]]
    assert train.targets.tolist() == [1, 0, 1]


def test_they_are_read_from_a_line_and_written_as_numbers() -> None:
    config = of("[[0.5, -0.2, 0], [0.12345, 0.3, 1]]")
    assert json.loads(json.dumps(config.params()["points"])) == [[0.5, -0.2, 0], [0.123, 0.3, 1]]
    assert of(config.params()["points"]) == config


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ("0.5 0.2", "written as a list"),
        ({"x": 1}, "written as a list"),
        (7, "written as a list"),
        ([[0, 0, 0], [0.5, 0.2]], "point 2 has to be x, y and a class"),
        ([[0, "0.1", 0]], "point 1 has something else than numbers"),
        ([[0, True, 0]], "point 1 has something else than numbers"),
        ([[0, 1.5, 0]], "x and y of point 1 have to be from -1 to 1"),
        ([[float("nan"), 0, 0]], "x and y of point 1 have to be from -1 to 1"),
        ([[0, 0, 8]], "the class of point 1 has to be a whole number from 0 to 7, not 8"),
        ([[0, 0, 0.5]], "the class of point 1"),
        ([[0, 0, 0]] * 2_001, "2001 points, but at most 2000"),
    ],
)
def test_what_is_no_point_is_refused_by_its_number(points: Any, reason: str) -> None:
    with pytest.raises(ParameterError, match=reason):
        of(points)


@pytest.mark.parametrize("points", [[], [[0.1, 0.2, 3], [0.3, 0.4, 3]]])
def test_one_class_cannot_be_told_apart(points: Any) -> None:
    with pytest.raises(DataError, match="no points of two classes") as refused:
        describe(of(points))
    assert refused.value.setting == "points"
