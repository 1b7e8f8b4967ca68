"""What makes probabilities of outputs follows from loss and last layer, and metrics of a training go by it."""

from __future__ import annotations

import pytest
import torch
from networks import chain

from studio.data.config import Toys
from studio.graph import Graph
from studio.layers import layer
from studio.training.activation import Activation, activation_of
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.groundwork import prepare
from studio.training.losses import losses
from studio.training.objective import Objective
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress


def ending(*last: str) -> Graph:
    layers = {f"last{at}": layer(kind, **({"dim": 1} if "oftmax" in kind else {})) for at, kind in enumerate(last)}
    return chain(input=layer("Input", shape=(3,)), fc=layer("Linear", out_features=3), **layers, output=layer("Output"))


@pytest.mark.parametrize(
    ("loss", "last", "wanted"),
    [
        ("CrossEntropyLoss", (), "softmax"),
        ("CrossEntropyLoss", ("Softmax",), "none"),
        ("CrossEntropyLoss", ("Softmax", "Dropout", "Identity"), "none"),
        ("CrossEntropyLoss", ("LogSoftmax",), "softmax"),
        ("CrossEntropyLoss", ("Sigmoid",), "softmax"),
        ("NLLLoss", ("LogSoftmax",), "softmax"),
        ("NLLLoss", ("Softmax",), "none"),
        ("KLDivLoss", ("LogSoftmax",), "softmax"),
        ("BCEWithLogitsLoss", (), "sigmoid"),
        ("BCEWithLogitsLoss", ("Sigmoid",), "none"),
        ("MSELoss", (), "none"),
        ("MSELoss", ("Softmax",), "none"),
        ("MSELoss", ("Sigmoid",), "none"),
        ("L1Loss", ("LogSoftmax",), "softmax"),
    ],
)
def test_nothing_is_applied_twice(loss: str, last: tuple[str, ...], wanted: Activation) -> None:
    assert activation_of(losses[loss].create({}), ending(*last)) == wanted


@pytest.mark.parametrize(("last", "wanted"), [((), [1, 1]), (("Sigmoid",), [0, 1])])
def test_what_stands_behind_a_sigmoid_counts_as_probabilities(last: tuple[str, ...], wanted: list[int]) -> None:
    layers = {f"last{at}": layer(kind) for at, kind in enumerate(last)}
    fc = layer("Linear", out_features=1)
    graph = chain(input=layer("Input", shape=(2,)), fc=fc, **layers, output=layer("Output"))
    settings = TrainingConfig(loss=losses["BCEWithLogitsLoss"].create({}), device="cpu")
    ground = prepare(Snapshot("toys", graph, Toys(), settings, document="{}"), Control())
    objective = ground.trainer(settings, Progress(), 1).objective
    answers, _ = objective.answers(torch.tensor([[0.3], [0.7]]), torch.tensor([0, 1]))
    assert answers.tolist() == wanted


def test_an_input_that_a_network_gives_behind_a_sigmoid_is_told_as_it_is_given() -> None:
    given, loss = torch.tensor([[0.2, 0.9]]), losses["BCEWithLogitsLoss"].create({})
    for activation, wanted in (("none", given), ("sigmoid", given.sigmoid())):
        told, _ = Objective.of(loss, "input", activation=activation).answers(given, given)
        torch.testing.assert_close(told, wanted)
