"""Grouping and ungrouping of any part of any network, deep inside others too, leaves what it computes as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.module import compile_graph
from studio.graph import EditError, Graph, Node, Source
from studio.graph.definition import Definition, definitions
from studio.graph.edits import add, move, remove, set_layer
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.layers.block_edits import bypass, edit_inside, inside
from studio.layers.grouping import group, ungroup
from studio.layers.spec import Arrival
from studio.project.file import dumps, loads
from studio.project.model import Project

SIZE = 4

KINDS = {
    "linear": (layer("Linear", out_features=SIZE), 1),
    "tanh": (layer("Tanh"), 1),
    "add": (layer("Add"), 2),
    "mul": (layer("Multiply"), 2),
    "halves": (layer("Chunk", chunks=2, dim=1), 1),
    "join": (layer("Concat", dim=1), 2),
}


@st.composite
def networks(draw: st.DrawFn) -> Graph:
    """Two inputs of four numbers, some layers in any order, one or two outputs (the second is auxiliary)."""
    graph = Graph({name: Node(layer("Input", shape=[SIZE])) for name in ("left", "right")})
    whole = [Source("left"), Source("right")]
    halves: list[Source] = []
    for number in range(draw(st.integers(2, 9))):
        kind = draw(st.sampled_from(list(KINDS)))
        if kind == "join" and len(halves) < 2:
            kind = "halves"
        made, ports = KINDS[kind]
        pool = halves if kind == "join" else whole
        sources = tuple(draw(st.sampled_from(pool)) for _ in range(ports))
        name = f"{kind}{number}"
        graph = add(graph, name, made, sources)
        if kind == "halves":
            halves += [Source(name, 0), Source(name, 1)]
        else:
            whole.append(Source(name))
    for number in range(draw(st.integers(1, 2))):
        graph = add(graph, f"output{number}", layer("Output"), (draw(st.sampled_from(whole[2:] or whole)),))
    return graph


def parts(graph: Graph) -> list[str]:
    return [name for name, node in graph.items() if node.layer.kind not in ("Input", "Output")]


def with_some_bypassed(graph: Graph, data: st.DataObject) -> Graph:
    kept_in_shape = [name for name in parts(graph) if not name.startswith(("halves", "join"))]
    names = data.draw(st.sets(st.sampled_from(kept_in_shape), max_size=2)) if kept_in_shape else set()
    return bypass(graph, names) if names else graph


def state(graph: Graph) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in compile_graph(graph).state_dict().items()}


def computed(graph: Graph, places: Mapping[str, int] | None = None) -> list[torch.Tensor]:
    """What comes out, with weights that follow from their node's name, or from its place among those listed."""
    module = compile_graph(graph).eval()
    with torch.no_grad():
        for path, value in module.state_dict().items():
            node = path.rpartition(".")[0]
            seed = places[node] if places else sum(map(ord, node.rpartition(".")[2]))
            value.copy_(torch.randn(value.shape, generator=torch.Generator().manual_seed(seed)))
    chance = torch.Generator().manual_seed(7)
    inputs = {name: torch.rand(3, SIZE, generator=chance) for name in ("left", "right")}
    used = [node.name for node in module.graph.nodes if node.op == "placeholder"]
    result = module(*(inputs[name] for name in used))
    return list(result) if isinstance(result, (tuple, list)) else [result]


def read_outs(analysis: Analysis) -> tuple[object, ...]:
    return analysis.total.parameters, analysis.total.macs, analysis.total.connections, analysis.total.activation_bytes


