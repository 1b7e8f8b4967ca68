"""Finds what repeats in a network: rows of parts with the same layers and links, whose widths may differ."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from studio.compiler.importing.regions import Part, Row, rows_of
from studio.graph import Graph, Source
from studio.layers import Layer

LONGEST = 12
"""Parts in a row that are looked at as one pattern."""

FEWEST_NODES, LEAST_SAVED = 3, 6
"""A pattern has so many nodes at least, and blocks of it so many nodes less on the canvas."""

MOST_PATTERNS = 24

WIDTHS = ("out_channels", "out_features", "num_features", "groups", "stride")
"""What may differ between equal parts: whole numbers, or pairs of one."""


@dataclass(frozen=True)
class Repetition:
    """Places of the network that are the same but for their widths: each with its nodes in the same order."""

    places: tuple[Part, ...]


def repetitions(graph: Graph, weighted: Collection[str]) -> Iterator[Repetition]:
    """Those worth a block, the largest first; no node is in two. `weighted` names the nodes that have weights."""
    taken: set[str] = set()
    for rows in rows_of(graph):
        signs = {part: _sign(graph, part) for row in rows for part in row}
        for _ in range(MOST_PATTERNS):
            found = _best(rows, signs, taken, weighted)
            if found is None:
                break
            taken.update(name for place in found.places for name in place.nodes)
            yield found


def width_of(layer: Any, name: str) -> int | None:
    """A width of a layer as one number; None where it is none."""
    value = getattr(layer, name, None)
    if isinstance(value, tuple) and value and len(set(value)) == 1:
        value = value[0]
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _best(rows: list[Row], signs: dict[Part, str], taken: set[str], weighted: Collection[str]) -> Repetition | None:
    """The pattern that saves most; of equals the one that begins with weights."""
    best: tuple[int, bool] = (LEAST_SAVED - 1, True)
    found = None
    for places in _patterns(rows, signs, taken).values():
        size = len(places[0].nodes)
        worth = (size * (len(places) - 1), places[0].nodes[0] in weighted)
        if size >= FEWEST_NODES and len(places) > 1 and worth > best:
            best, found = worth, Repetition(tuple(places))
    return found


def _patterns(rows: list[Row], signs: dict[Part, str], taken: set[str]) -> dict[tuple[str, ...], list[Part]]:
    """Where each pattern is met, without overlaps."""
    found: dict[tuple[str, ...], list[Part]] = {}
    ends: dict[tuple[str, ...], tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for first in range(len(row)):
            for last in range(first, min(first + LONGEST, len(row))):
                if not taken.isdisjoint(row[last].nodes):
                    break
                pattern = tuple(signs[part] for part in row[first : last + 1])
                if ends.get(pattern, (-1, 0)) > (number, first) or _has_border(pattern):
                    continue
                ends[pattern] = (number, last + 1)
                nodes = tuple(name for part in row[first : last + 1] for name in part.nodes)
                found.setdefault(pattern, []).append(Part(row[first].entry, nodes))
    return found


def _has_border(pattern: tuple[str, ...]) -> bool:
    """Whether it begins as it ends, so that it is several of a smaller one, or cuts one up."""
    return any(pattern[:size] == pattern[-size:] for size in range(1, len(pattern)))


def _sign(graph: Graph, part: Part) -> str:
    """What equal parts have in common."""
    numbers = {name: number for number, name in enumerate(part.nodes)}

    def link(source: Source | None) -> Any:
        return source and ([-1, 0] if source == part.entry else [numbers[source.node], source.port])

    return json.dumps([[*_kind(graph, name), *map(link, graph[name].inputs)] for name in part.nodes])


def _kind(graph: Graph, name: str) -> Iterator[Any]:
    """A node without its widths."""
    node = graph[name]
    assert isinstance(node.layer, Layer)
    widths = {each for each in WIDTHS if width_of(node.layer, each) is not None}
    yield node.layer.kind
    yield node.frozen
    yield {key: value for key, value in node.layer.model_dump(mode="json").items() if key not in widths}
    yield sorted(widths)
