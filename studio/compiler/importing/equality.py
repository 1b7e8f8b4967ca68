"""The proof that a network that was taken in computes what its file does: onnxruntime and PyTorch on chance numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from torch import nn

from studio.compiler.importing.conversion import Converted
from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_file import OnnxFile
from studio.compiler.module import inputs_of, outputs_of
from studio.compiler.one_core import one_core
from studio.compiler.onnx.parity import TOLERANCE, first_line
from studio.compiler.own_generator import OwnGenerator
from studio.compiler.turns import an_export
from studio.formatting.shortened import shortened
from studio.graph import Graph
from studio.layers.io import Input
from studio.layers.recurrent import Embedding
from studio.text import tr, unended

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Array = np.ndarray[Any, Any]

BATCHES = (1, 3)
"""Batch sizes at which file and network are compared, where the file takes any."""

HALF_TOLERANCE = 1e-2
"""The same as TOLERANCE for files in half precision, whose own rounding is larger."""


@dataclass(frozen=True)
class Equality:
    """The largest difference of any output, relative to its size where that is above 1, and the batches tried."""

    largest_difference: float
    batches: tuple[int, ...]


def equality(file: OnnxFile, found: Converted, module: nn.Module) -> Equality:
    """Compare a file with the network made of it, in evaluation mode. Raises NetworkImportError where they differ."""
    batches = (found.fixed_batch,) if found.fixed_batch else BATCHES
    session = _session(file)
    generator = torch.Generator().manual_seed(0)
    worst = 0.0
    for number, batch in enumerate(batches):
        samples = samples_for(found.graph, batch, generator, normal=bool(number))
        fed = _fed(file, found, samples, batch)
        expected = _run(file, session, fed)
        got = _computed(module, found, samples)
        for (tensor, actual), wanted in zip(got.items(), expected, strict=True):
            worst = max(worst, difference(wanted, actual, file, found, fed, samples, tensor))
    return Equality(worst, batches)


def difference(
    wanted: Array, actual: torch.Tensor, file: OnnxFile, found: Converted, fed: Mapping[str, Array],
    samples: Mapping[str, torch.Tensor], tensor: str,
) -> float:  # fmt: skip
    """Of one output; above the tolerance NetworkImportError names the operation from which on they differ."""
    result = relative(wanted, actual.numpy())
    if result <= (HALF_TOLERANCE if is_half(file.model) else TOLERANCE):
        return result
    raise NetworkImportError(
        tr("The network made of “{name}” does not compute what the file does: “{tensor}” differs by {difference}.",
           name=file.path.name, tensor=shortened(tensor), difference=f"{result:.2g}"),
        tr("Nothing was written. Please report the file: it shows a mistake in the import."),
    )  # fmt: skip


def relative(wanted: Array, actual: Array) -> float:
    """The largest difference, relative to the largest number or 1; endless where shapes or what is no number differ."""
    wanted, actual = wanted.astype(np.float64), actual.astype(np.float64)
    if wanted.size != actual.size:
        return float("inf")
    actual = actual.reshape(wanted.shape)
    finite = np.isfinite(wanted)
    if not np.array_equal(finite, np.isfinite(actual)) or not np.array_equal(
        wanted[~finite], actual[~finite], equal_nan=True
    ):
        return float("inf")
    scale = max(1.0, float(np.abs(wanted[finite]).max(initial=0.0)))
    return float(np.abs(wanted[finite] - actual[finite]).max(initial=0.0)) / scale


def samples_for(graph: Graph, batch: int, generator: torch.Generator, *, normal: bool) -> dict[str, torch.Tensor]:
    """Chance numbers for every Input: from 0 to 1, or around 0; tokens of the smallest vocabulary."""
    made = {}
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        if layer.dtype == "int64":
            made[name] = torch.randint(0, _vocabulary(graph), (batch, *layer.shape), generator=generator)
        else:
            draw = torch.randn if normal else torch.rand
            made[name] = draw((batch, *layer.shape), generator=generator)
    return made


def _vocabulary(graph: Graph) -> int:
    sizes = [node.layer.num_embeddings for node in graph.values() if isinstance(node.layer, Embedding)]
    return min(sizes, default=2)


def _fed(file: OnnxFile, found: Converted, samples: Mapping[str, torch.Tensor], batch: int) -> dict[str, Array]:
    """What the file's inputs get, in their own types; those that nothing takes get zeros."""
    fed = {}
    for each in file.inputs:
        kind = each.type.tensor_type
        dtype = onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type)
        if each.name in found.inputs:
            fed[each.name] = samples[found.inputs[each.name]].numpy().astype(dtype)
        else:
            fed[each.name] = np.zeros([int(size.dim_value) or batch for size in kind.shape.dim], dtype)
    return fed


def _session(file: OnnxFile) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # its threads would take the time of a training beside it
    try:
        return onnxruntime.InferenceSession(_content(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise _not_run(file, error) from None


def _content(file: OnnxFile) -> str | bytes:
    return bytes(file.model.SerializeToString()) if file.cut else str(file.path)


def _run(file: OnnxFile, session: InferenceSession, fed: Mapping[str, Array]) -> list[Array]:
    try:
        results: list[Array] = session.run(None, dict(fed))
    except Exception as error:
        raise _not_run(file, error) from None
    return results


def _not_run(file: OnnxFile, error: Exception) -> NetworkImportError:
    return NetworkImportError(
        tr("onnxruntime cannot run “{name}”: {reason}.", name=file.path.name, reason=unended(first_line(error))),
        tr("Export it again, or update onnxruntime."),
    )


def _computed(module: nn.Module, found: Converted, samples: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What the network makes of samples, by the file's names of its outputs."""
    try:
        with torch.no_grad(), an_export(), OwnGenerator(0), one_core():
            results = module(*samples.values())
    except (RuntimeError, IndexError) as error:
        raise NetworkImportError(
            tr("The network cannot be compared with the file, as it does not run on chance numbers: {reason}.",
               reason=first_line(error).rstrip(".")),
            tr("Nothing was written. Export the part of the network that takes plain numbers."),
        ) from None  # fmt: skip
    several = results if isinstance(results, tuple) else (results,)
    by_node = dict(zip(outputs_of(found.graph), several, strict=True))
    return {tensor: by_node[node].detach() for tensor, node in found.outputs.items()}


def is_half(model: onnx.ModelProto) -> bool:
    """Whether weights or inputs of a file have half precision."""
    kinds = {tensor.data_type for tensor in model.graph.initializer}
    kinds |= {each.type.tensor_type.elem_type for each in model.graph.input}
    return bool(kinds & {onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16})
