"""Sessions for window tests: closed at the end, so that no thread stays behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.project import Project
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
