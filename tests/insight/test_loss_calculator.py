"""Losses of numbers that are typed: values and gradients by torch, and sentences about what cannot be used."""

from __future__ import annotations

import math

import pytest
import torch

from studio.insight.errors import InsightError
from studio.insight.loss_calculator import calculate
from studio.training.losses import Loss, losses


def made(kind: str, targets: str, predictions: str, *, probabilities: bool = False) -> float:
    return calculate(losses[kind].create({}), targets, predictions, from_probabilities=probabilities).value


def test_the_examples_of_the_notes_come_out() -> None:
    two = made("CrossEntropyLoss", "0,1,0;0,0,1", "0.05,0.95,0;0.1,0.8,0.1", probabilities=True)
    assert round(two, 5) == 1.17694
    assert made("CrossEntropyLoss", "2", "0.1,0.3,0.6", probabilities=True) == pytest.approx(0.510826, abs=5e-7)
    assert made("BCEWithLogitsLoss", "1", "0.6", probabilities=True) == pytest.approx(0.510826, abs=5e-7)
    assert made("L1Loss", "1,2", "-1,2") == 1
    assert made("MSELoss", "0,1;0,0", "1,1;1,0") == 0.5
    assert made("HuberLoss", "0", "0.6") == pytest.approx(0.18)


def test_softmax_and_logarithm_apart_lose_both_value_and_gradient() -> None:
    found = calculate(losses["CrossEntropyLoss"].create({}), "1", "2000,-1999")
    assert (found.value, found.gradient) == (3999, ((1, -1),))
    assert found.split is not None
    assert round(found.split.value, 2) == 20.72
    assert found.split.gradient == ((0, 0),)


def test_where_nothing_is_cut_off_both_ways_are_the_same() -> None:
    found = calculate(losses["CrossEntropyLoss"].create({}), "0.2,0.8;1,0", "0.3,-0.4;2,1")
    assert found.split is not None
    assert found.split.value == pytest.approx(found.value)
    assert [*found.split.gradient[0], *found.split.gradient[1]] == pytest.approx(sum(found.gradient, ()))


@pytest.mark.parametrize("kind", losses)
def test_value_and_gradient_of_every_loss_are_those_of_torch(kind: str) -> None:
    loss: Loss = losses[kind].create({})
    torch.manual_seed(0)
    given = torch.randn(3, 4, dtype=torch.float64)
    goal = torch.randn(3, 4, dtype=torch.float64).softmax(dim=1)
    if loss.takes_logarithms:
        given = given.log_softmax(dim=1)
    targets = torch.tensor([2, 0, 3]) if loss.targets == "indices" else goal
    given.requires_grad_()
    value = loss.build()(given, targets)
    value.backward()
    found = calculate(loss, typed(targets), typed(given.detach()))
    assert found.value == pytest.approx(value.item())
    assert given.grad is not None
    torch.testing.assert_close(torch.tensor(found.gradient, dtype=torch.float64), given.grad)


@pytest.mark.parametrize("kind", [kind for kind, each in losses.items() if each.own or each.takes_logarithms])
def test_of_probabilities_each_loss_is_that_of_its_own_scores(kind: str) -> None:
    loss = losses[kind].create({})
    scores = torch.tensor([[0.3, -1.0, 0.5], [2.0, 0.1, 0.0]], dtype=torch.float64)
    chances = (scores.sigmoid() if loss.own == "sigmoid" else scores.softmax(dim=1)).requires_grad_()
    own = scores.log_softmax(dim=1) if loss.takes_logarithms else scores
    targets = torch.tensor([[0.5, 0.5, 0.0], [0.1, 0.2, 0.7]], dtype=torch.float64)
    goal = "1,2" if loss.targets == "indices" else typed(targets)
    found = calculate(loss, goal, typed(chances.detach()), from_probabilities=True)
    assert found.value == pytest.approx(calculate(loss, goal, typed(own)).value)
    moved = chances.detach().clone()
    moved[1, 2] += 1e-6
    step = calculate(loss, goal, typed(moved), from_probabilities=True).value - found.value
    assert step / 1e-6 == pytest.approx(found.gradient[1][2], rel=1e-4, abs=1e-8)


def typed(numbers: torch.Tensor) -> str:
    rows = numbers.reshape(len(numbers), -1).tolist()
    return ";".join(",".join(map(repr, row)) for row in rows)


@pytest.mark.parametrize(
    ("kind", "targets", "predictions", "probabilities", "said"),
    [
        ("MSELoss", "0,1", "1", False, "The targets are 1 × 2 numbers, and the predictions 1 × 1."),
        ("MSELoss", "0,1;2", "0,1;2,3", False, "sample 1 has 2 numbers and sample 2 has 1"),
        ("MSELoss", "0", "nan", False, "“nan”"),
        ("MSELoss", "two", "1", False, "“two”"),
        ("MSELoss", "0", "1e999", False, "“1e999”"),
        ("MSELoss", "", "1", False, "no numbers for the targets"),
        ("MSELoss", "0", "0.5", True, "compares numbers as they are"),
        ("CrossEntropyLoss", "2", "0.1,1.3,0.6", True, "is 1.3, and no probability"),
        ("CrossEntropyLoss", "2", "0.1,0.2,0.6", True, "sums up to 0.9, and not to 1"),
        ("CrossEntropyLoss", "1", "1,0", True, "probability 0"),
        ("CrossEntropyLoss", "3", "1,2,3", False, "the predictions are for 0 to 2"),
        ("CrossEntropyLoss", "1,0,1", "1,2;3,4", False, "3 classes, and the predictions 2 × 2"),
        ("CrossEntropyLoss", "0.5", "1,2", False, "not a whole one"),
        ("CrossEntropyLoss", "0", "1", False, "one class only"),
        ("CrossEntropyLoss", "0.7,0.7", "1,2", False, "sums up to 1.4"),
        ("NLLLoss", "0", "0.4,0.6", False, "never above 0"),
        ("BCEWithLogitsLoss", "2", "0.3", False, "is 2, and no probability"),
        ("KLDivLoss", "0.5,0.6", "-1,-1", False, "sums up to 1.1"),
    ],
)
def test_what_cannot_be_used_is_said(kind: str, targets: str, predictions: str, probabilities: bool, said: str) -> None:
    with pytest.raises(InsightError) as error:
        made(kind, targets, predictions, probabilities=probabilities)
    assert said in error.value.message
    assert error.value.remedy


def test_factors_have_to_be_as_many_as_predictions() -> None:
    with pytest.raises(InsightError, match="3 factors"):
        calculate(losses["CrossEntropyLoss"].create({"weight": [1, 2, 3]}), "0", "1,2")


def test_large_scores_are_exact() -> None:
    assert made("CrossEntropyLoss", "0", "1e30,-1e30") == 0
    assert math.isclose(made("BCEWithLogitsLoss", "0", "1e30"), 1e30)
