"""Parts of a network with one way in and one way out, in rows: what repeated structure is looked for in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.graph import Graph, Source

END = ""
"""Stands for what is behind all Outputs."""

MOST_NODES = 400
"""Nodes of the largest part that is looked at as one."""


@dataclass(frozen=True)
class Part:
    """The `nodes` between what is given at `entry` and the last of them, which alone is used outside.

    They are in an order that follows from their links alone, so that equal parts have equal ones at the same place.
    """

    entry: Source
    nodes: tuple[str, ...]


Row = tuple[Part, ...]
"""Parts of which each takes what the one before gives."""


def rows_of(graph: Graph) -> list[list[Row]]:
    """All rows: first those that lie in no part of another, then the others."""
    meetings = _meetings(graph)
    following = {name: part for name, end in meetings.items() for part in _part(graph, name, end)}
    reached = {part.nodes[-1] for part in following.values()}
    inside = {name for part in following.values() for name in part.nodes[:-1]}
    rows: list[list[Row]] = [[], []]
    for name in following:
        if name not in reached:
            first = _alone(graph, name) if name in inside else ()
            rows[name in inside].append((*first, *_row(name, following)))
    return rows


def _alone(graph: Graph, name: str) -> Row:
    """A node that takes and gives one tensor, as the first part of a row."""
    sources = graph[name].inputs
    if len(sources) != 1 or sources[0] is None or _used(graph, name) != {Source(name)}:
        return ()
    return (Part(sources[0], (name,)),)


def _row(name: str, following: dict[str, Part]) -> Iterator[Part]:
    while name in following:
        yield following[name]
        name = following[name].nodes[-1]


def _part(graph: Graph, start: str, end: str) -> Iterator[Part]:
    """The part from what one node gives to another node, where both give one tensor and nothing else leads in."""
    entries, exits = _used(graph, start), _used(graph, end)
    nodes = _between(graph, start, end)
    if len(entries) == 1 and exits == {Source(end)} and nodes is not None:
        yield Part(entries.pop(), nodes)


def _used(graph: Graph, name: str) -> set[Source]:
    """The outputs of a node that others take."""
    sources = (graph[taker].inputs[port] for taker, port in graph.consumers[name])
    return {source for source in sources if source is not None}


def _between(graph: Graph, start: str, end: str) -> tuple[str, ...] | None:
    """The nodes behind `start` that lead to `end`, in the order of its inputs; None where they take something else."""
    found: dict[str, None] = {}
    entered: set[str] = set()
    waiting: list[tuple[str, bool]] = [(end, False)]
    while waiting:
        name, is_done = waiting.pop()
        if is_done:
            found[name] = None
            continue
        if name in entered:
            continue
        entered.add(name)
        sources = graph[name].inputs
        if not sources or None in sources or len(entered) > MOST_NODES:
            return None
        waiting.append((name, True))
        waiting += [(source.node, False) for source in reversed(sources) if source and source.node != start]
    return tuple(found)


def _meetings(graph: Graph) -> dict[str, str]:
    """For each node the first that all ways from it lead through, if there is one: its immediate post-dominator.

    K. D. Cooper, T. J. Harvey and K. Kennedy, “A Simple, Fast Dominance Algorithm”, 2001.
    """
    found: dict[str, str] = {}
    depth: dict[str, int] = {END: 0}
    for name in reversed(graph.order):
        takers = list(dict.fromkeys(taker for taker, _ in graph.consumers[name])) or [END]
        meeting = takers[0]
        for taker in takers[1:]:
            meeting = _common(meeting, taker, found, depth)
        found[name], depth[name] = meeting, depth[meeting] + 1
    return {name: meeting for name, meeting in found.items() if meeting != END}


def _common(one: str, other: str, found: dict[str, str], depth: dict[str, int]) -> str:
    while one != other:
        if depth[one] >= depth[other]:
            one = found[one]
        else:
            other = found[other]
    return one
