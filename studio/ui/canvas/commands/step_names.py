"""What the steps of undo are called that a person takes on the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from studio.formatting import numbers
from studio.graph import Graph
from studio.graph.links import Link


def named(names: Sequence[str]) -> str:
    """One node by its name, several by their number."""
    return names[0] if len(names) == 1 else numbers.counted(len(names), "node")


def move_label(names: Sequence[str]) -> str:
    """The name of a step that moves nodes."""
    return f"Move {named(names)}"


def cut_label(graph: Graph, links: Sequence[Link]) -> str:
    """The name of a step that takes links away."""
    if len(links) == 1:
        source = graph[links[0].target].inputs[links[0].port]
        return f"Disconnect {source} → {links[0].target}"
    return f"Disconnect {numbers.counted(len(links), 'link')}"
