"""A class at each of several positions: how such data are divided, what a network gives, how it is measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from networks import chain
from torch import nn
from trainings import SnapshotOf, TrainAll

from studio.compiler.analysis import analyse
from studio.data import DigitRows, Digits
from studio.data.load import describe, load
from studio.data.preparation import Preparation
from studio.data.sources import source_of
from studio.graph import Graph
from studio.layers import Layer, layer
from studio.training.events import Evaluated, RunFinished
from studio.training.losses import losses
from studio.training.objective import Objective
from studio.training.optimizers import optimizers
from studio.training.suitability import unsuitable

SHAPE = (1, 8, 32)


def rows(**settings: object) -> DigitRows:
    return DigitRows.create({"samples": 900, **settings})  # type: ignore[return-value]


def network(*last: Layer) -> Graph:
    named = {f"last{place}": each for place, each in enumerate(last)}
    return chain(input=layer("Input", shape=SHAPE), flatten=layer("Flatten"), **named, output=layer("Output"))


def test_digits_stand_beside_each_other_with_the_class_of_each() -> None:
    samples = source_of(rows()).read(rows()).train
    scans = source_of(Digits()).read(Digits()).train
    by_content = {scan.tobytes(): label for scan, label in zip(scans.inputs, scans.targets.tolist(), strict=True)}
    for picture, labels in zip(samples.inputs[:40], samples.targets[:40].tolist(), strict=True):
        assert [by_content[picture[:, :, 8 * k : 8 * k + 8].tobytes()] for k in range(4)] == labels


def test_no_scan_is_in_two_splits() -> None:
    dataset = load(rows(), SHAPE, seed=3)
    seen = {
        name: {scan.numpy().tobytes() for picture in split.inputs for scan in picture.split(8, dim=2)}
        for name, split in dataset.splits.items()
    }
    assert min(map(len, seen.values())) > 50
    assert not seen["train"] & seen["validation"]
    assert not seen["train"] & seen["test"]
    assert not seen["validation"] & seen["test"]


def test_how_many_positions_there_are_is_kept_with_a_run() -> None:
    preparation = load(rows(digits=3), (1, 8, 24), seed=0).preparation
    assert preparation.positions == 3
    assert Preparation.from_json(preparation.to_json()) == preparation


@pytest.mark.parametrize(
    "last",
    [
        [layer("Linear", out_features=40)],
        [layer("Linear", out_features=40), layer("Unflatten", unflattened_size=[10, 4])],
    ],
)
def test_one_row_of_scores_will_do_and_so_do_classes_by_positions(last: list[Layer]) -> None:
    assert unsuitable(analyse(network(*last)), losses["CrossEntropyLoss"](), rows(), describe(rows())) == ()


def test_another_width_is_told_with_the_one_that_is_needed() -> None:
    graph = network(layer("Linear", out_features=10))
    ((problem, change),) = unsuitable(analyse(graph), losses["CrossEntropyLoss"](), rows(), describe(rows()))
    assert problem.message == (
        "The network gives 10 numbers for each sample, but the data have 4 positions with 10 classes each."
    )
    assert change is not None
    assert (change.node, change.parameter, change.value) == ("last0", "out_features", 40)


def test_scores_in_another_order_are_refused() -> None:
    graph = network(layer("Linear", out_features=40), layer("Unflatten", unflattened_size=[4, 10]))
    ((problem, _),) = unsuitable(analyse(graph), losses["CrossEntropyLoss"](), rows(), describe(rows()))
    assert "gets (4, 10) for each sample, but needs (10, 4)" in problem.message


def test_logarithms_of_probabilities_have_to_stand_by_position() -> None:
    graph = network(layer("Linear", out_features=40), layer("LogSoftmax"))
    ((problem, _),) = unsuitable(analyse(graph), losses["NLLLoss"](), rows(), describe(rows()))
    assert "needs (10, 4): a number for each class at each position" in problem.message


@pytest.mark.parametrize("kind", ["MSELoss", "BCEWithLogitsLoss", "KLDivLoss"])
def test_losses_that_cannot_learn_positions_are_refused(kind: str) -> None:
    graph = network(layer("Linear", out_features=40))
    (first, *_) = unsuitable(analyse(graph), losses[kind](), rows(), describe(rows()))
    assert "cannot learn a class at each of several positions" in first.problem.message


def of_a_row(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    heads = outputs.split(5, dim=1)
    return torch.stack([nn.functional.cross_entropy(head, targets[:, k]) for k, head in enumerate(heads)]).mean()


def by_position(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(outputs, targets)


@pytest.mark.parametrize(("shape", "truth"), [((12, 15), of_a_row), ((12, 5, 3), by_position)])
def test_the_loss_is_the_mean_over_samples_and_positions(
    shape: tuple[int, ...], truth: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
) -> None:
    random = torch.Generator().manual_seed(0)
    outputs, targets = torch.randn(shape, generator=random), torch.randint(0, 5, (12, 3), generator=random)
    objective = Objective.of(losses["CrossEntropyLoss"](), "positions")
    assert objective(outputs, targets).mean.item() == pytest.approx(truth(outputs, targets).item(), rel=1e-6)


@pytest.mark.slow
def test_a_network_learns_to_read_rows_of_digits(train_all: TrainAll, snapshot: SnapshotOf) -> None:
    graph = network(layer("Linear", out_features=64), layer("ReLU"), layer("Linear", out_features=40))
    settings = {"optimizer": optimizers["Adam"].create({"lr": 0.005}), "metrics": ("accuracy", "exact_match")}
    events = train_all(snapshot(graph, rows(samples=4000), epochs=12, batch_size=64, **settings))
    assert isinstance(events[-1], RunFinished), events[-1]
    tested = next(event for event in reversed(events) if isinstance(event, Evaluated)).metrics
    assert tested["accuracy"] > 0.75
    assert tested["accuracy"] ** 5 < tested["exact_match"] < tested["accuracy"]
