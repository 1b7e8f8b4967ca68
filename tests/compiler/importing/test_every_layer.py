"""Layers of which not every variant comes back from an ONNX file do so with their defaults.

That all others do is tested where every layer is exported.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from networks import around
from returning import LOST, comes_back_whole, held_by_onnx

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import import_onnx
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.onnx import export_onnx
from studio.layers import catalogue
from studio.layers.io import Input


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind, declared in catalogue.items() if not comes_back_whole(declared)])
def test_a_layer_comes_back_or_the_operator_is_named_that_none_stands_for(kind: str, tmp_path: Path) -> None:
    declared = catalogue[kind]
    path, refused = tmp_path / "model.onnx", set()
    default, whole = around([declared.create({})]), held_by_onnx(declared)
    for graph in [default, whole] if declared.__name__ in LOST else [default]:
        samples = [
            torch.rand(3, *layer.shape) if layer.dtype == "float32" else torch.zeros(3, *layer.shape, dtype=torch.int64)
            for layer in (graph[name].layer for name in inputs_of(graph))
            if isinstance(layer, Input)
        ]
        export_onnx(compile_graph(graph, seed=0).eval(), graph, path, samples=samples)
        try:
            assert import_onnx(path).equality.largest_difference < 1e-4
        except NetworkImportError as error:
            assert graph is whole, "the layer with its defaults always comes back"
            refused.add(error.message)
    assert bool(refused) == (declared.__name__ in LOST)
    assert all(f"({LOST[declared.__name__]})" in message for message in refused)