def same(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return len(one) == len(other) and all(map(torch.equal, one, other))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.data())
def test_grouped_three_deep_and_taken_apart_again_a_network_is_what_it_was(graph: Graph, data: st.DataObject) -> None:
    graph = with_some_bypassed(graph, data)
    now, path = graph, tuple[str, ...]()
    for _ in range(3):
        here = inside(now, path)
        chosen = data.draw(st.sets(st.sampled_from(parts(here)), min_size=1))
        made: list[str] = []

        def edit(inner: Graph, chosen: set[str] = chosen, made: list[str] = made, now: Graph = now) -> Graph:
            grouped, name = group(inner, chosen, "Block", {}, taken=definitions(now))
            made.append(name)
            return grouped

        try:
            now = edit_inside(now, path, edit)
        except EditError:  # another node lies between them
            break
        path = (*path, made[0])
    assert not analyse(now).errors
    assert read_outs(analyse(now)) == read_outs(analyse(graph))
    assert {path.split(".")[-2:][0] for path in state(now)} == {path.split(".")[-2:][0] for path in state(graph)}
    assert sorted(state(now).values()) == sorted(state(graph).values())
    assert same(computed(now), computed(graph))
    assert loads(dumps(Project(graph=now))).graph == now
    while path:
        *above, last = path
        now = edit_inside(now, tuple(above), lambda inner, name=last: ungroup(inner, name)[0])
        path = tuple(above)
    assert now.keys() == graph.keys()
    assert state(now) == state(graph)
    assert same(computed(now), computed(graph))
    assert not definitions(now)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_a_group_taken_apart_where_it_stands_is_the_network_that_it_was(graph: Graph, data: st.DataObject) -> None:
    """Cards lie anywhere without covering one another, and some ports have nothing plugged in."""
    cells = data.draw(st.permutations([(column, row) for column in range(4) for row in range(4)]))
    places = {name: (240.0 * cell[0], 120.0 * cell[1]) for name, cell in zip(graph, cells, strict=False)}
    graph = with_some_bypassed(move(graph, places), data)
    gone = data.draw(st.sets(st.sampled_from(list(graph)), max_size=2))
    graph = remove(graph, gone if parts(graph.without(frozenset(gone))) else ())
    chosen = data.draw(st.sets(st.sampled_from(parts(graph)), min_size=1))
    try:
        grouped, block = group(graph, chosen, "Block", {})
    except EditError:  # another node lies between them
        return
    loose = sum(source is None for name in chosen for source in graph[name].inputs)
    assert grouped[block].inputs.count(None) >= loose
    apart, names = ungroup(grouped, block)
    assert set(names) == chosen
    assert apart == graph


def test_a_group_that_nothing_feeds_has_an_input_to_be_fed() -> None:
    graph = add(add(Graph(), "a", layer("Linear")), "b", layer("Add"), ())
    graph = add(graph, "c", layer("ReLU"), (Source("a"),))
    grouped, block = group(graph, ["a", "b", "c"], "Block", {})
    assert grouped[block].inputs == (None, None)
    apart, _ = ungroup(grouped, block)
    assert apart == graph


def test_cards_in_the_way_of_what_comes_out_of_a_block_move_below_it() -> None:
    graph = add(Graph(), "left", layer("Input", shape=[SIZE]), (), (0.0, 0.0))
    for number in range(3):
        above = list(graph)[-1]
        graph = add(graph, f"tanh{number}", layer("Tanh"), (Source(above),), (0.0, 120.0 * (number + 1)))
    grouped, block = group(graph, ["tanh0", "tanh1", "tanh2"], "Block", {})
    grouped = add(grouped, "near", layer("ReLU"), (Source(block),), (20.0, 240.0))
    grouped = add(grouped, "output", layer("Output"), (Source("near"),), (300.0, 360.0))
    apart, names = ungroup(grouped, block)
    assert {name: apart[name].position for name in names} == {name: graph[name].position for name in names}
    assert (apart["near"].position, apart["output"].position) == ((20.0, 480.0), (300.0, 600.0))


