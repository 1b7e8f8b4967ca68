"""What the steps of undo are called that a person takes on the canvas."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from studio.formatting import numbers
from studio.graph import Graph
from studio.graph.links import Link
from studio.text import ntr, tr
from studio.ui.session.selection_edits import what_of


def move_label(graph: Graph, names: Sequence[str], annotations: Collection[str] = ()) -> str:
    """The name of a step that moves nodes and annotations."""
    return tr("Move {what}", what=what_of(graph, names, annotations))


def cut_label(graph: Graph, links: Sequence[Link]) -> str:
    """The name of a step that takes links away."""
    if len(links) == 1:
        source = graph[links[0].target].inputs[links[0].port]
        return tr("Disconnect {source} → {target}", source=source, target=links[0].target)
    return ntr("Disconnect {number} link", "Disconnect {number} links", len(links), number=numbers.exact(len(links)))
