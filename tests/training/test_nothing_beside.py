"""What is done beside a training changes nothing of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
import torch
from trainings import SnapshotOf, small_network

from studio.compiler.analysis import analyse
from studio.compiler.first_weights import distribution
from studio.compiler.initialize import node_seed
from studio.compiler.module import compile_graph
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.project.export import export
from studio.training.events import RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot


def dropouts() -> Graph:
    """A network in which most of the time is spent on chance."""
    graph = dict(small_network())
    before = "relu"
    for number in range(12):
        name = f"drop{number}"
        graph[name] = Node(layer("Dropout", p=0.05), (Source(before),))
        before = name
    graph["dropout"] = Node(layer("Dropout", p=0.2), (Source(before),))
    return Graph(graph)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return Run.open(folder).checkpoints.read("last").weights


def trained(settings: Snapshot, folder: Path) -> dict[str, torch.Tensor]:
    events = list(train(settings, None, Run.create(folder, settings)))
    assert isinstance(events[-1], RunFinished), events[-1]
    return weights(folder)


def busy_beside(settings: Snapshot, run: Run, folder: Path) -> list[Callable[[], object]]:
    """What a person may do while a network trains."""
    project = Project("Digits", settings.graph, settings.data, settings.training)
    others = [Graph({**settings.graph, "relu": Node(layer(kind), (Source("fc1"),))}) for kind in ("RReLU", "Tanh")]
    analysis = analyse(settings.graph)
    inputs = analysis.nodes["fc1"].inputs or ()

    def look_at_weights() -> None:
        for seed in range(20):
            compile_graph(settings.graph, seed=seed, analysis=analysis)
            distribution(settings.graph["fc1"], "weight", inputs, (), seed)

    return [
        look_at_weights,
        lambda: [analyse(graph) for graph in others],
        lambda: export(project, folder / "now.py"),
        lambda: export(project, folder / "now.onnx"),
        lambda: list(run.events()),
    ]


@pytest.mark.slow
def test_a_training_comes_out_the_same_whatever_goes_on_beside_it(snapshot: SnapshotOf, tmp_path: Path) -> None:
    settings = snapshot(dropouts(), epochs=6, batch_size=16)
    quiet = trained(settings, tmp_path / "quiet")
    run = Run.create(tmp_path / "busy", settings)
    over, troubles = threading.Event(), list[Exception]()
    deeds = cycle(busy_beside(settings, run, tmp_path))

    def work() -> None:
        try:
            while not over.is_set():
                next(deeds)()
        except Exception as error:
            troubles.append(error)

    beside = threading.Thread(target=work)
    beside.start()
    try:
        list(train(settings, None, run))
    finally:
        over.set()
        beside.join()
    assert troubles == []
    assert [name for name, values in weights(tmp_path / "busy").items() if not torch.equal(values, quiet[name])] == []


@pytest.mark.parametrize("seed", [0, 1])
def test_the_weights_that_a_seed_gives_are_torchs_own(seed: int) -> None:
    module = compile_graph(small_network(), seed=seed)
    torch.manual_seed(node_seed(seed, "fc1"))
    assert torch.equal(module.get_submodule("fc1").weight, torch.nn.Linear(64, 32).weight)
