"""Formulas of x and y: what they may hold, what they come to, and the points that are made of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from studio.data import Functions
from studio.data.errors import DataError
from studio.data.formulas import worked_out
from studio.data.load import describe, load
from studio.layers.errors import ParameterError

X, Y = np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.25, -3.0])


@pytest.mark.parametrize(
    ("formula", "truth"),
    [
        ("sin(3*x) * y", lambda x, y: math.sin(3 * x) * y),
        ("x**2 - y^2", lambda x, y: x**2 - y**2),
        ("r", math.hypot),
        ("-x + abs(y) / 2 % 1", lambda x, y: -x + abs(y) / 2 % 1),
        ("x*y > 0", lambda x, y: x * y > 0),
        ("0 < x < y", lambda x, y: 0 < x < y),
        ("x > 0 and not y > 0", lambda x, y: x > 0 and not y > 0),
        ("(x > 0) + (y > 0)", lambda x, y: (x > 0) + (y > 0)),
        ("x if x > y else y", max),
        ("max(x, min(y, 1))", lambda x, y: max(x, min(y, 1))),
        ("exp(x) + log(abs(y)) + sqrt(4)", lambda x, y: math.exp(x) + math.log(abs(y)) + 2),
        ("tanh(pi) - e", lambda x, y: math.tanh(math.pi) - math.e),
        ("floor(x) + round(y)", lambda x, y: math.floor(x) + round(y)),
        ("7", lambda x, y: 7),
    ],
)  # fmt: skip
def test_a_formula_comes_to_what_python_says(formula: str, truth: object) -> None:
    wanted = [float(truth(x, y)) for x, y in zip(X.tolist(), Y.tolist(), strict=True)]  # type: ignore[operator]
    assert worked_out(formula, X, Y).tolist() == pytest.approx(wanted)


@pytest.mark.parametrize(
    "formula",
    [
        "", "x +", "z", "__import__('os')", "x.real", "[x]", "x[0]", "lambda: x", "sin(x, y)", "max(x)", "open(x)",
        "'a'", "x := 1", "x" * 201, "sin(x=1)", "(" * 150, "1j", "f'{x}'", "x in y",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_at_its_field(formula: str) -> None:
    with pytest.raises(ParameterError):
        Functions.create({"formula": formula})


def test_large_powers_take_no_time() -> None:
    assert worked_out("9**9**9**9", X, Y).tolist() == [math.inf] * 3


def test_numbers_are_those_of_the_formula_at_the_points() -> None:
    split = load(Functions(formula="x + 2*y", scale_target=False), (2,), seed=0).train
    assert torch.allclose(split.inputs @ torch.tensor([[1.0], [2.0]]), split.targets, atol=1e-6)
    assert split.inputs.abs().max() <= 1


def test_what_holds_is_a_class() -> None:
    config = Functions(formula="x*y > 0", target="class")
    assert describe(config).classes == ("0", "1")
    split = load(config, (2,), seed=0).train
    assert torch.equal((split.inputs.prod(dim=1) > 0).long(), split.targets)


def test_several_classes_are_named_by_their_whole_numbers() -> None:
    config = Functions(formula="floor(3*r)", target="class", reach=0.7)
    assert describe(config).classes == ("0", "1", "2")


@pytest.mark.parametrize(("formula", "count"), [("x + 9 > 0", 1), ("100*x", 200)])
def test_one_class_or_too_many_are_refused(formula: str, count: int) -> None:
    with pytest.raises(DataError, match=f"gives {count} classes"):
        describe(Functions(formula=formula, target="class"))


def test_a_point_without_a_number_is_named() -> None:
    with pytest.raises(DataError, match=r"has no number at x = -0\.\d+ and y = ") as refused:
        describe(Functions(formula="log(x)"))
    assert "reach less far" in refused.value.remedy
