"""Back-propagation held against numeric gradients: right ones agree, wrong ones are found, kinks are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from networks import chain
from torch import nn
from trainings import small_network

from studio.compiler.module import compile_graph
from studio.data import Digits, Iris
from studio.data.config import ImageFolder
from studio.graph import Graph, Node, Source
from studio.insight.errors import InsightError
from studio.insight.gradient_check import check_gradients
from studio.layers import consent, layer
from studio.project import Project
from studio.project.exporters import Subject
from studio.project.gradient_checking import gradient_check
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.objective import Objective


def a_net(activation: str = "Tanh") -> Graph:
    return chain(
        input=layer("Input", shape=(4,)),
        fc1=layer("Linear", out_features=5),
        activation=layer(activation),
        drop=layer("Dropout"),
        fc2=layer("Linear", out_features=3),
        output=layer("Output"),
    )


@pytest.mark.parametrize("kind", losses)
def test_both_gradients_of_every_loss_agree(kind: str) -> None:
    declared = losses[kind].create({})
    graph = a_net()
    if declared.takes_logarithms:
        graph = graph.replacing({"activation": replace(graph["activation"], layer=layer("LogSoftmax"))})
    found = check_gradients(
        compile_graph(graph, seed=0),
        [torch.rand(6, 4, generator=torch.Generator().manual_seed(0))],
        torch.tensor([0, 1, 2, 0, 1, 2]),
        Objective.of(declared),
        training=True,
    )
    assert [(each.name, each.entries) for each in found.parameters] == [
        ("fc1.weight", 20), ("fc1.bias", 5), ("fc2.weight", 15), ("fc2.bias", 3),
    ]  # fmt: skip
    assert found.worst is not None
    assert found.worst.relative_error < 1e-6
    assert found.numeric_seconds > 0 < found.backprop_seconds


def test_a_wrong_backward_is_found_at_its_parameters_and_those_before() -> None:
    code = (
        "class Double(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, x):\n"
        "        return 2 * x\n"
        "    @staticmethod\n"
        "    def backward(ctx, gradient):\n"
        "        return 3 * gradient\n"
        "def forward(x):\n"
        "    return Double.apply(x)\n"
    )
    wrong = layer("Custom", code=code)
    graph = chain(
        input=layer("Input", shape=(4,)), fc1=layer("Linear", out_features=3), wrong=wrong,
        fc2=layer("Linear", out_features=3), output=layer("Output"),
    )  # fmt: skip
    consent.allow([code])
    found = gradient_check(Subject(Project(graph=graph, data=Iris()))).found
    errors = {each.name: each.relative_error for each in found.parameters}
    assert errors["fc1.weight"] == pytest.approx(1 / 3, rel=1e-4)
    assert errors["fc1.bias"] == pytest.approx(1 / 3, rel=1e-4)
    assert max(errors["fc2.weight"], errors["fc2.bias"]) < 1e-6


def test_where_the_loss_has_a_kink_it_has_no_gradient_to_compare() -> None:
    graph = a_net("ReLU")
    network = compile_graph(graph, seed=0)
    nn.init.zeros_(network.get_parameter("fc1.weight"))
    nn.init.zeros_(network.get_parameter("fc1.bias"))
    found = check_gradients(
        network, [torch.ones(2, 4)], torch.tensor([0, 1]), Objective.of(losses["MSELoss"].create({}))
    )
    first, second, *_ = found.parameters
    assert (first.entries, first.kinks) == (0, 20)
    assert (second.entries, second.kinks) == (0, 5)
    assert max(each.relative_error for each in found.parameters) < 1e-6


def test_large_parameters_are_checked_at_numbers_that_the_seed_draws() -> None:
    report = gradient_check(Subject(Project(graph=small_network(), data=Digits())), entries=3)
    told = report.to_json()["parameters"]
    assert [(each["entries"], each["of"]) for each in told] == [(3, 2_048), (3, 32), (3, 320), (3, 10)]  # type: ignore[index, attr-defined]
    assert report.on_data
    assert all(each.relative_error < 1e-5 for each in report.found.parameters)


def test_without_data_at_hand_samples_are_chance_and_that_is_told() -> None:
    graph = Graph(
        {
            "first": Node(layer("Input", shape=(3,))),
            "second": Node(layer("Input", shape=(4,))),
            "both": Node(layer("Concat"), (Source("first"), Source("second"))),
            "fc": Node(layer("Linear", out_features=3), (Source("both"),)),
            "output": Node(layer("Output"), (Source("fc"),)),
        }
    )
    report = gradient_check(Subject(Project(graph=graph, data=Iris())))
    assert not report.on_data
    assert report.notes[0].startswith("Samples are chance numbers.")
    assert report.found.worst is not None
    assert report.found.worst.relative_error < 1e-6


def test_frozen_parameters_are_left_out_and_that_is_told() -> None:
    graph = a_net()
    frozen = graph.replacing({"fc1": replace(graph["fc1"], frozen=True)})
    report = gradient_check(Subject(Project(graph=frozen, data=Iris())))
    assert [each.name for each in report.found.parameters] == ["fc2.weight", "fc2.bias"]
    assert report.notes == ("25 frozen parameters were not checked.",)


def test_data_that_are_not_there_and_say_what_is_learnt_nowhere_are_told() -> None:
    project = Project(graph=a_net(), data=ImageFolder(path="/nowhere"), training=TrainingConfig())
    with pytest.raises(Exception, match="nowhere"):
        gradient_check(Subject(project))


def test_a_loss_that_is_not_finite_is_told() -> None:
    network = compile_graph(a_net(), seed=0)
    nn.init.constant_(network.get_parameter("fc2.bias"), torch.inf)
    with pytest.raises(InsightError, match="not finite"):
        check_gradients(network, [torch.ones(1, 4)], torch.tensor([0]), Objective.of(losses["MSELoss"].create({})))
