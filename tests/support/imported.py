"""ONNX files that tests take in: written by hand, and compared with onnxruntime on their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from studio.compiler.importing.onnx_import import Imported
from studio.compiler.module import inputs_of
from studio.compiler.onnx import predict
from studio.graph import Graph
from studio.layers.io import Input

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64

Shape = Sequence[int | str | None]


def model(
    nodes: Sequence[onnx.NodeProto],
    inputs: Mapping[str, Shape],
    weights: Mapping[str, np.ndarray[Any, Any]] | None = None,
    outputs: Sequence[str] = ("y",),
    opset: int = 17,
    types: Mapping[str, int] | None = None,
    functions: Sequence[onnx.FunctionProto] = (),
) -> onnx.ModelProto:
    """A model as another program may have written it: the shapes of its outputs are not told."""
    ins = [helper.make_tensor_value_info(name, (types or {}).get(name, FLOAT), shape) for name, shape in inputs.items()]
    outs = [helper.make_tensor_value_info(name, (types or {}).get(name, FLOAT), None) for name in outputs]
    tensors = [numpy_helper.from_array(array, name) for name, array in (weights or {}).items()]
    graph = helper.make_graph(list(nodes), "written", ins, outs, tensors)
    imports = [helper.make_opsetid("", opset), *(helper.make_opsetid("own", 1) for _ in functions[:1])]
    return helper.make_model(graph, opset_imports=imports, ir_version=8, functions=list(functions))


def written(found: onnx.ModelProto, path: Path) -> Path:
    """The file of a model."""
    path.write_bytes(found.SerializeToString())
    return path


def numbers(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """Chance numbers for weights."""
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def difference(path: Path, found: Imported, batch: int = 5) -> float:
    """The largest difference between onnxruntime and the network, on numbers that the import did not try."""
    samples = [
        torch.randn(batch, *layer.shape, generator=torch.Generator().manual_seed(7))
        for layer in (found.graph[name].layer for name in inputs_of(found.graph))
        if isinstance(layer, Input)
    ]
    with torch.no_grad():
        results = found.module(*samples)
    several = results if isinstance(results, tuple) else (results,)
    wanted = predict(path, *samples)
    return max(float((torch.from_numpy(w) - g).abs().max()) for w, g in zip(wanted, several, strict=True))


def kinds(graph: Graph) -> list[str]:
    """The layers of a graph in the order they compute, without Inputs and Outputs."""
    return [graph[name].layer.kind for name in graph.order if graph[name].layer.kind not in ("Input", "Output")]
