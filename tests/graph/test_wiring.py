"""Edits of several links and places at once, and which ports a link may end at."""

from __future__ import annotations

import pytest

from studio.graph import EditError, Graph, Node, Source, annotating
from studio.graph.annotations import Area, Comment, Frame, shown
from studio.graph.copies import add_copy, duplicate
from studio.graph.edits import move
from studio.graph.flow import CARD, FLOWS, Flow, gap, turned
from studio.graph.links import MANY_OUTPUTS, Link, Port, input_count, links_into, output_count, sources, targets
from studio.graph.neighbours import neighbour
from studio.graph.wiring import add_behind, can_stand_in, chain, cut, free_place, free_port, insert, links_of
from studio.layers import layer
from studio.layers.node_names import new_name
from studio.layers.placeholder import Placeholder

WIDTH, HEIGHT = CARD
PITCH = HEIGHT + gap("down")[1]


def anything(graph: Graph, source: Source, target: str, port: int) -> bool:
    return True


@pytest.fixture
def graph() -> Graph:
    """input → a → b → output in a column, and a loose c beside them."""
    return Graph(
        {
            "input": Node(layer("Input", shape=[4]), (), (0.0, 0.0)),
            "a": Node(layer("ReLU"), (Source("input"),), (0.0, PITCH)),
            "b": Node(layer("Add"), (Source("a"), Source("input")), (0.0, 2 * PITCH)),
            "output": Node(layer("Output"), (Source("b"),), (0.0, 3 * PITCH)),
            "c": Node(layer("Tanh"), (), (400.0, PITCH)),
        }
    )


def test_several_links_into_one_node_are_cut_whatever_their_order(graph: Graph) -> None:
    assert cut(graph, [Link("b", 0), Link("b", 1)])["b"].inputs == ()
    assert cut(graph, [Link("b", 1), Link("b", 0)]) == cut(graph, [Link("b", 0), Link("b", 1)])


def test_the_links_of_one_node_are_all_its_own_and_of_several_those_among_them(graph: Graph) -> None:
    assert set(links_of(graph, ["a"])) == {Link("a", 0), Link("b", 0)}
    assert set(links_of(graph, ["a", "b"])) == {Link("b", 0)}


def test_a_chain_takes_the_first_free_port_and_says_what_cannot_be_linked(graph: Graph) -> None:
    assert chain(graph, ["c", "b"], anything)["b"].inputs == (Source("a"), Source("input"), Source("c"))
    assert chain(graph, ["c", "output"], anything)["output"].inputs == (Source("c"),)
    with pytest.raises(EditError, match="no output"):
        chain(graph, ["output", "c"], anything)
    with pytest.raises(EditError, match="no input"):
        chain(graph, ["c", "input"], anything)


def test_a_port_that_fits_is_taken_before_one_that_does_not(graph: Graph) -> None:
    loose = add_behind(graph, "sum", layer("Bilinear", out_features=2), (), (800.0, 0.0))
    assert free_port(loose, Source("c"), "sum", lambda *link: link[3] == 1) == 1
    assert free_port(loose, Source("c"), "sum", lambda *link: False) == 0
    assert free_port(graph, Source("c"), "a", anything) is None


def test_a_node_put_into_a_link_pushes_down_what_comes_behind(graph: Graph) -> None:
    wider = insert(graph, "c", Link("output", 0))
    assert wider["output"].inputs == (Source("c"),)
    assert wider["c"].inputs == (Source("b"),)
    assert wider["c"].position == (0.0, 3 * PITCH)
    assert wider["output"].position[1] >= wider["c"].position[1] + PITCH
    assert wider["a"].position == graph["a"].position


@pytest.mark.parametrize("flow", FLOWS)
def test_a_node_put_into_a_link_around_others_stands_beside_them(graph: Graph, flow: Flow) -> None:
    step = turned(CARD, flow)[1] + gap(flow)[1]
    row = enumerate(["input", "a", "b", "output"])
    drawn = move(graph, {name: turned((0.0, place * step), flow) for place, name in row})
    around = insert(drawn, "c", Link("b", 1), flow)
    beside, along = turned(around["c"].position, flow)
    assert along == turned(around["a"].position, flow)[1]
    assert beside == turned(CARD, flow)[0] + gap(flow)[0]


