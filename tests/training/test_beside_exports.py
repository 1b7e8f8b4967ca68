"""A training comes out the same to the last bit while networks are exported on other threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import torch
from exported import project_of
from networks import chain

from studio.compiler import turns
from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx
from studio.compiler.turns import a_batch, an_export
from studio.data import Digits
from studio.graph import Graph
from studio.layers import layer
from studio.project import Project
from studio.project.writing import dumps
from studio.training.events import BatchesDone, Event
from studio.training.loop import train
from studio.training.snapshot import Snapshot

PATIENCE = 60.0


@pytest.fixture
def looking() -> Graph:
    """Layers that torch computes by oneDNN, and dropout."""
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=8, kernel_size=[3, 3]),
        noise=layer("Dropout2d", p=0.3),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=32),
        drop=layer("Dropout", p=0.5),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def losses(project: Project) -> list[float]:
    snapshot = Snapshot(project.name, project.graph, project.data, project.training, dumps(project))
    events: list[Event] = list(train(snapshot))
    return [loss for event in events if isinstance(event, BatchesDone) for loss in event.losses]


def exported(graph: Graph, path: Path) -> None:
    export_onnx(compile_graph(graph, seed=0).eval(), graph, path, samples=torch.zeros(7, 1, 8, 8))


@pytest.mark.slow
def test_losses_beside_exports_are_those_of_a_training_by_itself(looking: Graph, tmp_path: Path) -> None:
    project = project_of(looking, Digits(), epochs=6, batch_size=16)
    alone, over, done = losses(project), threading.Event(), threading.Semaphore(0)

    def export() -> None:
        for _ in range(4):
            if not over.is_set():
                exported(looking, tmp_path / "net.onnx")
                done.release()

    thread = threading.Thread(target=export)
    thread.start()
    try:
        assert done.acquire(timeout=PATIENCE)
        beside = losses(project)
    finally:
        over.set()
        thread.join()
    assert beside == alone


def test_an_export_leaves_torch_alone_until_the_batch_under_way_is_done(looking: Graph, tmp_path: Path) -> None:
    thread = threading.Thread(target=exported, args=(looking, tmp_path / "net.onnx"))
    with a_batch():
        before = torch.backends.mkldnn.enabled  # type: ignore[attr-defined]
        thread.start()
        while not turns._exports:
            thread.join(0.001)
            assert thread.is_alive()
        assert torch.backends.mkldnn.enabled == before  # type: ignore[attr-defined]
    thread.join(PATIENCE)
    assert (tmp_path / "net.onnx").exists()


def test_a_batch_waits_for_an_export_and_exports_for_each_other() -> None:
    order: list[str] = []

    def batch() -> None:
        with a_batch():
            order.append("batch")

    def export() -> None:
        with an_export():
            order.append("export")

    threads = [threading.Thread(target=each) for each in (batch, export)]
    with an_export():
        for thread in threads:
            thread.start()
        order.append("first")
    for thread in threads:
        thread.join(PATIENCE)
    assert order[0] == "first"
    assert sorted(order[1:]) == ["batch", "export"]


def test_batches_of_two_trainings_do_not_wait_for_each_other() -> None:
    inside = threading.Event()

    def batch() -> None:
        with a_batch():
            inside.set()

    with a_batch():
        thread = threading.Thread(target=batch)
        thread.start()
        assert inside.wait(PATIENCE)
    thread.join()


def test_what_fails_in_its_turn_gives_it_back() -> None:
    for turn in (a_batch, an_export, a_batch):
        with pytest.raises(ValueError, match="no"), turn():
            raise ValueError("no")
