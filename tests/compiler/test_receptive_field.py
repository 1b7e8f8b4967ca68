"""A receptive field is how far the gradient of one value reaches into the input."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from networks import chain
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.compiler.receptive_field import ReceptiveField, fields_by_input, receptive_fields
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.io import Input, Output
from studio.project.templates import template

SIDE = 64


def field_of(graph: Graph, name: str) -> ReceptiveField:
    return receptive_fields(graph, analyse(graph).nodes)[name]


def reach(graph: Graph, axes: int) -> tuple[int, ...]:
    """The largest extent along each axis to which some value of the output depends on the input."""
    module = compile_graph(graph, seed=0).eval()
    for each in module.parameters():
        nn.init.constant_(each, 0.1)
    sample = torch.rand(1, 1, *(SIDE,) * axes, requires_grad=True)
    output = module(sample)
    middle = [size // 2 for size in output.shape[2:]]
    extents = [0] * axes
    for offset in range(4):
        place = tuple(min(at + offset, size - 1) for at, size in zip(middle, output.shape[2:], strict=True))
        (gradient,) = torch.autograd.grad(output[(0, slice(None), *place)].sum(), sample, retain_graph=True)
        touched = gradient[0, 0].nonzero()
        found = (touched.max(0).values - touched.min(0).values + 1).tolist()
        extents = list(map(max, extents, found))
    return tuple(extents)


def network(*layers: tuple[str, dict[str, Any]], axes: int = 2) -> Graph:
    middle = {f"node{place}": layer(kind, **params) for place, (kind, params) in enumerate(layers)}
    return chain(input=Input(shape=(1, *(SIDE,) * axes)), **middle, output=Output())


CONV: tuple[str, dict[str, Any]] = ("Conv2d", {"out_channels": 2, "kernel_size": [3, 3]})


SMALL_POOL: tuple[str, dict[str, Any]] = ("AvgPool2d", {})


def conv(kernel: list[int], **params: Any) -> tuple[str, dict[str, Any]]:
    return "Conv2d", {"out_channels": 2, "kernel_size": kernel, **params}


@pytest.mark.parametrize(
    "layers",
    [
        (CONV,),
        (CONV, CONV, CONV),
        (CONV, SMALL_POOL, CONV),
        (conv([5, 3], stride=[2, 1]), CONV, ("Sigmoid", {})),
        (conv([3, 3], dilation=[2, 4]), CONV),
        (conv([7, 7], stride=[2, 2], padding=[3, 3]), SMALL_POOL),
        (CONV, ("BatchNorm2d", {}), ("ZeroPad2d", {"padding": [1, 1, 1, 1]}), CONV),
        (SMALL_POOL, ("ConvTranspose2d", {"out_channels": 2, "kernel_size": [2, 2], "stride": [2, 2]})),
    ],
)
def test_it_is_as_far_as_the_gradient_reaches(layers: tuple[tuple[str, dict[str, Any]], ...]) -> None:
    graph = network(*layers)
    assert field_of(graph, "output").size == reach(graph, 2)


def test_along_one_axis() -> None:
    graph = network(("Conv1d", {"out_channels": 2, "kernel_size": [9]}), ("AvgPool1d", {}), axes=1)
    assert field_of(graph, "output") == ReceptiveField((10,), (2,))
    assert reach(graph, 1) == (10,)


def test_where_branches_meet_the_larger_counts() -> None:
    padded = layer("Conv2d", out_channels=1, kernel_size=[3, 3], padding=[1, 1])
    graph = Graph(
        {
            "input": Node(Input(shape=(1, SIDE, SIDE))),
            "conv1": Node(padded, (Source("input"),)),
            "conv2": Node(padded, (Source("conv1"),)),
            "add": Node(layer("Add"), (Source("conv2"), Source("input"))),
            "output": Node(Output(), (Source("add"),)),
        }
    )
    assert field_of(graph, "add").size == reach(graph, 2) == (5, 5)


@pytest.mark.parametrize("kind", ["Linear", "AdaptiveAvgPool2d", "GroupNorm"])
def test_behind_global_layers_it_is_the_whole_input(kind: str) -> None:
    before: tuple[tuple[str, dict[str, Any]], ...] = (CONV, ("Flatten", {})) if kind == "Linear" else (CONV,)
    found = field_of(network(*before, (kind, {"num_groups": 1} if kind == "GroupNorm" else {})), "output")
    assert (found.whole, found.size) == (True, (SIDE, SIDE))


def test_it_is_never_more_than_the_input() -> None:
    graph = chain(
        input=Input(shape=(1, 4, 4)),
        conv=layer("Conv2d", out_channels=1, kernel_size=[7, 7], padding=[3, 3]),
        output=Output(),
    )
    assert field_of(graph, "conv").size == (4, 4)


def test_a_table_has_none() -> None:
    graph = chain(input=Input(shape=(4,)), output=Output())
    assert not receptive_fields(graph, analyse(graph).nodes)


def test_laid_out_in_a_row_each_value_still_sees_its_place_only() -> None:
    found = field_of(network(CONV, ("Flatten", {})), "output")
    assert (found.size, found.jump, found.whole) == ((3, 3), (0, 0), False)


def test_over_one_axis_only_that_one_is_seen_in_whole() -> None:
    assert field_of(network(CONV, ("Mean", {"dim": [2]})), "output").size == (SIDE, 3)


@pytest.mark.parametrize(("name", "node", "size"), [("vgg16", "stage5.pool", 212), ("alexnet", "pool5", 195)])
def test_it_is_what_has_been_published(name: str, node: str, size: int) -> None:
    analysis = analyse(template(name).load().graph)
    found = receptive_fields(analysis.expansion.network, analysis.calls)
    assert found[node].size == (size, size)


def test_a_text_is_looked_at_along_its_steps() -> None:
    graph = chain(
        input=Input(shape=(20,), dtype="int64"),
        embed=layer("Embedding", embedding_dim=8),
        turn=layer("Permute"),
        conv=layer("Conv1d", out_channels=4, kernel_size=[5]),
        output=Output(),
    )
    assert field_of(graph, "output") == ReceptiveField((5,), (1,))


def test_each_input_has_a_field_of_its_own() -> None:
    convolution = layer("Conv2d", out_channels=1, kernel_size=[3, 3], padding=[1, 1])
    graph = Graph(
        {
            "picture": Node(Input(shape=(1, 16, 16))),
            "mask": Node(Input(shape=(1, 16, 16))),
            "conv": Node(convolution, (Source("picture"),)),
            "gated": Node(layer("Multiply"), (Source("conv"), Source("mask"))),
            "output": Node(Output(), (Source("gated"),)),
        }
    )
    found = fields_by_input(graph, analyse(graph).nodes)["output"]
    assert {name: field.size for name, field in found.items()} == {"picture": (3, 3), "mask": (1, 1)}


def test_nothing_is_told_behind_code_that_people_write() -> None:
    graph = chain(input=Input(shape=(1, 8, 8)), own=layer("Custom"), output=Output())
    assert set(receptive_fields(graph, analyse(graph).nodes)) == {"input"}


def test_a_class_by_name_sees_what_the_layer_of_that_name_sees() -> None:
    by_name = layer("TorchModule", module="Conv2d", arguments={"out_channels": 2, "kernel_size": 5})
    assert field_of(chain(input=Input(shape=(1, 16, 16)), conv=by_name, output=Output()), "conv").size == (5, 5)


def test_a_function_by_name_is_looked_into_where_it_takes_value_by_value() -> None:
    graph = network(
        CONV,
        ("TorchFunction", {"function": "sign"}),
        ("TorchFunction", {"function": "cumsum", "arguments": {"dim": 1}}),
    )
    fields = receptive_fields(graph, analyse(graph).nodes)
    assert {name: field.size for name, field in fields.items()} == {"input": (1, 1), "node0": (3, 3), "node1": (3, 3)}


def test_many_uneven_windows_one_behind_the_other_are_told_at_once() -> None:
    random: tuple[str, dict[str, Any]] = ("FractionalMaxPool2d", {"output_ratio": 0.83})
    adaptive: tuple[str, dict[str, Any]] = ("AdaptiveAvgPool2d", {"output_size": 31})
    graph = network(random, CONV, random, CONV, random, CONV, adaptive, CONV)
    fields = receptive_fields(graph, analyse(graph).nodes)
    sizes = [fields[name].size[0] for name in graph.order]
    assert sizes == sorted(sizes)
    assert 12 <= sizes[-1] <= 24
