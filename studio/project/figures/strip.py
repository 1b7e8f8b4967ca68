"""Things of different sizes in a strip from left to right: a main path, branches below it, skips in arcs above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import NamedTuple

from studio.project.figures.figure import Part, Point, Shape, arrow_head, rounded_line
from studio.project.figures.ink import Ink

GAP = 16.0
LANE_GAP = 12.0
ARC = 7.0
"""Points between arcs above one another, and from the highest thing below."""

CORNER = 4.0
BESIDE = 2.0
"""Points from the top of a thing to where arcs begin and end, so that one that ends is told from one that begins."""


class Standing(NamedTuple):
    """The room a thing needs across, with words and alone; above and below the line; where links leave; its peak."""

    width: float
    own: float
    above: float
    below: float
    leaves: float
    peak: float


@dataclass(frozen=True)
class Strip:
    """Where things stand: left end and line of each, and what follows from that."""

    places: dict[str, Point]
    rows: dict[str, int]
    lanes: dict[str, int]
    standing: Mapping[str, Standing]
    arcs: dict[tuple[str, str], float]
    """How high each link goes that skips things on its line."""

    lefts: list[float]
    """Where each row begins."""

    size: tuple[float, float]


def standings(
    names: Sequence[str], sources: Mapping[str, Sequence[str]], main: Sequence[str], standing: Mapping[str, Standing]
) -> Strip:
    """Put things, given in an order that sources lead, into rows behind their sources and lanes below the main path."""
    rows: dict[str, int] = {}
    for name in names:
        rows[name] = max((rows[source] + 1 for source in sources[name]), default=0)
    lanes = _lanes(names, sources, frozenset(main), rows)
    skips = _skips(names, sources, rows, lanes)
    levels = _levels(skips, rows)
    lefts = _lefts(rows, standing)
    lines = _lines(lanes, standing, levels, skips)
    places = {
        name: (lefts[rows[name]] + (_widest(rows[name], rows, standing) - standing[name].own) / 2, lines[lanes[name]])
        for name in names
    }
    arcs = {}
    for link in skips:
        between = [
            name for name in names if lanes[name] == lanes[link[0]] and rows[link[0]] <= rows[name] <= rows[link[1]]
        ]
        top = max(standing[name].above for name in between)
        arcs[link] = places[link[0]][1] - top - ARC * (levels[link] + 1)
    width = max(lefts) + _widest(len(lefts) - 1, rows, standing)
    height = max(lines[lanes[name]] + standing[name].below for name in names)
    return Strip(places, rows, lanes, standing, arcs, lefts, (width, height))


def links_of(strip: Strip, sources: Mapping[str, Sequence[str]], ink: Ink, *, arrows: bool) -> dict[str, list[Part]]:
    """The links, by the thing that they leave."""
    found: dict[str, list[Part]] = {}
    colour = ink.colours["link"]
    for name, each in sources.items():
        for source in each:
            left, line = strip.places[source]
            tip = strip.places[name]
            start = left + strip.standing[source].leaves
            steps, towards = rounded_line(_through_gaps(strip, source, name, (start, line)), CORNER), (1.0, 0.0)
            if (source, name) in strip.arcs:
                height = strip.arcs[source, name]
                tip = tip[0] + strip.standing[name].peak - BESIDE, tip[1] - strip.standing[name].above
                begin = left + strip.standing[source].peak + BESIDE, line - strip.standing[source].above
                steps, towards = rounded_line([begin, (begin[0], height), (tip[0], height), tip], CORNER), (0.0, 1.0)
            parts: list[Part] = [Shape(steps, stroke=colour, thickness=0.9)]
            if arrows:
                parts.append(arrow_head(tip, towards, colour))
            found.setdefault(source, []).extend(parts)
    return found


def _through_gaps(strip: Strip, source: str, name: str, start: Point) -> list[Point]:
    """Along the line, and from one lane to another in the gap beside that on the main path."""
    tip = strip.places[name]
    if strip.lanes[source] == strip.lanes[name]:
        return [start, tip]
    before_target = strip.lanes[source] > strip.lanes[name]
    x = strip.lefts[strip.rows[name] if before_target else strip.rows[source] + 1] - GAP * (
        0.65 if before_target else 0.5
    )
    return [start, (x, start[1]), (x, tip[1]), tip]


def _lanes(
    names: Sequence[str], sources: Mapping[str, Sequence[str]], main: frozenset[str], rows: Mapping[str, int]
) -> dict[str, int]:
    """The lane of each thing: 0 for the main path, below it the first that is free, if it can be that of a source."""
    lanes: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    ends = dict(rows)
    for name in names:
        for source in sources[name]:
            ends[source] = max(ends[source], rows[name] - 1)
    for name in names:
        first = min((rows[source] + 1 for source in sources[name]), default=rows[name])
        alone, goes_on = range(first, ends[name] + 1), range(rows[name], ends[name] + 1)
        before = [(lanes[source], goes_on) for source in sources[name] if lanes[source]]
        lanes[name] = lane = 0 if name in main else _free(before, alone, taken)
        taken.update((row, lane) for row in alone)
    return lanes


def _free(wanted: Sequence[tuple[int, range]], alone: range, taken: set[tuple[int, int]]) -> int:
    """The first lane in which all rows are free: one of those `wanted`, or the next from 1 on."""
    offered = chain(wanted, ((lane, alone) for lane in count(1)))
    return next(lane for lane, rows in offered if all((row, lane) not in taken for row in rows))


def _skips(
    names: Sequence[str], sources: Mapping[str, Sequence[str]], rows: Mapping[str, int], lanes: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Links that go over things on their own lane."""
    return [
        (source, name)
        for name in names for source in sources[name]
        if lanes[source] == lanes[name] and rows[name] - rows[source] > 1
    ]  # fmt: skip


def _levels(skips: Sequence[tuple[str, str]], rows: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """How many arcs are below each one: shorter ones first."""
    levels: dict[tuple[str, str], int] = {}
    for link in sorted(skips, key=lambda link: rows[link[1]] - rows[link[0]]):
        first, last = rows[link[0]], rows[link[1]]
        over = [level for other, level in levels.items() if rows[other[0]] < last and first < rows[other[1]]]
        levels[link] = max(over, default=-1) + 1
    return levels


def _widest(row: int, rows: Mapping[str, int], standing: Mapping[str, Standing]) -> float:
    return max(standing[name].width for name, each in rows.items() if each == row)


def _lefts(rows: Mapping[str, int], standing: Mapping[str, Standing]) -> list[float]:
    """Where each row begins."""
    lefts, at = [], 0.0
    for row in range(1 + max(rows.values())):
        lefts.append(at)
        at += _widest(row, rows, standing) + GAP
    return lefts


def _lines(
    lanes: Mapping[str, int],
    standing: Mapping[str, Standing],
    levels: Mapping[tuple[str, str], int],
    skips: Sequence[tuple[str, str]],
) -> dict[int, float]:
    """The line of each lane, with room for its arcs."""
    lines, at = {}, 0.0
    for lane in sorted(set(lanes.values())):
        inside = [standing[name] for name, each in lanes.items() if each == lane]
        arcs = [levels[link] + 1 for link in skips if lanes[link[0]] == lane]
        lines[lane] = at + max(each.above for each in inside) + ARC * max(arcs, default=0) + (3 if arcs else 0)
        at = lines[lane] + max(each.below for each in inside) + LANE_GAP
    return lines
