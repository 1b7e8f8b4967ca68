"""Windows that hang over the edge are the same in the exported file as in torch, whichever layer pools by them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx, predict
from studio.graph import Graph, Node, Source
from studio.layers import Layer, consent, layer
from studio.layers.custom import Custom
from studio.layers.io import Input, Output

SHAPES = {1: (2, 7), 2: (3, 6, 5), 3: (2, 5, 6, 4)}


def around(layers: list[Layer], *shape: int) -> Graph:
    """Each of these layers between the one Input and Outputs of its own."""
    nodes = {"input": Node(Input(shape=shape))}
    for place, each in enumerate(layers):
        nodes[f"pool{place}"] = Node(each, (Source("input"),))
        nodes |= {
            f"output{place}_{port}": Node(Output(), (Source(f"pool{place}", port),))
            for port in range(len(each.outputs))
        }
    return Graph(nodes)


def hanging_over(kind: str, axes: int) -> list[Layer]:
    """Poolings whose last windows reach beyond the edge, and some that do not."""
    sizes: list[dict[str, Any]] = [
        {"kernel_size": [kernel] * axes, "stride": [stride] * axes, "ceil_mode": True}
        for kernel, stride in ((2, 2), (3, 2), (2, 3))
    ]
    if kind == "LPPool":
        return [layer(f"{kind}{axes}d", **each, norm_type=norm) for each in sizes for norm in (1.0, 3.0)]
    sizes = [each | {"padding": [padding] * axes} for each in sizes for padding in (0, 1)]
    sizes.append({"kernel_size": [3] * axes, "padding": [1] * axes})
    more = {"MaxPool": {"return_indices": True, "dilation": [2] * axes}, "AvgPool": {"count_include_pad": False}}[kind]
    found = [layer(f"{kind}{axes}d", **each, **changed) for each in sizes for changed in ({}, more)]
    return [each for each in found if not analyse(around([each], *SHAPES[axes])).errors]


@pytest.mark.slow
@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("kind", ["MaxPool", "AvgPool", "LPPool"])
def test_windows_over_the_edge_are_those_of_torch(kind: str, axes: int, tmp_path: Path) -> None:
    graph = around(hanging_over(kind, axes), *SHAPES[axes])
    samples = torch.randn(7, *SHAPES[axes], generator=torch.Generator().manual_seed(0)) - 1.0
    export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples)


@pytest.mark.slow
def test_a_window_that_would_begin_in_the_padding_is_dropped(tmp_path: Path) -> None:
    graph = around([layer("MaxPool2d", kernel_size=[3, 3], padding=[1, 1], ceil_mode=True)], 3, 6, 5)
    samples = torch.randn(7, 3, 6, 5)
    export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples)
    (found,) = predict(tmp_path / "m.onnx", samples)
    wanted = functional.max_pool2d(samples, 3, padding=1, ceil_mode=True)
    assert found.shape == (7, 3, 3, 2)
    assert torch.equal(torch.from_numpy(found), wanted)


WRITTEN = """
class Pools(nn.Module):
    def forward(self, x):  # (N, 6, 5): each sample is one channel of a picture for all of the batch
        places = F.max_pool1d(x, 2, padding=1, dilation=3, ceil_mode=True, return_indices=True)[1].float()
        thirds = F.avg_pool2d(x[:, None], 2, divisor_override=3).flatten(1)
        whole = F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True).flatten(1)
        return torch.cat([places.flatten(1), thirds, whole], dim=1)
"""


@pytest.mark.slow
def test_pooling_inside_written_code_is_that_of_torch_too(tmp_path: Path) -> None:
    consent.allow([WRITTEN])
    graph = around([Custom(code=WRITTEN)], 6, 5)
    samples = torch.randn(7, 6, 5)
    export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "m.onnx", samples=samples)
    (found,) = predict(tmp_path / "m.onnx", samples)
    torch.testing.assert_close(torch.from_numpy(found), compile_graph(graph, seed=0)(samples))
