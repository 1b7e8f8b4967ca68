"""Blocks keep their names and their numbers in generated source and in ONNX files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import onnx
import pytest
import torch
from networks import chain

from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx
from studio.compiler.source import class_name, source
from studio.compiler.source_style import Style
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.initialization import initializers


def conv_unit() -> Definition:
    graph = chain(
        input=layer("Input", shape=[8, 12, 12]),
        conv=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        relu=layer("ReLU"),
        output=layer("Output"),
    )
    bound = replace(graph["conv"], bindings=(("out_channels", "channels"), ("dilation", "1"), ("bypassed", "skip")))
    return Definition(
        "Conv unit", graph.replacing({"conv": bound}), (("channels", 8), ("skip", False)), "Looks around."
    )


def swap() -> Definition:
    graph = Graph(
        {
            "left": Node(layer("Input")),
            "right": Node(layer("Input")),
            "conv": Node(layer("Conv2d", out_channels=8, kernel_size=3, padding=1), (Source("left"),)),
            "sum": Node(layer("Add"), (Source("conv"), Source("right"))),
            "first": Node(layer("Output"), (Source("sum"),)),
            "second": Node(layer("Output"), (Source("left"),)),
        }
    )
    return Definition("Swap", graph)


def around(block: Node) -> Graph:
    ends = chain(input=layer("Input", shape=[3, 12, 12]), stem=layer("Conv2d", out_channels=8, kernel_size=1))
    last = {"output": Node(layer("Output"), (Source("block"),))}
    return Graph({**ends, "block": block, **last})


NETWORKS = {
    "single": around(Node(create_block(conv_unit(), {"channels": 5}), (Source("stem"),))),
    "copies": around(Node(create_block(conv_unit(), {"repeat": 3}), (Source("stem"),))),
    "shared": around(Node(create_block(conv_unit(), {"repeat": 3, "shared": True}), (Source("stem"),))),
    "bypassed": around(Node(create_block(conv_unit(), {"repeat": 2, "skip": True}), (Source("stem"),))),
    "two ends": around(Node(create_block(swap()), (Source("stem"), Source("stem")))),
    "copies with two ends": around(Node(create_block(swap(), {"repeat": 3}), (Source("stem"), Source("stem")))),
    "shared with two ends": around(
        Node(create_block(swap(), {"repeat": 3, "shared": True}), (Source("stem"), Source("stem")))
    ),
}

each_network = pytest.mark.parametrize("graph", NETWORKS.values(), ids=NETWORKS)


@each_network
def test_the_source_computes_the_same_under_the_same_names(graph: Graph) -> None:
    module = compile_graph(graph, seed=0).eval()
    images = torch.rand(2, 3, 12, 12)
    for style in get_args(Style):
        namespace: dict[str, Any] = {}
        exec(source(graph, "Whole", style=style), namespace)
        again = namespace["Whole"]().eval()
        again.load_state_dict(module.state_dict(), strict=True)
        with torch.no_grad():
            torch.testing.assert_close(again(images), module(images), rtol=0, atol=0)


@pytest.mark.slow
@each_network
def test_onnx_operations_carry_the_paths(graph: Graph, tmp_path: Path) -> None:
    report = export_onnx(
        compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=torch.rand(7, 3, 12, 12), name="m"
    )
    assert report.max_abs_diff < 1e-4
    model = onnx.load(tmp_path / "m.onnx")
    weights = {tensor.name for tensor in model.graph.initializer}
    assert set(compile_graph(graph).state_dict()) <= weights
    for operation in model.graph.node:
        owners = {each.rpartition(".")[0] for each in operation.input if each in weights and each.endswith("weight")}
        assert all(operation.name.startswith(f"/{owner}/") for owner in owners)


def test_definitions_that_only_differ_in_numbers_share_a_class() -> None:
    graph = chain(
        input=layer("Input", shape=[3, 12, 12]),
        narrow=create_block(conv_unit(), {"channels": 4}),
        wide=create_block(conv_unit(), {"channels": 16}),
        output=layer("Output"),
    )
    written = source(graph, "Two")
    assert written.count("class ConvUnit") == 1
    assert "def __init__(self, in_channels: int, channels: int) -> None:" in written
    assert "self.wide = ConvUnit(4, 16)" in written


def test_a_block_of_the_networks_own_name_gets_another() -> None:
    graph = chain(input=layer("Input", shape=[3, 12, 12]), unit=create_block(conv_unit(), {}), output=layer("Output"))
    name = "Conv unit"
    namespace: dict[str, Any] = {}
    exec(source(graph, name), namespace)
    assert namespace[class_name(name)]()(torch.rand(1, 3, 12, 12)).shape == (1, 8, 12, 12)


def test_how_weights_begin_inside_a_block_is_written() -> None:
    definition = conv_unit()
    conv = replace(definition.graph["conv"], init=(("weight", initializers["Constant"].create({"val": 0.25})),))
    constant = replace(definition, graph=definition.graph.replacing({"conv": conv}))
    graph = around(Node(create_block(constant, {"repeat": 2}), (Source("stem"),)))
    namespace: dict[str, Any] = {}
    exec(source(graph, "Whole"), namespace)
    for state in (namespace["Whole"]().state_dict(), compile_graph(graph).state_dict()):
        assert torch.equal(state["block.1.conv.weight"], torch.full((8, 8, 3, 3), 0.25))
