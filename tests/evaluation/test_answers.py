"""Outputs become probabilities once, whatever loss and last layer are; decisions are those of the training."""

from __future__ import annotations

import pytest
import torch

from studio.evaluation.answers import Answering
from studio.training.activation import activation_behind
from studio.training.losses import losses
from studio.training.objective import Objective

SCORES = torch.tensor([[2.0, -1.0, 0.5], [-3.0, 0.1, 0.0]])
WANTED = SCORES.softmax(1)


@pytest.mark.parametrize("last", [torch.nn.Identity(), torch.nn.LogSoftmax(1)])
def test_scores_and_their_logarithms_give_the_same_probabilities(last: torch.nn.Module) -> None:
    answering = Answering("classes", ("a", "b", "c"), "softmax")
    torch.testing.assert_close(answering.probabilities(last(SCORES)), WANTED)
    assert answering.decided(last(SCORES)).tolist() == [0, 1]


def test_probabilities_of_a_network_that_gives_them_stay_as_they_are() -> None:
    assert torch.equal(Answering("classes", ("a", "b", "c"), "none").probabilities(WANTED), WANTED)


def test_a_single_score_tells_two_classes_apart() -> None:
    answering = Answering("classes", ("no", "yes"), "sigmoid")
    scores = torch.tensor([[-1.0], [2.0]])
    found = answering.probabilities(scores)
    torch.testing.assert_close(found[:, 1:], scores.sigmoid())
    torch.testing.assert_close(found.sum(1), torch.ones(2))
    assert answering.decided(scores).tolist() == [0, 1]


def test_labels_hold_each_by_itself() -> None:
    answering = Answering("labels", ("a", "b", "c"), "sigmoid")
    assert answering.decided(SCORES).tolist() == [[True, False, True], [False, True, False]]
    torch.testing.assert_close(answering.probabilities(SCORES), SCORES.sigmoid())


def test_a_row_of_scores_has_those_of_the_first_position_first() -> None:
    answering = Answering("positions", ("a", "b", "c"), "softmax", positions=2)
    found = answering.probabilities(SCORES.reshape(1, 6))
    torch.testing.assert_close(found[0].T, WANTED)
    assert answering.decided(SCORES.reshape(1, 6)).tolist() == [[0, 1]]
    assert answering.fits(SCORES.reshape(1, 6))
    assert not answering.fits(torch.zeros(1, 7))


def test_numbers_that_were_to_be_one_or_zero_stay_within_them() -> None:
    found = Answering("classes", ("a", "b"), "none").probabilities(torch.tensor([[1.2, -0.3]]))
    assert found.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("loss", ["CrossEntropyLoss", "BCEWithLogitsLoss", "MSELoss", "NLLLoss"])
@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("last", ["", "Sigmoid"])
def test_what_is_decided_is_what_the_metrics_of_a_training_count(loss: str, width: int, last: str) -> None:
    declared = losses[loss].create({})
    if width == 1 and declared.targets == "indices":
        return
    outputs = torch.randn(50, width, generator=torch.Generator().manual_seed(0))
    outputs = outputs.sigmoid() if last else outputs
    activation = activation_behind(declared, last)
    names = ("a", "b", "c") if width == 3 else ("a", "b")
    found = Answering("classes", names, activation).decided(outputs)
    counted, _ = Objective.of(declared, activation=activation).answers(outputs, torch.zeros(50, dtype=torch.int64))
    assert torch.equal(found, counted)