def test_a_block_in_a_network_from_left_to_right_is_made_and_taken_apart_along_it() -> None:
    graph = chain_of("fc1", "fc2", "fc3")
    graph = move(graph, {name: (260.0 * place, 40.0) for place, name in enumerate(graph)})
    grouped, name = group(graph, ["fc1", "fc2"], "Part", {}, flow="right")
    (definition,) = definitions(grouped).values()
    assert definition.flow == "right"
    order = sorted(definition.graph, key=lambda each: definition.graph[each].position)
    assert order == ["input", "fc1", "fc2", "output"]
    assert len({node.position[1] for node in definition.graph.values()}) == 1
    back, _ = ungroup(grouped, name, "right")
    assert {each: back[each].position for each in graph} == {each: graph[each].position for each in graph}
    three = set_layer(grouped, name, create_block(definition, {"repeat": 3}))
    opened, inner = ungroup(three, name, "right")
    assert len(inner) == 6
    assert {opened[each].position[1] for each in opened} == {40.0}
    assert sorted(opened[each].position[0] for each in opened) == [260.0 * place for place in range(8)]
    down, _ = ungroup(three, name, "down")
    assert len({down[each].position[1] for each in inner}) == 6


def chain_of(*names: str) -> Graph:
    """An Input, and Linear layers of these names one behind the other."""
    graph = Graph({"input": Node(layer("Input", shape=[SIZE]))})
    for name in names:
        graph = add(graph, name, layer("Linear", out_features=SIZE), (Source(list(graph)[-1]),))
    return graph


@settings(max_examples=15, deadline=None)
@given(networks(), st.integers(1, 3))
def test_copies_of_any_network_taken_apart_compute_what_they_did(graph: Graph, repeat: int) -> None:
    """Two inputs and two outputs: each copy takes both from the one before."""
    ends = [source for name in graph if name.startswith("output") for source in graph[name].inputs]
    graph = graph.without(frozenset(name for name in graph if name.startswith("output")))
    for number, source in enumerate((ends * 2)[:2]):
        graph = add(graph, f"output{number}", layer("Output"), (source,))
    block = create_block(Definition("Pair", graph), {"repeat": repeat})
    around = Graph({name: Node(layer("Input", shape=[SIZE])) for name in ("left", "right")})
    around = add(around, "pair", block, (Source("left"), Source("right")))
    for port in range(2):
        around = add(around, f"output{port}", layer("Output"), (Source("pair", port),))
    flat, names = ungroup(around, "pair")
    assert len(names) == repeat * len(parts(graph))
    assert read_outs(analyse(flat)) == read_outs(analyse(around))
    copies = [f"pair.{copy}" for copy in range(repeat)] if repeat > 1 else ["pair"]
    paths = [f"{copy}.{name}" for copy in copies for name in parts(graph)]
    before, now = ({path: place for place, path in enumerate(listed)} for listed in (paths, names))
    assert same(computed(flat, now), computed(around, before))


def following() -> Graph:
    """A block used with two widths; inside, layers follow it, one of them through a block of its own."""
    leaf = Graph(
        {
            "input": Node(layer("Input", shape=[SIZE])),
            "fc": Node(layer("Linear"), (Source("input"),), bindings=(("out_features", "size - 1"),)),
            "tanh": Node(layer("Tanh"), (Source("fc"),), bindings=(("bypassed", "size < 8"),)),
            "output": Node(layer("Output"), (Source("tanh"),)),
        }
    )
    inner = Graph(
        {
            "input": Node(layer("Input", shape=[SIZE])),
            "fc1": Node(layer("Linear"), (Source("input"),), bindings=(("out_features", "2 * width"),)),
            "leaf": Node(
                create_block(Definition("Leaf", leaf, (("size", 3),))),
                (Source("fc1"),),
                bindings=(("size", "width + 3"),),
            ),
            "fc2": Node(layer("Linear", out_features=2), (Source("leaf"),)),
            "output": Node(layer("Output"), (Source("fc2"),)),
        }
    )
    unit = Definition("Unit", inner, (("width", 4), ("spare", True)))
    graph = Graph({name: Node(layer("Input", shape=[SIZE])) for name in ("left", "right")})
    for name, width in (("left", 4), ("right", 6)):
        graph = add(graph, f"{name}_unit", create_block(unit, {"width": width}), (Source(name),))
        graph = add(graph, f"{name}_output", layer("Output"), (Source(f"{name}_unit"),))
    return graph


