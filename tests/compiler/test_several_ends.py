"""Networks with several inputs and outputs, and shared weights: read-outs are right, and all their forms agree."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.memory import memory
from studio.compiler.module import compile_graph
from studio.compiler.summary import summary
from studio.compiler.table import COLUMNS, markdown, rows, separated
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import create_block
from studio.project.templates import templates


def node(kind: str, *sources: str, **params: Any) -> Node:
    return Node(layer(kind, **params), tuple(Source.parse(source) for source in sources))


def siamese() -> Graph:
    """Two pictures through one convolution and one Linear: a block of two ends that swaps its branches, twice."""
    branch = Graph(
        {
            "first": node("Input", shape=[1, 12, 12]),
            "second": node("Input", shape=[1, 12, 12]),
            "conv": node("Conv2d", "first", out_channels=1, kernel_size=3, padding=1),
            "relu": node("ReLU", "conv"),
            "other": node("Output", "second"),
            "seen": node("Output", "relu"),
        }
    )
    twice = create_block(Definition("Branch", branch), {"repeat": 2, "shared": True})
    return Graph(
        {
            "left": node("Input", shape=[1, 12, 12]),
            "right": node("Input", shape=[1, 12, 12]),
            "both": Node(twice, (Source("left"), Source("right"))),
            "difference": node("Subtract", "both", "both:1"),
            "flatten": node("Flatten", "difference"),
            "fc": node("Linear", "flatten", out_features=1),
            "output": node("Output", "fc"),
        }
    )


class Siamese(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1)
        self.fc = nn.Linear(144, 1)

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        seen = [torch.relu(self.conv(each)) for each in (left, right)]
        return self.fc((seen[0] - seen[1]).flatten(1))  # type: ignore[no-any-return]


def two_tasks() -> Graph:
    """A picture and some numbers in; a class and a value out."""
    return Graph(
        {
            "picture": node("Input", shape=[3, 16, 16]),
            "facts": node("Input", shape=[5]),
            "conv": node("Conv2d", "picture", out_channels=8, kernel_size=3),
            "pool": node("AdaptiveAvgPool2d", "conv"),
            "flatten": node("Flatten", "pool"),
            "join": node("Concat", "flatten", "facts"),
            "class": node("Linear", "join", out_features=4),
            "value": node("Linear", "join", out_features=1, bias=False),
            "classes": node("Output", "class"),
            "values": node("Output", "value"),
        }
    )


class TwoTasks(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.classes = nn.Linear(13, 4)
        self.value = nn.Linear(13, 1, bias=False)

    def forward(self, picture: Tensor, facts: Tensor) -> tuple[Tensor, Tensor]:
        joined = torch.cat([self.conv(picture).mean((2, 3)), facts], 1)
        return self.classes(joined), self.value(joined)


NETWORKS = {
    "siamese": (siamese, Siamese, ((1, 12, 12), (1, 12, 12)), 2 * 144 * 10 + 145),
    # Connections of the pooling are the values its windows look at.
    "two tasks": (two_tasks, TwoTasks, ((3, 16, 16), (5,)), 196 * 8 * 28 + 196 * 8 + 4 * 14 + 13),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_counts_are_those_of_plain_pytorch(name: str) -> None:
    drawn, plain, shapes, connections = NETWORKS[name]
    analysis, module = analyse(drawn()), plain().eval()
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        made = module(*(torch.rand(1, *shape) for shape in shapes))
    assert not analysis.problems
    assert analysis.total.parameters == sum(each.numel() for each in module.parameters())
    assert analysis.total.macs == flops.get_total_flops() / 2
    assert analysis.total.connections == connections
    ends = [
        report for path, report in analysis.nodes.items() if analysis.graph[path.split(".")[0]].layer.kind == "Output"
    ]
    found = made if isinstance(made, tuple) else (made,)
    assert [(report.outputs or ())[0].shape for report in ends] == [each.shape[1:] for each in found]


def test_a_siamese_network_computes_what_its_twin_does() -> None:
    drawn, plain = compile_graph(siamese(), seed=0), Siamese()
    plain.load_state_dict(dict(zip(plain.state_dict(), drawn.state_dict().values(), strict=True)))
    left, right = torch.rand(3, 1, 12, 12), torch.rand(3, 1, 12, 12)
    torch.testing.assert_close(drawn(left, right), plain(left, right))


def test_what_a_shared_branch_keeps_is_kept_for_each_use() -> None:
    graph = siamese()
    found = memory(analyse(graph))
    kept: dict[int, Tensor] = {}

    def pack(tensor: Tensor) -> Tensor:
        kept.setdefault(tensor.untyped_storage()._cdata, tensor)
        return tensor

    module = compile_graph(graph, seed=0)
    known = {each.untyped_storage()._cdata for each in module.parameters()}
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        module(torch.rand(4, 1, 12, 12), torch.rand(4, 1, 12, 12))
    assert found.saved_bytes == sum(t.untyped_storage().nbytes() for at, t in kept.items() if at not in known) / 4


def test_each_branch_sees_its_own_picture() -> None:
    (difference,) = (each for each in summary("", analyse(siamese()))["nodes"] if each["name"] == "difference")
    three = {"size": [3, 3], "whole_input": False}
    assert difference["receptive_fields"] == {"left": three, "right": three}


def assert_forms_agree(analysis: Analysis) -> None:
    """JSON, CSV, TSV and Markdown tell the same of every node, also of those in blocks."""
    found = rows(analysis)
    told = list(_flat(summary("", analysis)["nodes"]))
    expected = [
        [each["name"], each["layer"], " ".join("x".join(map(str, shape)) for shape in each["output_shapes"] or ())]
        + [str(each[cost]) for cost in ("parameters", "trainable_parameters", "frozen_parameters")]
        + [str(each[cost]) for cost in ("connections", "macs", "activation_bytes")]
        for each in told
    ]
    for delimiter in ",\t":
        assert list(csv.reader(StringIO(separated(found, delimiter)), delimiter=delimiter)) == [
            list(COLUMNS),
            *expected,
        ]
    _, _, *lines = markdown(found).splitlines()
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines] == expected


def _flat(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for node in nodes for each in (node, *_flat(node.get("nodes", [])))]


@pytest.mark.parametrize("name", NETWORKS)
def test_all_forms_tell_the_same(name: str) -> None:
    assert_forms_agree(analyse(NETWORKS[name][0]()))


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_all_forms_tell_the_same_of_every_template(template: Any) -> None:
    assert_forms_agree(analyse(template.load().graph))


def test_all_forms_tell_the_same_of_a_network_with_errors() -> None:
    graph = siamese()
    assert_forms_agree(analyse(graph.replacing({"flatten": node("Conv3d", "difference")})))


def test_blocks_are_the_sum_of_what_is_in_them() -> None:
    for each in _flat(summary("", analyse(siamese()))["nodes"]):
        for cost in ("parameters", "macs", "connections", "saved_bytes", "activation_bytes"):
            assert "nodes" not in each or each[cost] == sum(inner[cost] for inner in each["nodes"])
