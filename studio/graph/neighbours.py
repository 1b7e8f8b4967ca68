"""Which node lies in which direction, for walking through the network with the arrow keys."""

from __future__ import annotations

from typing import Literal

from studio.graph.flow import Flow
from studio.graph.model import Graph

Direction = Literal["up", "down", "left", "right"]

_VECTORS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


_BACK: dict[Flow, Direction] = {"down": "up", "right": "left"}


def neighbour(graph: Graph, name: str, direction: Direction, flow: Flow = "down") -> str | None:
    """The next node: along a link with or against the flow where there is one, else the nearest on that side."""
    linked: list[str] = []
    if direction == flow:
        linked = [consumer for consumer, _ in graph.consumers[name]]
    elif direction == _BACK[flow]:
        linked = [source.node for source in graph[name].inputs if source is not None]
    return min(linked, key=lambda other: _away(graph, name, other), default=None) or _beside(graph, name, direction)


def _beside(graph: Graph, name: str, direction: Direction) -> str | None:
    """The nearest node within 45° of a direction."""
    dx, dy = _VECTORS[direction]
    x, y = graph[name].position
    found = []
    for other, node in graph.items():
        ahead = (node.position[0] - x) * dx + (node.position[1] - y) * dy
        aside = abs((node.position[0] - x) * dy) + abs((node.position[1] - y) * dx)
        if ahead > 0 and aside <= ahead:
            found.append((ahead + 2 * aside, other))
    return min(found)[1] if found else None


def _away(graph: Graph, name: str, other: str) -> float:
    a, b = graph[name].position, graph[other].position
    return abs(a[0] - b[0]) + abs(a[1] - b[1])