@pytest.mark.parametrize("names", [["fc1"], ["fc1", "leaf"], ["leaf"], ["fc1", "leaf", "fc2"], ["fc2"]])
def test_a_group_inside_a_block_follows_what_its_nodes_followed(names: list[str]) -> None:
    graph = following()
    now = edit_inside(
        graph,
        ("left_unit",),
        lambda inner: group(inner, names, "Block", {}, taken=definitions(graph), values={"width": 4, "spare": True})[0],
    )
    block = inside(now, ("left_unit",))["block1"]
    assert block.bindings == ((("width", "width"),) if names != ["fc2"] else ())
    assert same(computed(now), computed(graph))
    back = edit_inside(now, ("right_unit",), lambda inner: ungroup(inner, "block1")[0])
    assert {name: node.bindings for name, node in inside(back, ("left_unit",)).items()} == {
        name: node.bindings for name, node in inside(graph, ("left_unit",)).items()
    }
    assert same(computed(back), computed(graph))


def test_nodes_taken_out_of_a_block_follow_what_its_arguments_followed() -> None:
    graph = following()
    now = edit_inside(graph, ("left_unit",), lambda inner: ungroup(inner, "leaf")[0])
    bindings = {name: dict(node.bindings) for name, node in inside(now, ("left_unit",)).items()}
    assert bindings["fc"] == {"out_features": "width + 3 - 1"}
    assert bindings["tanh"] == {"bypassed": "width + 3 < 8"}
    assert same(computed(now), computed(graph))
    flat = ungroup(now, "right_unit")[0]
    assert not any(node.bindings for node in flat.values())
    assert flat["tanh"].bypassed is False
    assert ungroup(now, "left_unit")[0]["tanh"].bypassed is True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bypassed": True}, "is bypassed"),
        ({"bindings": (("repeat", "width"),)}, "repeat of “leaf” follows"),
        ({"bindings": (("size", "width *"),)}, "not an expression"),
    ],
)
def test_a_block_that_cannot_be_taken_apart_says_why(change: dict[str, object], said: str) -> None:
    graph = inside(following(), ("left_unit",))
    with pytest.raises(EditError, match=said):
        ungroup(graph.replacing({"leaf": replace(graph["leaf"], **change)}), "leaf")  # type: ignore[arg-type]


def test_copies_with_other_numbers_of_ends_are_not_taken_apart() -> None:
    graph = set_layer(following(), "left_unit", following()["left_unit"].layer)
    ends = add(inside(graph, ("left_unit",)), "more", layer("Input"))
    block = create_block(Definition("Two", ends), {"repeat": 2})
    wide = graph.replacing({"left_unit": Node(block, (Source("left"), Source("right")))})
    with pytest.raises(EditError, match="2 inputs and 1 outputs"):
        ungroup(wide, "left_unit")


def test_a_group_is_made_of_what_no_input_of_its_own_could_tell() -> None:
    """What arrives may have a shape or a type that an Input cannot say; the block has one all the same."""
    graph = add(following(), "sum", layer("Add"), (Source("left"), Source("right")))
    grouped, name = group(graph, iter(["sum"]), "Block", {Source("left"): Arrival((), "bool")})
    block = grouped[name].layer
    assert isinstance(block, Block)
    assert len(block.inputs) == 2


def test_a_link_from_a_port_that_a_node_no_longer_has_goes_through_the_group_and_back() -> None:
    graph = Graph(
        {
            "input": Node(layer("Input"), ()),
            "relu": Node(layer("ReLU"), (Source("input"),)),
            "output": Node(layer("Output"), (Source("relu"),)),
            "lost": Node(layer("Output"), (Source("relu", 2),)),
        }
    )
    grouped, block = group(graph, ["relu"], "Block", {})
    assert [grouped[name].inputs for name in ("output", "lost")] == [(Source(block),), (Source(block, 1),)]
    apart = ungroup(grouped, block)[0]
    assert {name: node.inputs for name, node in apart.items()} == {name: node.inputs for name, node in graph.items()}
