"""Sessions for window tests: closed at the end, so that no thread stays behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.data import Digits
from studio.graph import Graph, Node, Source
from studio.layers.activation import ReLU
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.shape import Flatten
from studio.project import Project
from studio.training.config import TrainingConfig
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.session import Session


@pytest.fixture
def open_session(qtbot: QtBot) -> Iterator[Callable[[Graph], Session]]:
    """Opens a session on a graph and waits for its first read-outs."""
    sessions: list[Session] = []

    def open_graph(graph: Graph) -> Session:
        session = Session(Project(graph=graph))
        sessions.append(session)
        qtbot.waitUntil(lambda: session.analysis is not None, timeout=30_000)
        return session

    yield open_graph
    for session in sessions:
        session.close()


@pytest.fixture
def pool(qapp: QApplication) -> Iterator[Pool]:
    """Threads for background questions; over when the test is."""
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def digits_project() -> Project:
    """A small network on the embedded digits that learns within a second an epoch."""
    layers = {
        "input": Input(shape=(1, 8, 8)),
        "flatten": Flatten(),
        "fc1": Linear(out_features=32),
        "relu": ReLU(),
        "fc2": Linear(out_features=10),
        "output": Output(),
    }
    before = (None, *layers)
    nodes = {name: Node(layer, (Source(before[at]),) if at else ()) for at, (name, layer) in enumerate(layers.items())}
    return Project("Digits", Graph(nodes), Digits(), TrainingConfig(epochs=2))


@pytest.fixture
def job(qtbot: QtBot) -> Iterator[TrainingJob]:
    """Trains beside the test; its thread is over when the test is."""
    training = TrainingJob()
    yield training
    training.close()
