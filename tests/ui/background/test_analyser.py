"""Work off the UI thread ends when the session does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from studio.graph import Graph, Node, Source
from studio.layers.io import Input, Output
from studio.layers.spec import Layer, Shape
from studio.project import Project
from studio.ui.session import Session

if TYPE_CHECKING:
    from torch import nn

_built = threading.Event()


class Telling(Layer):
    """Says when it is being examined."""

    def build(self, *shapes: Shape) -> nn.Module:
        from torch import nn

        _built.set()
        return nn.Identity()


def test_an_analysis_under_way_at_the_end_of_a_session_starts_nothing_afterwards(qapp: QApplication) -> None:
    ends = {"input": Node(Input(shape=(3,))), "telling": Node(Telling(), (Source("input"),))}
    session = Session(Project("Ending", Graph({**ends, "output": Node(Output(), (Source("telling"),))})))
    heard: list[object] = []
    session.analysis_changed.connect(heard.append)
    assert _built.wait(60)
    session.close()
    qapp.processEvents()
    assert not heard
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("background")]
