"""Copy and paste through the system's clipboard, as text that can be sent and read."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from studio.graph import Graph
from studio.graph.annotating import Parts
from studio.graph.edits import fragment
from studio.project.file import dump_fragment, load_fragment


def copy(graph: Graph, parts: Parts) -> None:
    """Put nodes on the clipboard, with their links, and annotations."""
    QGuiApplication.clipboard().setText(dump_fragment(fragment(graph, *parts, incoming=True)))


def pasted() -> Graph:
    """The part of a network that is on the clipboard. Raises ProjectError when something else is."""
    return load_fragment(QGuiApplication.clipboard().text())
