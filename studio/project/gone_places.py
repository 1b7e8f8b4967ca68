"""Where nodes would stand that another network had and this one has no more: beside what was beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.graph import Graph
from studio.graph.model import Position


def gone_places(before: Graph, now: Graph, gone: Iterable[str]) -> Mapping[str, Position]:
    """A place for each of these nodes of `before`, by path; both graphs are flat, with dotted paths.

    It is as far from a neighbour that is still there as it was; of a node whose neighbours are gone too, from theirs.
    """
    shifts: dict[str, Position] = {}
    waiting = [name for name in before.order if name in set(gone)]
    for name in (*waiting, *reversed(waiting), *waiting):
        if name not in shifts:
            shift = next(
                (found for each in _beside(before, name) if (found := _shift(each, before, now, shifts))), None
            )
            if shift is not None:
                shifts[name] = shift
    return {
        name: (before[name].position[0] + shift[0], before[name].position[1] + shift[1])
        for name in waiting for shift in [shifts.get(name, (0.0, 0.0))]
    }  # fmt: skip


def _beside(graph: Graph, name: str) -> list[str]:
    """What it takes from and what takes from it, on its own level."""
    level = name.rpartition(".")[0]
    sources = [source.node for source in graph[name].inputs if source is not None]
    found = (*sources, *(consumer for consumer, _ in graph.consumers[name]))
    return [each for each in found if each.rpartition(".")[0] == level]


def _shift(name: str, before: Graph, now: Graph, shifts: Mapping[str, Position]) -> Position | None:
    """How far a node has moved since, as far as that is known."""
    if name in now:
        old, new = before[name].position, now[name].position
        return new[0] - old[0], new[1] - old[1]
    return shifts.get(name)
