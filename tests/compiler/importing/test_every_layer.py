"""Every layer that an ONNX file holds comes back from it as layers that compute the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from networks import around, variants

from studio.compiler.analysis import analyse
from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.onnx import export_onnx
from studio.layers import Layer, catalogue
from studio.layers.io import Input

LOST = {
    "AdaptiveMaxPool1d": "ArgMax", "AdaptiveMaxPool2d": "ArgMax", "AdaptiveMaxPool3d": "ArgMax",
    "InstanceNorm1d": "BatchNormalization", "InstanceNorm2d": "BatchNormalization",
    "InstanceNorm3d": "BatchNormalization", "Upsample": "GatherND",
}  # fmt: skip
"""Layers of which a variant is written in operators that no layer stands for: the operator that is named then."""


@pytest.mark.slow
@pytest.mark.parametrize("declared", catalogue.values(), ids=list(catalogue))
def test_every_layer_comes_back_from_onnx(declared: type[Layer], tmp_path: Path) -> None:
    path, refused = tmp_path / "model.onnx", set()
    held = [
        layer
        for layer in variants(declared)
        if not layer.onnx_obstacle(*(arrival.shape for arrival in layer.example()))
        and not analyse(around([layer])).problems
    ]
    if declared.family in ("recurrent", "attention"):
        held = held[:1]  # unrolled step by step, each of their variants takes long to export
    for layers in [[held[0]], held] if held and declared.__name__ in LOST else [held] if held else []:
        graph = around(layers)
        samples = [
            torch.rand(3, *layer.shape) if layer.dtype == "float32" else torch.zeros(3, *layer.shape, dtype=torch.int64)
            for layer in (graph[name].layer for name in inputs_of(graph))
            if isinstance(layer, Input)
        ]
        export_onnx(compile_graph(graph, seed=0).eval(), graph, path, samples=samples)
        try:
            assert import_onnx(path).equality.largest_difference < 1e-4
        except NetworkImportError as error:
            assert layers is held, "the layer with its defaults always comes back"
            refused.add(error.message)
    assert bool(refused) == (declared.__name__ in LOST)
    assert all(f"({LOST[declared.__name__]})" in message for message in refused)
