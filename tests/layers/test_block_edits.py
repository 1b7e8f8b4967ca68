"""Blocks are made, opened and changed, and the network computes what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.graph import EditError, Graph, Node, Source
from studio.graph.definition import Definition, definitions
from studio.graph.edits import remove, rename, set_layer
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.layers.block_edits import adopt, bypass, edit_inside, freeze, inside, redefine
from studio.layers.grouping import group, ungroup
from studio.layers.spec import Arrival


def network() -> Graph:
    return chain(
        input=layer("Input", shape=[3, 16, 16]),
        conv1=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        relu1=layer("ReLU"),
        conv2=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        relu2=layer("ReLU"),
        flatten=layer("Flatten"),
        linear=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def computed(graph: Graph) -> torch.Tensor:
    """What the network makes of the same numbers with weights that depend on their sizes alone."""
    module = compile_graph(graph, seed=0).eval()
    chance = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=chance) * 0.1)
    result: torch.Tensor = module(torch.rand(2, 3, 16, 16, generator=chance))
    return result


def grouped() -> tuple[Graph, str]:
    return group(network(), ["conv2", "relu2"], "Features", {Source("relu1"): Arrival((8, 16, 16))})


def test_a_group_computes_what_its_nodes_did() -> None:
    graph, name = grouped()
    assert list(graph) == ["input", "conv1", "relu1", name, "flatten", "linear", "output"]
    assert torch.equal(computed(graph), computed(network()))


def test_a_group_costs_what_its_nodes_did() -> None:
    graph, name = grouped()
    before, now = analyse(network()), analyse(graph)
    assert now.total == before.total
    assert now.nodes[name].parameters == before.nodes["conv2"].parameters
    assert now.nodes[f"{name}.conv2"].macs == before.nodes["conv2"].macs


def test_the_input_of_a_group_has_the_shape_that_arrives() -> None:
    graph, name = grouped()
    (port,) = graph[name].layer.inputs
    assert inside(graph, (name,))[port].layer.shape == (8, 16, 16)  # type: ignore[attr-defined]


def test_ungrouping_gives_the_nodes_back() -> None:
    graph, name = grouped()
    flat, names = ungroup(graph, name)
    assert names == ("conv2", "relu2")
    assert not definitions(flat)
    assert torch.equal(computed(flat), computed(network()))


def test_ungrouping_copies_gives_each_its_nodes() -> None:
    graph, name = grouped()
    repeated = set_layer(graph, name, graph[name].layer.changed(repeat=3))
    flat, names = ungroup(repeated, name)
    assert len(names) == 6
    assert torch.equal(computed(flat), computed(repeated))


def test_copies_have_weights_of_their_own_under_numbered_names() -> None:
    graph, name = grouped()
    keys = compile_graph(set_layer(graph, name, graph[name].layer.changed(repeat=2))).state_dict()
    assert [key for key in keys if key.startswith(name)] == [
        f"{name}.0.conv2.weight", f"{name}.0.conv2.bias", f"{name}.1.conv2.weight", f"{name}.1.conv2.bias",
    ]  # fmt: skip


def test_shared_copies_count_and_hold_their_weights_once() -> None:
    graph, name = grouped()
    once = analyse(graph)
    shared = set_layer(graph, name, graph[name].layer.changed(repeat=3, shared=True))
    analysis = analyse(shared)
    module = compile_graph(shared)
    assert analysis.total.parameters == once.total.parameters == sum(p.numel() for p in module.parameters())
    assert analysis.nodes[name].macs == 3 * once.nodes[name].macs
    assert [key for key in module.state_dict() if key.startswith(name)] == [
        f"{name}.conv2.weight",
        f"{name}.conv2.bias",
    ]
    hand = compile_graph(shared, seed=0)
    images = torch.rand(2, 3, 16, 16)
    features = hand.relu1(hand.conv1(images))
    inner = hand.get_submodule(name)
    for _ in range(3):
        features = inner.relu2(inner.conv2(features))
    assert torch.allclose(hand(images), hand.linear(hand.flatten(features)))


def test_shared_copies_that_get_other_shapes_are_refused() -> None:
    graph, name = grouped()
    wider = edit_inside(
        graph, (name,), lambda inner: set_layer(inner, "conv2", inner["conv2"].layer.changed(out_channels=9))
    )
    (problem,) = analyse(set_layer(wider, name, wider[name].layer.changed(repeat=2, shared=True))).errors
    assert problem.node == f"{name}.conv2"
    assert "(9, 16, 16)" in problem.message
    assert "(8, 16, 16)" in problem.message


def test_a_change_inside_changes_every_block_of_the_definition() -> None:
    graph, name = grouped()
    layer_ = graph[name].layer
    two = graph.replacing(
        {"again": Node(layer_, (Source(name),)), "flatten": Node(graph["flatten"].layer, (Source("again"),))}
    )
    changed = edit_inside(
        two, (name,), lambda inner: set_layer(inner, "conv2", inner["conv2"].layer.changed(bias=False))
    )
    assert analyse(two).total.parameters - analyse(changed).total.parameters == 16
    assert changed["again"].layer.definition is changed[name].layer.definition  # type: ignore[attr-defined]


def test_a_change_deep_inside_reaches_the_outermost() -> None:
    graph, inner_name = grouped()
    graph, outer = group(graph, [inner_name, "flatten"], "Outer", {})
    changed = edit_inside(
        graph,
        (outer, inner_name),
        lambda inner: set_layer(inner, "conv2", inner["conv2"].layer.changed(out_channels=4)),
    )
    assert analyse(changed).nodes[f"{outer}.{inner_name}.conv2"].outputs == (((4, 16, 16), "float32"),)


def test_a_removed_port_takes_its_link_with_it() -> None:
    graph, name = grouped()
    (port,) = graph[name].layer.inputs
    changed = edit_inside(graph, (name,), lambda inner: remove(inner, [port]))
    assert changed[name].inputs == ()


def test_a_renamed_port_keeps_its_link() -> None:
    graph, name = grouped()
    (port,) = graph[name].layer.inputs
    changed = edit_inside(graph, (name,), lambda inner: rename(inner, port, "picture"))
    assert changed[name].layer.inputs == ("picture",)
    assert changed[name].inputs == (Source("relu1"),)


def test_a_block_cannot_contain_itself() -> None:
    graph, name = grouped()
    block = graph[name].layer
    with pytest.raises(EditError, match="cannot contain itself"):
        edit_inside(graph, (name,), lambda inner: inner.replacing({"again": Node(block, (Source("conv2"),))}))


def test_nodes_around_another_cannot_be_grouped_without_it() -> None:
    with pytest.raises(EditError, match="“relu1” lies between"):
        group(network(), ["conv1", "conv2"], "Features", {})


def test_the_ends_of_a_network_cannot_be_grouped() -> None:
    with pytest.raises(EditError, match="end of the network"):
        group(network(), ["input", "conv1"], "Features", {})


def test_pasted_blocks_of_a_taken_name_get_another() -> None:
    graph, _ = grouped()
    other, _ = group(network(), ["conv1"], "Features", {})
    part = adopt(definitions(graph), other)
    assert list(definitions(part)) == ["Features2"]
    assert adopt(definitions(graph), graph) is graph


def test_pasted_blocks_that_hold_one_of_a_taken_name_hold_the_renamed_one() -> None:
    """Also where the block around has a name that is taken by another."""
    inner, name = group(network(), ["conv1"], "Inner", {})
    part, _ = group(inner, [name, "relu1"], "Outer", {})
    known, name = group(network(), ["relu1"], "Inner", {})
    known, _ = group(known, [name, "conv2"], "Outer", {})
    pasted = definitions(adopt(definitions(known), part))
    assert list(pasted) == ["Inner2", "Outer2"]
    assert list(definitions(pasted["Outer2"].graph)) == ["Inner2"]


def test_parameters_decide_what_is_inside() -> None:
    graph, name = grouped()
    definition: Definition = graph[name].layer.definition  # type: ignore[attr-defined]
    inner = definition.graph
    bound = inner.replacing(
        {"conv2": Node(inner["conv2"].layer, inner["conv2"].inputs, bindings=(("out_channels", "2 * channels"),))}
    )
    changed = redefine(graph, Definition("Features", bound, (("channels", 6),)))
    block = changed[name].layer
    assert isinstance(block, Block)
    assert analyse(changed).nodes[name].outputs == (((12, 16, 16), "float32"),)
    assert analyse(set_layer(changed, name, block.changed(channels=5))).nodes[name].outputs == (
        ((10, 16, 16), "float32"),
    )
    (problem,) = analyse(set_layer(changed, name, block.changed(channels=0))).errors
    assert problem.node == f"{name}.conv2"
    assert "out_channels" in problem.message


def test_a_bypassed_node_hands_its_input_on() -> None:
    graph = bypass(network(), ["conv2", "relu2"])
    analysis = analyse(graph)
    assert analysis.nodes["conv2"].parameters == 0
    assert analysis.nodes["conv2"].outputs == analysis.nodes["relu1"].outputs
    assert "conv2.weight" not in compile_graph(graph).state_dict()
    assert bypass(graph, ["conv2", "relu2"]) == network()


@pytest.mark.parametrize("mark", [bypass, freeze])
def test_a_node_that_is_not_there_cannot_be_marked(mark: Callable[[Graph, list[str]], Graph]) -> None:
    with pytest.raises(EditError, match="“nothing”"):
        mark(Graph(), ["nothing"])


def test_a_bypass_that_follows_the_block_is_not_overruled() -> None:
    graph = network()
    bound = graph.replacing({"relu2": replace(graph["relu2"], bindings=(("bypassed", "stride == 1"),))})
    with pytest.raises(EditError, match="follows from the block \\(= stride == 1\\)"):
        bypass(bound, ["conv2", "relu2"])


def test_a_definition_replaced_is_one_and_the_same_wherever_it_is_used() -> None:
    graph, name = grouped()
    graph, outer = group(graph, [name, "flatten"], "Outer", {})
    inner = inside(graph, (outer,))
    twice = inner.replacing({"again": Node(inner[name].layer, inner[name].inputs)})
    graph = redefine(graph, replace(graph[outer].layer.definition, graph=twice))  # type: ignore[attr-defined]
    graph = graph.replacing({"more": Node(graph[outer].layer, graph[outer].inputs)})
    changed = edit_inside(graph, (outer, name), lambda each: rename(each, "conv2", "conv"))
    first, second = (changed[each].layer.definition for each in (outer, "more"))  # type: ignore[attr-defined]
    assert first is second
    assert "conv" in inside(changed, ("more", name))


def test_copies_of_a_block_with_other_numbers_of_ends_are_refused() -> None:
    ends = Graph(
        {
            "left": Node(layer("Input")),
            "right": Node(layer("Input")),
            "sum": Node(layer("Add"), (Source("left"), Source("right"))),
            "output": Node(layer("Output"), (Source("sum"),)),
        }
    )
    graph = Graph(
        {
            "input": Node(layer("Input")),
            "pair": Node(create_block(Definition("Pair", ends), {"repeat": 2}), (Source("input"), Source("input"))),
            "output": Node(layer("Output"), (Source("pair"),)),
        }
    )
    (problem,) = analyse(graph).errors
    assert "2 inputs and 1 outputs" in problem.message


def test_an_open_port_of_a_block_is_named() -> None:
    graph, name = grouped()
    (problem,) = analyse(graph.replacing({name: Node(graph[name].layer, (None,))})).errors
    assert problem.node == name
    assert "Nothing is plugged into" in problem.message
