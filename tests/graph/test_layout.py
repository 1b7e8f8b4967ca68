"""Where cards stand when the studio arranges them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graph import Graph, Node, Source
from studio.graph.flow import CARD, FLOWS, Flow, turned
from studio.graph.layout import layout, suited
from studio.layers import layer

ADD = layer("Add")


@st.composite
def networks(draw: st.DrawFn) -> Graph:
    """Up to 25 nodes, each fed by up to three of those before it."""
    nodes: dict[str, Node] = {}
    for number in range(draw(st.integers(1, 25))):
        sources = draw(st.lists(st.integers(0, number - 1), max_size=3, unique=True)) if number else []
        nodes[f"n{number}"] = Node(ADD, tuple(Source(f"n{source}") for source in sources))
    return Graph(nodes)


def linked(**sources: str) -> Graph:
    """A graph of nodes with their sources, separated by blanks."""
    return Graph({name: Node(ADD, tuple(map(Source, before.split()))) for name, before in sources.items()})


@given(networks(), st.sampled_from([CARD, (280.0, 96.0)]), st.sampled_from(FLOWS))
def test_cards_never_overlap_and_data_always_flow_one_way(graph: Graph, size: tuple[float, float], flow: Flow) -> None:
    places, depth = layout(graph, size, flow), turned(size, flow)[1]
    assert list(places) == list(graph)
    for (x, y), (other_x, other_y) in combinations(places.values(), 2):
        assert abs(x - other_x) >= size[0] or abs(y - other_y) >= size[1]
    for name, node in graph.items():
        along = turned(places[name], flow)[1]
        assert all(turned(places[source.node], flow)[1] + depth < along for source in filter(None, node.inputs))


@given(networks())
def test_the_same_network_is_always_laid_out_alike(graph: Graph) -> None:
    assert layout(graph) == layout(Graph(dict(graph)))


def test_a_chain_stands_in_one_column() -> None:
    places = layout(linked(a="", b="a", c="b", d="c"))
    assert [x for x, _ in places.values()] == [0, 0, 0, 0]
    assert [y for _, y in places.values()] == [0, 120, 240, 360]


def test_branches_stand_side_by_side_and_meet_in_the_middle() -> None:
    places = layout(linked(a="", left="a", right="a", sum="left right"))
    assert places["left"][1] == places["right"][1]
    assert places["right"][0] - places["left"][0] >= CARD[0]
    assert places["a"][0] == places["sum"][0] == (places["left"][0] + places["right"][0]) / 2


@pytest.mark.parametrize("flow", FLOWS)
def test_the_main_path_is_straight_and_what_skips_it_runs_beside(flow: Flow) -> None:
    graph = linked(a="", one="a", two="one", side="a", three="two", sum="a three side", end="sum")
    aside = {name: turned(place, flow)[0] for name, place in layout(graph, flow=flow).items()}
    assert {aside[name] for name in graph if name != "side"} == {aside["a"]}
    assert abs(aside["side"] - aside["a"]) >= turned(CARD, flow)[0]


def test_the_shape_of_the_canvas_chooses_which_way_data_run() -> None:
    chain = linked(a="", **{f"n{at}": f"n{at - 1}" if at else "a" for at in range(9)})
    assert suited(chain, (600, 900))[0] == "down"
    assert suited(chain, (1600, 500))[0] == "right"
    assert suited(chain, (1600, 500), "down") == ("down", layout(chain))
    assert suited(linked(a="", b="a"), (1600, 500))[0] == "down"
    assert suited(Graph(), (600, 400)) == ("down", {})


def test_crossed_links_are_untangled() -> None:
    places = layout(linked(a="", b="", one="b", two="a", sum="one two"))
    assert (places["a"][0] < places["b"][0]) == (places["two"][0] < places["one"][0])


def test_a_second_input_stands_just_above_where_it_is_used() -> None:
    places = layout(linked(a="", b="a", c="b", late="", sum="c late"))
    assert places["late"][1] == places["c"][1]


def test_parts_without_links_between_them_stand_apart() -> None:
    places = layout(linked(a="", b="a", c="", d="c", alone="", lonely=""))
    assert places["c"][0] >= places["a"][0] + CARD[0]
    assert places["alone"][0] >= places["c"][0] + CARD[0]


def test_an_empty_network_has_no_places() -> None:
    assert layout(Graph()) == {}


@pytest.mark.parametrize("count", [1_000])
def test_a_large_network_is_laid_out_at_once(count: int) -> None:
    """Blocks of four with shortcuts, as in a very deep residual network."""
    nodes = {"n0": Node(ADD)}
    for number in range(1, count):
        sources = [f"n{number - 1}", f"n{number - 4}"] if number % 4 == 0 else [f"n{number - 1}"]
        nodes[f"n{number}"] = Node(ADD, tuple(map(Source, sources)))
    places = layout(Graph(nodes))
    assert len(set(places.values())) == count
