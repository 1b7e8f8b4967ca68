"""Preparation before a network and units after it are part of the exported file, at sizes the network never saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from networks import chain
from torch import nn

from studio.compiler.module import compile_graph
from studio.compiler.onnx import Surroundings, Trial, export_onnx, predict
from studio.data.transforms.steps import ToGrey, ToNormal, ToSize
from studio.graph import Graph, Source, edits
from studio.layers import layer
from studio.layers.io import Output

SIZES = ((8, 8), (12, 10), (40, 31), (1, 1), (3, 200), (300, 451))


def network() -> Graph:
    graph = chain(
        prepare=layer("Input", shape=(1, 12, 10)),
        finish=layer("Conv2d", out_channels=2, kernel_size=[3, 3]),
        output=layer("Output"),
    )
    return edits.add(graph, "as_it_came", Output(), (Source("prepare"),))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, nn.Module, Surroundings]:
    path = tmp_path_factory.mktemp("surroundings") / "m.onnx"
    module = compile_graph(network(), seed=0).eval()
    prepare = nn.Sequential(ToGrey(), ToSize(12, 10), ToNormal((0.5,), (0.25,)))
    around = Surroundings(prepare, ToNormal((0.125,), (2.0,)), ((2, "height"), (3, "width")))
    pictures = [torch.rand(count, 3, *size) for count, size in ((4, (1, 7)), (1, (64, 65)))]
    trials = [Trial((each,), (prepare(each),)) for each in pictures]
    export_onnx(module, network(), path, samples=trials, surroundings=around, metadata={"task": "none"})
    return path, module, around


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_pictures_of_any_size_are_answered_as_in_pytorch(
    exported: tuple[Path, nn.Module, Surroundings], size: tuple[int, int]
) -> None:
    path, module, around = exported
    pictures = torch.rand(3, 3, *size)
    with torch.no_grad():
        wanted = around.finished(module(around.prepare(pictures)))
    for found, expected in zip(predict(path, pictures), wanted, strict=True):
        np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)


@pytest.mark.slow
def test_nodes_called_like_the_surroundings_keep_their_names(exported: tuple[Path, nn.Module, Surroundings]) -> None:
    model = onnx.load(exported[0])
    assert [port.name for port in model.graph.input] == ["prepare"]
    assert [port.name for port in model.graph.output] == ["output", "as_it_came"]
    names = {operation.name for operation in model.graph.node}
    assert "/finish/Conv" in names
    assert any(name.startswith("/finish_/") for name in names)
    assert {entry.key: entry.value for entry in model.metadata_props} == {"classes": "[]", "task": "none"}
