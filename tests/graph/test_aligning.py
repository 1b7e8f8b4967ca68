"""Nodes, comments and frames put in line and at equal distances."""

from __future__ import annotations

from itertools import pairwise

import pytest

from studio.graph import Graph, Node, annotating, edits
from studio.graph.aligning import CLOSEST, line_up, pile_up, spread, units
from studio.graph.annotations import Area, Comment, Frame
from studio.layers import layer

GRAPH = Graph(
    {name: Node(layer("ReLU"), (), at) for name, at in {"a": (0, 0), "b": (100, 210), "c": (530, 130)}.items()},
    {"note": Comment(Area(40, 400, 100, 50))},
)


def places(graph, line):
    """Where all of it comes to stand in a line."""
    after = line_up(graph, units(graph, graph, graph.annotations), line)
    return [after[name].position for name in graph], tuple(after.annotations["note"].area)[:2]


@pytest.mark.parametrize(
    ("line", "nodes", "note"),
    [
        ("left", [(0, 0), (0, 210), (0, 130)], (0, 400)),
        ("right", [(530, 0), (530, 210), (530, 130)], (630, 400)),
        ("centre", [(265, 0), (265, 210), (265, 130)], (315, 400)),
        ("top", [(0, 0), (100, 0), (530, 0)], (40, 0)),
        ("bottom", [(0, 378), (100, 378), (530, 378)], (40, 400)),
        ("middle", [(0, 189), (100, 189), (530, 189)], (40, 200)),
    ],
)
def test_things_of_any_size_come_into_line(line, nodes, note):
    assert places(GRAPH, line) == (nodes, note)


def test_between_the_first_and_the_last_distances_become_equal():
    across = spread(GRAPH, units(GRAPH, GRAPH, ()), "across")
    assert [across[name].position for name in GRAPH] == [(0, 0), (265, 210), (530, 130)]
    down = spread(GRAPH, units(GRAPH, GRAPH, ["note"]), "down")
    ends = sorted([(down[name].position[1], 72.0) for name in GRAPH] + [(down.annotations["note"].area.y, 50.0)])
    gaps = {below - top - high for (top, high), (below, _) in pairwise(ends)}
    assert list(gaps) == pytest.approx([(450 - 3 * 72 - 50) / 3] * len(gaps), abs=0.02)
    assert spread(GRAPH, units(GRAPH, ["a", "b"], ()), "down") is GRAPH
    assert line_up(GRAPH, [], "left") is GRAPH


def test_what_lies_on_a_frame_goes_with_it_as_one():
    graph, name = annotating.annotate(GRAPH, Frame(Area(520, 90, 230, 140)))
    found = units(graph, ["a", "c"], [name])
    assert len(found) == 2
    after = line_up(graph, found, "left")
    assert after["a"].position == (0, 0)
    assert after["c"].position == (10, 130)
    assert after.annotations[name].area.x == 0


def test_cards_that_would_lie_on_each_other_are_noticed():
    graph = line_up(GRAPH, units(GRAPH, GRAPH, ()), "left")
    assert not pile_up(GRAPH, graph)
    assert pile_up(graph, line_up(graph, units(graph, graph, ()), "top"))
    near = edits.move(GRAPH, {"a": (0, 0), "b": (110, 300), "c": (900, 600)})
    assert pile_up(near, line_up(near, units(near, ["a", "b"], ()), "top"))


def test_where_there_is_too_little_room_things_stand_close_behind_each_other():
    close = edits.move(GRAPH, {"a": (0, 0), "b": (0, 30), "c": (0, 50)})
    after = spread(close, units(close, close, ()), "down")
    assert [after[name].position[1] for name in close] == [0, 72 + CLOSEST, 2 * (72 + CLOSEST)]