@pytest.mark.parametrize("flow", FLOWS)
def test_what_lies_on_frames_stays_on_them_when_a_node_is_put_into_a_link(graph: Graph, flow: Flow) -> None:
    step = turned(CARD, flow)[1] + gap(flow)[1]
    row = enumerate(["input", "a", "b", "output"])
    drawn = move(graph, {name: turned((0.0, place * step), flow) for place, name in row})
    names = {}
    for nodes in (("input", "a"), ("a", "b"), ("b", "output"), ("input",), ("c",)):
        place = annotating.frame_for(drawn, nodes)
        assert place is not None
        drawn, names[nodes] = annotating.annotate(drawn, Frame(place))
    drawn, note = annotating.annotate(drawn, Comment(annotating.card(drawn["output"]).moved(300, 0)))
    wider = insert(drawn, "c", Link("b", 0), flow)
    on = {nodes: annotating.held(wider, area_of(wider, name)).nodes for nodes, name in names.items()}
    assert on.pop(("c",)) == set()
    assert on.pop(("a", "b")) == {"a", "b", "c"}
    assert all(on[nodes] == set(nodes) for nodes in on)
    size = area_of(drawn, names["b", "output"])[2:]
    assert area_of(wider, names["b", "output"])[2:] == size
    assert area_of(wider, names["input", "a"]) == area_of(drawn, names["input", "a"])
    assert area_of(wider, note) == annotating.card(wider["output"]).moved(300, 0)


def area_of(graph: Graph, name: str) -> Area:
    return shown(graph.annotations)[name].area


def test_only_a_loose_node_with_both_ends_can_stand_in_a_link(graph: Graph) -> None:
    assert can_stand_in(graph, "c", Link("output", 0))
    assert not can_stand_in(graph, "a", Link("output", 0))
    assert not can_stand_in(
        add_behind(graph, "in2", layer("Input", shape=[4]), (), (0.0, 0.0)), "in2", Link("output", 0)
    )


def test_a_place_that_is_taken_gives_way_to_the_right(graph: Graph) -> None:
    assert free_place(graph, (0.0, 0.0)) == (WIDTH + gap("down")[0], 0.0)
    assert free_place(graph, (0.0, PITCH)) == (400.0 + WIDTH + gap("down")[0], PITCH)
    assert free_place(graph, (1000.0, PITCH)) == (1000.0, PITCH)


def test_links_may_end_where_no_loop_comes_of_them(graph: Graph) -> None:
    assert {port.node for port in targets(graph, "a")} == {"b", "output", "c"}
    assert {port.node for port in sources(graph, "a")} == {"input", "c"}
    assert targets(graph, "c").count(Port("b", "in", 2)) == 1


def test_a_layer_of_any_number_of_inputs_has_a_free_port(graph: Graph) -> None:
    assert input_count(graph["b"]) == 3
    assert input_count(graph["a"]) == 1
    assert links_into(graph, "b") == [Link("b", 0), Link("b", 1)]


def test_an_unknown_layer_of_very_many_outputs_shows_those_in_use() -> None:
    unknown = Placeholder.of("Strange", {}, "unknown", outputs=MANY_OUTPUTS + 50)
    graph = Graph({"x": Node(unknown), "a": Node(layer("ReLU"), (Source("x", 20),))})
    assert output_count(graph, "x") == 21
    assert output_count(graph, "a") == 1


def test_a_copy_stands_beside_its_original_and_each_further_one_beside_that(graph: Graph) -> None:
    once, names = duplicate(graph, ["a", "b"])
    assert len(names) == 2
    assert once[names[1]].inputs[0] == Source(names[0])
    again, more = duplicate(once, ["a", "b"])
    places = [again[name].position for name in ("a", *names[:1], *more[:1])]
    assert len(set(places)) == 3


def test_a_copy_put_at_a_place_has_its_corner_there(graph: Graph) -> None:
    pasted, names = add_copy(graph, Graph({"c": graph["c"]}), (700.0, 50.0), incoming=False)
    assert [pasted[name].position for name in names] == [(700.0, 50.0)]


def test_arrows_lead_along_links_and_else_to_what_lies_there(graph: Graph) -> None:
    assert neighbour(graph, "a", "down") == "b"
    assert neighbour(graph, "b", "up") == "a"
    assert neighbour(graph, "a", "right") == "c"
    assert neighbour(graph, "input", "up") is None


def test_new_nodes_are_numbered_but_the_first_ends_of_a_network_are_not(graph: Graph) -> None:
    assert new_name(Graph(), layer("Input", shape=[4])) == "input"
    assert new_name(Graph(), layer("Conv2d", out_channels=4)) == "conv1"
    assert new_name(graph, layer("Output")) != "output"
