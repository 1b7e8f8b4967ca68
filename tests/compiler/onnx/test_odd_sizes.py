"""Every layer is exported as torch computes it at sizes that nothing divides, or says in its own words why not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from networks import variants

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.onnx import ExportError, export_onnx
from studio.graph import Graph, Node, Source
from studio.layers import Layer, catalogue
from studio.layers.io import Input, Output

ODD = {1: (5,), 2: (3, 7), 3: (3, 7, 5), 4: (2, 5, 4, 7)}
"""A sample of each rank."""


def around(layers: list[Layer]) -> Graph:
    """Each of these layers (of one declaration) between the same Inputs of odd sizes and Outputs of its own."""
    example = layers[0].example()
    nodes = {
        f"input{port}": Node(Input(shape=ODD.get(len(each.shape), each.shape), dtype=each.dtype))
        for port, each in enumerate(example)
    }
    sources = tuple(map(Source, nodes))
    for place, layer in enumerate(layers):
        nodes[f"node{place}"] = Node(layer, sources)
        nodes |= {
            f"output{place}_{port}": Node(Output(), (Source(f"node{place}", port),))
            for port in range(len(layer.outputs))
        }
    return Graph(nodes)


def samples(graph: Graph) -> list[torch.Tensor]:
    """Numbers below and above 0, and two tokens."""
    generator, found = torch.Generator().manual_seed(0), []
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        numbers = torch.randn(7, *layer.shape, generator=generator)
        found.append(numbers if layer.dtype == "float32" else numbers.abs().long() % 2)
    return found


def fits(layer: Layer) -> bool:
    return bool(layer.example()) and not analyse(around([layer])).errors


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize(
    "declared", [each for each in catalogue.values() if each not in (Input, Output)], ids=lambda each: each.__name__
)
def test_it_is_exported_as_torch_computes_it_or_refused_by_the_layer(declared: type[Layer], tmp_path: Path) -> None:
    found = [
        layer
        for layer in variants(declared)
        if len(layer.example()) == len(declared.create({}).example()) and fits(layer)
    ]
    shapes = [node.layer.shape for node in around(found[:1]).values() if isinstance(node.layer, Input)] if found else []
    refused = [layer for layer in found if layer.onnx_obstacle(*shapes)]
    for layer in refused:
        graph = around([layer])
        with pytest.raises(ExportError, match="cannot be written as ONNX"):
            export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples(graph))
    taken = [layer for layer in found if layer not in refused]
    if taken:
        graph = around(taken)
        export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples(graph))
