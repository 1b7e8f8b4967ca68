"""What training leaves alone of a network with frozen nodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from trainings import SnapshotOf, TrainAll, small_network

from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.layers import layer
from studio.layers.block_edits import freeze
from studio.training.events import RunFailed, RunFinished
from studio.training.optimizers import optimizers
from studio.training.runs import Run


def with_a_norm() -> Graph:
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=3, kernel_size=3),
        norm=layer("BatchNorm2d"),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def changed(graph: Graph, run_folder: Path) -> set[str]:
    """The entries of the state that the run's last weights have changed."""
    before = compile_graph(graph, seed=0).state_dict()
    after = Run.open(run_folder).checkpoints.read("last").weights
    return {name for name, values in before.items() if not torch.equal(values, after[name])}


@pytest.mark.parametrize("kind", optimizers)
def test_no_optimizer_changes_frozen_weights_nor_their_statistics(
    kind: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    graph = freeze(with_a_norm(), ["conv", "norm"])
    decay: dict[str, Any] = {"weight_decay": 0.1} if "weight_decay" in optimizers[kind].model_fields else {}
    optimizer = optimizers[kind].create(decay)
    events = train_all(snapshot(graph, optimizer=optimizer, epochs=1))
    assert isinstance(events[-1], RunFinished)
    assert changed(graph, run_folder) == {"fc.weight", "fc.bias"}


def test_frozen_nodes_are_at_rest_after_a_validation_too(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    graph = freeze(with_a_norm(), ["norm"])
    train_all(snapshot(graph, epochs=3))
    assert changed(graph, run_folder) == {"conv.weight", "conv.bias", "fc.weight", "fc.bias"}


def test_a_network_that_is_frozen_altogether_is_refused_before_it_is_trained(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    (failed,) = train_all(snapshot(freeze(small_network(), ["fc1", "fc2"])))
    assert isinstance(failed, RunFailed)
    assert failed.message == "The network has nothing to train: all its weights are frozen."
    assert failed.remedy


def test_a_run_goes_on_only_with_the_same_nodes_frozen(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = freeze(small_network(), ["fc1"])
    train_all(snapshot(graph, epochs=1))
    (failed,) = train_all(snapshot(small_network(), epochs=2))
    assert isinstance(failed, RunFailed)
    assert "of “fc1”, “frozen”" in failed.message
    assert isinstance(train_all(snapshot(graph, epochs=2))[-1], RunFinished)
