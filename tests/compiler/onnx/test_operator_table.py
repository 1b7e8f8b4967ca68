"""What torch's exporter parses for every file is read once, and no export changes it for the next."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.onnx._internal.exporter._registration import ONNXRegistry

from studio.compiler.module import compile_graph
from studio.compiler.onnx import export_onnx
from studio.project.templates import template


def test_torchs_operators_are_read_once_and_each_export_has_a_table_of_its_own(tmp_path: Path) -> None:
    graph = template("xor-mlp").load().graph
    export_onnx(compile_graph(graph, seed=0), graph, tmp_path / "net.onnx", samples=torch.rand(3, 2))
    one, other = ONNXRegistry.from_torchlib(), ONNXRegistry.from_torchlib()
    kept = {target: list(written) for target, written in other.functions.items()}
    assert all(one.functions[target][0] is written[0] for target, written in kept.items())
    one.register_op(torch.ops.aten.relu.default, lambda self: self)
    assert other.functions == kept
    assert len(one.functions["aten::relu"]) == 1 + len(kept["aten::relu"])
    assert ONNXRegistry.from_torchlib(opset_version=23).opset_version == 23 != other.opset_version
