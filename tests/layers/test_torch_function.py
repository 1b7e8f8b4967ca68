"""Every function of the table is a node that runs, is written as source and as ONNX, and is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from studio.compiler.analysis import analyse
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx
from studio.compiler.source import source
from studio.explanation.page import page
from studio.explanation.plain import values
from studio.explanation.subject import subject
from studio.graph import Graph, Node, Source
from studio.layers import ParameterError, layer
from studio.layers.by_name import layer_type, search_all
from studio.layers.io import Input, Output
from studio.layers.stored_tensor import packed
from studio.layers.torch_function import TorchFunction
from studio.layers.torch_functions import TORCH_FUNCTIONS

SIZES = {"gather": (3, 4), "scatter": (3, 4), "matmul": (4, 4), "grid_sample": (2, 3, 2)}
"""Samples of the functions that do not take any."""


def of(name: str, arguments: dict[str, Any] | None = None) -> TorchFunction:
    given = TORCH_FUNCTIONS[name].trial if arguments is None else arguments
    return TorchFunction.create({"function": name, "arguments": given})


def network(*names: str) -> Graph:
    """Each function on inputs of the types that it takes, all from one Input."""
    nodes: dict[str, Node] = {}
    for name in names:
        shape = SIZES.get(name, (3, 4) if name != "expand" else (1, 4))
        made = of(name, {"size": [-1, 3, 4]} if name == "expand" else None)
        sources = []
        for port, kind in enumerate(made.example()):
            own = f"{name}_in{port}"
            nodes[own] = Node(Input(shape=shape if port < 2 or name != "grid_sample" else (2, 2, 2)))
            sources.append(Source(own))
            if kind.dtype != "float32":
                nodes[f"{name}_near{port}"] = Node(of("clamp", {"min": 0, "max": 1}), (Source(own),))
                nodes[f"{name}_as{port}"] = Node(of("to", {"dtype": kind.dtype}), (Source(f"{name}_near{port}"),))
                sources[-1] = Source(f"{name}_as{port}")
        nodes[f"{name}_made"] = Node(made, tuple(sources))
        for port in range(len(made.outputs)):
            nodes[f"{name}_out{port}"] = Node(Output(), (Source(f"{name}_made", port),))
    return Graph(nodes)


def samples(graph: Graph) -> list[torch.Tensor]:
    """Numbers from 0 to 2, so that most functions are defined on some of them."""
    chance = torch.Generator().manual_seed(0)
    shapes = [node.layer.shape for node in graph.values() if isinstance(node.layer, Input)]
    return [2 * torch.rand(3, *shape, generator=chance) for shape in shapes]


@pytest.mark.parametrize("name", TORCH_FUNCTIONS)
def test_its_read_outs_and_its_source_are_what_torch_computes(name: str) -> None:
    graph = network(name)
    analysis = analyse(graph)
    assert not analysis.errors
    module, given = compile_graph(graph, seed=0, analysis=analysis), samples(graph)
    wanted = module(*given)
    several = wanted if isinstance(wanted, tuple) else (wanted,)
    for port, tensor in enumerate(several):
        (spec,) = analysis.nodes[f"{name}_out{port}"].outputs or ()
        assert (spec.shape, f"torch.{spec.dtype}") == (tensor.shape[1:], str(tensor.dtype))
    namespace: dict[str, Any] = {}
    exec(source(graph, "One"), namespace)
    again = namespace["One"]()(*given)
    for one, other in zip(several, again if isinstance(again, tuple) else (again,), strict=True):
        torch.testing.assert_close(other, one, rtol=0, atol=0, equal_nan=True)


@pytest.mark.slow
def test_onnxruntime_agrees_on_all_of_them_and_they_come_back(tmp_path: Path) -> None:
    graph = network(*TORCH_FUNCTIONS)
    report = export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "all.onnx", samples=samples(graph))
    assert report.max_abs_diff <= 1e-4
    assert import_onnx(tmp_path / "all.onnx").equality.largest_difference < 1e-4


@pytest.mark.parametrize("name", TORCH_FUNCTIONS)
def test_it_is_offered_by_its_name_with_a_page_of_its_own(name: str) -> None:
    declared = layer_type(name)
    if declared is None:
        assert name.capitalize() in {"Sum"}
        return
    assert declared in search_all(name)
    assert declared.create({}) == of(name)
    told = str(values(page(subject(name))))
    assert TORCH_FUNCTIONS[name].does in told
    assert all(each.about in told for each in TORCH_FUNCTIONS[name].arguments.values())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"function": "eval"}, "“eval” is no function of torch that can be a layer."),
        ({"function": "cumsun", "arguments": {}}, "Did you mean “cumsum”"),
        ({"function": "cumsum", "arguments": {"dim": 0}}, "dim of cumsum must be an axis from 1 up"),
        ({"function": "cumsum", "arguments": {"axis": 1}}, "cumsum has no argument “axis”; its arguments are: dim"),
        ({"function": "cumsum", "arguments": {}}, "cumsum needs the argument “dim”"),
        ({"function": "einsum", "arguments": {"equation": "ij,jk->ik"}}, "equation of einsum must be"),
        ({"function": "expand", "arguments": {"size": [2, 3]}}, "size of expand must be a list of sizes"),
    ],
)
def test_what_the_table_does_not_have_is_refused_with_a_sentence(written: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterError, match=told.replace(".", r"\.")):
        TorchFunction.create(written)


def test_another_function_keeps_the_arguments_that_it_has_too() -> None:
    changed = of("cumsum", {"dim": 2}).changed(function="topk")
    assert changed.values() == {"k": 3, "dim": 2}
    assert changed.outputs == ("values", "places")


def stored(graph: Graph, batch: int = 2) -> torch.Tensor:
    found: torch.Tensor = compile_graph(graph, seed=0)(torch.zeros(batch, 5))
    return found


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"shape": [2, 2], "values": "-inf"}, torch.full((2, 2), -torch.inf)),
        ({"shape": [3], "values": "1, 0, 1", "dtype": "bool"}, torch.tensor([True, False, True])),
        (
            {"shape": [2], "values": packed(b"\x01" + bytes(7) + b"\x02" + bytes(7)), "dtype": "int64"},
            torch.tensor([1, 2]),
        ),
    ],
)
def test_fixed_numbers_are_those_of_the_file_for_every_sample(params: dict[str, Any], wanted: torch.Tensor) -> None:
    graph = Graph({
        "input": Node(Input(shape=(5,))),
        "mask": Node(layer("StoredTensor", **params), (Source("input"),)),
        "output": Node(Output(), (Source("mask"),)),
    })  # fmt: skip
    got = stored(graph)
    assert got.dtype == wanted.dtype
    assert torch.equal(got, wanted.expand(2, *wanted.shape))
    assert not compile_graph(graph, seed=0).state_dict(), "they are in the document"


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"shape": [3], "values": "1 2"}, "2 numbers for a shape that has 3"),
        ({"shape": [1], "values": "one"}, "“one” is no float32"),
        ({"shape": [2], "values": "zlib:!!"}, "they are packed, and damaged"),
        ({"shape": [2], "values": packed(bytes(4_000_000))}, "not as many as the 2 of the shape"),
        ({"shape": [2], "dtype": "int64"}, "learned numbers are real ones"),
    ],
)
def test_fixed_numbers_that_do_not_fit_are_refused(params: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        layer("StoredTensor", **params)
