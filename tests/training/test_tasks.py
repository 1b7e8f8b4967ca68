"""What can be learnt besides one class of several: gates, labels, numbers, pixels, the input itself, several ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from sklearn.datasets import load_diabetes
from torch import nn
from trainings import SnapshotOf, TrainAll, epochs, small_network, train_losses

from studio.compiler.module import compile_graph
from studio.data import Data, Diabetes, Digits, LogicGates, Sequences
from studio.data.load import load
from studio.graph import Graph, Node, Source
from studio.layers import Layer, layer
from studio.training.events import BatchesDone, Evaluated, Event, RunFailed, RunFinished, RunStarted
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.objective import Objective
from studio.training.optimizers import optimizers
from studio.training.runs import Run

ADAM = optimizers["Adam"].create({"lr": 0.1})


def flat(*layers: Layer, inputs: int = 2) -> Graph:
    named = {f"layer{number}": each for number, each in enumerate(layers)}
    return chain(input=layer("Input", shape=(inputs,)), **named, output=layer("Output"))


def result_of(events: list[Event]) -> Evaluated:
    assert isinstance(events[-1], RunFinished), events[-1]
    assert isinstance(events[-2], Evaluated)
    return events[-2]


@pytest.mark.slow
@pytest.mark.parametrize("gate", ["AND", "NAND", "OR"])
@pytest.mark.parametrize(("outputs", "loss"), [(1, "BCEWithLogitsLoss"), (2, "CrossEntropyLoss")])
def test_a_perceptron_learns_a_gate(
    gate: str, outputs: int, loss: str, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    graph = flat(layer("Linear", out_features=outputs))
    data = LogicGates.create({"gate": gate})
    assert (
        result_of(train_all(snapshot(graph, data, loss=losses[loss](), optimizer=ADAM, epochs=120))).metrics["accuracy"]
        == 1.0
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_perceptron_does_not_learn_xor_but_two_layers_do(seed: int, snapshot: SnapshotOf) -> None:
    settings = {"loss": losses["BCEWithLogitsLoss"](), "optimizer": ADAM, "epochs": 120, "seed": seed}
    one = flat(layer("Linear", out_features=1))
    two = flat(layer("Linear", out_features=8), layer("Tanh"), layer("Linear", out_features=1))
    data = LogicGates(gate="XOR")
    assert result_of(list(train(snapshot(one, data, **settings)))).metrics["accuracy"] < 1.0
    assert result_of(list(train(snapshot(two, data, **settings)))).metrics["accuracy"] == 1.0


def test_labels_of_which_several_may_hold_are_learnt(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    settings = snapshot(
        small_network(4), Digits(target="properties"), loss=losses["BCEWithLogitsLoss"](), epochs=8,
        optimizer=optimizers["Adam"](lr=0.01),
    )  # fmt: skip
    events = train_all(settings)
    assert isinstance(events[0], RunStarted)
    assert events[0].metrics == ("accuracy",)
    assert events[0].classes == ("even", "greater than 4", "closed loop", "prime")
    assert result_of(events).metrics["accuracy"] > 0.9


def test_numbers_have_an_error_and_no_accuracy(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = flat(layer("Linear", out_features=1), inputs=10)
    events = train_all(snapshot(graph, Diabetes(), loss=losses["MSELoss"](), optimizer=ADAM, epochs=20))
    result, batches = result_of(events), next(event for event in events if isinstance(event, BatchesDone))
    assert (set(result.metrics), set(batches.metrics)) == ({"loss", "mae"}, {"mae"})
    expected = {"loss", "mae", "validation_loss", "validation_mae"}
    assert all(set(epoch.metrics) == expected for epoch in epochs(events))


@pytest.mark.parametrize("settings", [{}, {"scale_target": False}, {"normalize": False}])
def test_the_error_of_numbers_is_in_the_units_of_the_data(
    settings: dict[str, Any], snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    data = Diabetes(**settings)
    start = snapshot(flat(layer("Linear", out_features=1), inputs=10), data, loss=losses["MSELoss"](), optimizer=ADAM)
    told = result_of(train_all(start)).metrics["mae"]
    module, dataset = compile_graph(start.graph), load(data, (10,), start.training.seed)
    Run.open(run_folder).load_weights(module)
    scale = dataset.preparation.target
    mean, deviation = (0.0, 1.0) if scale is None else (scale.mean, scale.deviation)
    answers, targets = (
        each * deviation + mean for each in (module.eval()(dataset.test.inputs).detach(), dataset.test.targets)
    )
    assert set(targets.round().flatten().tolist()) <= set(load_diabetes(scaled=False).target.tolist())
    assert told == pytest.approx((answers - targets).abs().mean().item(), rel=1e-5)


def test_the_error_of_an_auto_encoder_is_in_the_brightness_of_its_pictures(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    data = Digits(target="input", normalize=True)
    start = snapshot(flat(layer("Linear", out_features=64), inputs=64), data, loss=losses["MSELoss"]())
    told = result_of(train_all(start)).metrics["mae"]
    module, normalized = compile_graph(start.graph), load(data, (64,), start.training.seed).test.inputs
    Run.open(run_folder).load_weights(module)
    pictures = load(Digits(target="input"), (64,), start.training.seed).test.inputs
    deviation = ((pictures[0] - pictures[1]) / (normalized[0] - normalized[1])).nanmedian()
    answers = (module.eval()(normalized).detach() - normalized) * deviation + pictures
    assert told == pytest.approx((answers - pictures).abs().mean().item(), rel=1e-4)


def test_an_auto_encoder_learns_its_input(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = flat(layer("Linear", out_features=32), layer("ReLU"), layer("Linear", out_features=64), inputs=64)
    events = train_all(snapshot(graph, Digits(target="input"), loss=losses["MSELoss"](), epochs=8))
    assert result_of(events).metrics["mae"] > 0
    assert train_losses(events)[-1] < 0.5 * train_losses(events)[0]


@pytest.mark.parametrize(("channels", "loss"), [(2, "CrossEntropyLoss"), (1, "BCEWithLogitsLoss"), (2, "NLLLoss")])
def test_ink_is_told_pixel_by_pixel(channels: int, loss: str, snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=channels, kernel_size=1),
        **({"log": layer("LogSoftmax", dim=1)} if loss == "NLLLoss" else {}),
        output=layer("Output"),
    )
    events = train_all(snapshot(graph, Digits(target="ink"), loss=losses[loss](), optimizer=ADAM, epochs=6))
    assert result_of(events).metrics["accuracy"] > 0.95


def test_the_order_of_tokens_is_learnt_through_an_embedding(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = chain(
        input=layer("Input", shape=(6,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=8, embedding_dim=8),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=32),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    data = Sequences(length=6, vocabulary=8, samples=800)
    assert (
        result_of(train_all(snapshot(graph, data, optimizer=optimizers["Adam"](lr=0.01), epochs=15))).metrics[
            "accuracy"
        ]
        > 0.9
    )


def test_every_output_learns_and_the_first_is_measured(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = Graph(
        {
            **small_network(),
            "auxiliary": Node(layer("Linear", out_features=10), (Source("relu"),)),
            "second": Node(layer("Output"), (Source("auxiliary"),)),
        }
    )
    assert (
        result_of(train_all(snapshot(graph, epochs=4, optimizer=optimizers["Adam"](lr=0.01)))).metrics["accuracy"] > 0.8
    )


def test_the_losses_of_further_outputs_count_by_their_weight() -> None:
    outputs, targets = (torch.randn(5, 3), torch.randn(5, 3), torch.randn(5, 3)), torch.tensor([0, 1, 2, 1, 0])
    first, second, third = (nn.CrossEntropyLoss()(output, targets) for output in outputs)
    objective = Objective.of(losses["CrossEntropyLoss"](), auxiliary=0.3)
    torch.testing.assert_close(objective(outputs, targets).mean, first + 0.3 * second + 0.3 * third)


def test_several_inputs_get_the_same_samples_and_the_note_says_so(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = Graph(
        {
            "left": Node(layer("Input", shape=(64,))),
            "right": Node(layer("Input", shape=(64,))),
            "sum": Node(layer("Add"), (Source("left"), Source("right"))),
            "fc": Node(layer("Linear", out_features=10), (Source("sum"),)),
            "output": Node(layer("Output"), (Source("fc"),)),
        }
    )
    events = train_all(snapshot(graph, epochs=4, optimizer=optimizers["Adam"](lr=0.01)))
    assert isinstance(events[0], RunStarted)
    assert events[0].note == "Each of the 2 Inputs gets the same samples."
    assert result_of(events).metrics["accuracy"] > 0.8


@pytest.mark.parametrize(
    ("outputs", "data", "loss", "message", "remedy"),
    [
        (4, Digits(target="properties"), "CrossEntropyLoss", "cannot learn labels", "Choose BCEWithLogitsLoss"),
        (10, Digits(target="input"), "MSELoss", "which has (1, 8, 8) at “input”", "end with (1, 8, 8)"),
        (2, Digits(target="ink"), "CrossEntropyLoss", "needs (2, 8, 8)", "Upsample"),
        (3, Digits(target="properties"), "MSELoss", "the data have 4 labels", "Set out_features of “fc2” to 4."),
        (4, Digits(target="input", normalize=True), "BCEWithLogitsLoss", "shifted and scaled", "switch off normalize"),
        (2, Sequences(length=64), "CrossEntropyLoss", "the samples are tokens", "Set its dtype to int64."),
    ],
)
def test_what_does_not_belong_together_is_said(
    outputs: int, data: Data, loss: str, message: str, remedy: str, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    failed = train_all(snapshot(small_network(outputs), data, loss=losses[loss]()))[-1]
    assert isinstance(failed, RunFailed)
    assert message in failed.message
    assert remedy in failed.remedy


def test_factors_of_classes_have_to_be_as_many_as_the_classes(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    failed = train_all(snapshot(loss=losses["CrossEntropyLoss"].create({"weight": [1.0, 2.0]})))[-1]
    assert isinstance(failed, RunFailed)
    assert "weight of CrossEntropyLoss has 2 numbers, but the data ask for one for each of 10 classes" in failed.message
