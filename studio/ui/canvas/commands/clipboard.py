"""Copy and paste through the system's clipboard, as text that can be sent and read."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication

from studio.graph import Graph
from studio.graph.edits import fragment, paste
from studio.graph.model import Position
from studio.project.file import dump_fragment, load_fragment
from studio.ui.canvas.items.geometry import bounds
from studio.ui.session import Session

STEP = 40.0
"""How far beside its original a copy is put."""


def copy(graph: Graph, names: Iterable[str]) -> None:
    """Put nodes on the clipboard, with their links."""
    QGuiApplication.clipboard().setText(dump_fragment(fragment(graph, names, incoming=True)))


def pasted() -> Graph:
    """The part of a network that is on the clipboard. Raises ProjectError when something else is."""
    return load_fragment(QGuiApplication.clipboard().text())


def add_copy(graph: Graph, part: Graph, at: Position | None, *, incoming: bool) -> tuple[Graph, tuple[str, ...]]:
    """Put a part into a graph, its upper left corner at `at` or beside the original; gives the names it got."""
    part = part if incoming else fragment(part, part)
    box = bounds(node.position for node in part.values())
    offset = (STEP, STEP) if at is None else (at[0] - box.left(), at[1] - box.top())
    taken = {node.position for node in graph.values()}
    while any((node.position[0] + offset[0], node.position[1] + offset[1]) in taken for node in part.values()):
        offset = (offset[0] + STEP, offset[1] + STEP)
    return paste(graph, part, offset)


def duplicate(session: Session, names: Iterable[str]) -> tuple[Graph, tuple[str, ...]]:
    """The network with a copy of these nodes beside them; the clipboard stays as it is."""
    return add_copy(session.graph, fragment(session.graph, names), None, incoming=False)
