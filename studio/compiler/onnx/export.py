"""Export to ONNX: free batch, names from the document, checked and compared before anything is written."""

from __future__ import annotations

import json
import logging
import warnings
from ast import literal_eval
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from studio import __version__
from studio.compiler.analysis import Analysis, analyse
from studio.compiler.expansion import module_path
from studio.compiler.export_isolation import generator_left_alone
from studio.compiler.module import compile_graph, inputs_of, outputs_of, steps
from studio.compiler.onnx.parity import BATCHES, ExportError, batch_of, first_line, largest_difference
from studio.files import reason, replace_file
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input

if TYPE_CHECKING:
    import onnx


LARGEST_FILE = 2**31 - 1
"""Bytes of the largest ONNX file: protocol buffers hold no more in one piece."""


@dataclass(frozen=True, slots=True)
class OnnxReport:
    """What was written and how well it agrees: the largest absolute difference of any output on the samples."""

    path: Path
    max_abs_diff: float
    batches: tuple[int, ...]
    opset: int
    bytes: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    classes: tuple[str, ...]


def export_onnx(
    module: nn.Module,
    graph: Graph,
    path: Path,
    *,
    samples: torch.Tensor | Sequence[torch.Tensor],
    classes: Sequence[str] = (),
    name: str = "",
) -> OnnxReport:
    """Write the network with the module's weights, and compare the file with it on real samples.

    `samples` are at least one, (N, …) as the Input takes them, or one such tensor an Input. The batch stays
    free; inputs, outputs and operations carry the nodes' names, and the class names stand in the metadata
    under `classes` as a JSON list. The module stays as it is. Raises ExportError, or CompileError for a
    network with errors.
    """
    analysis = analyse(graph)
    flat = analysis.expansion.network
    network = _copy(module, analysis)
    _check_layers(analysis)
    tensors = _samples(flat, [samples] if isinstance(samples, torch.Tensor) else samples)
    model = _converted(network, flat, batch_of(tensors, 2))
    _describe(model, name or path.stem, classes, set(map(module_path, steps(flat))))
    content = _serialized(model)
    difference = largest_difference(network, content, tensors)
    try:
        replace_file(path, content)
    except OSError as error:
        raise ExportError(
            f"“{path.name}” could not be written. {reason(path, error)}", "Choose another place or name."
        ) from None
    opset = next(entry.version for entry in model.opset_import if not entry.domain)
    ends = tuple(inputs_of(flat)), tuple(outputs_of(flat))
    return OnnxReport(path, difference, BATCHES, opset, len(content), *ends, tuple(classes))


def _check_layers(analysis: Analysis) -> None:
    """Refuse what ONNX cannot hold, in a network without errors."""
    flat = analysis.expansion.network
    for name in steps(flat):
        layer = flat[name].layer
        assert isinstance(layer, Layer)
        obstacle = layer.onnx_obstacle(*(spec.shape for spec in analysis.calls[name].inputs or ()))
        if obstacle:
            raise ExportError(
                f"“{module_path(name)}” cannot be written as ONNX. {obstacle}",
                "Replace it, or export PyTorch source instead.",
            )


def _copy(module: nn.Module, analysis: Analysis) -> nn.Module:
    """The network on the CPU, in the usual memory layout and evaluation mode, with the module's weights."""
    network = compile_graph(analysis.graph, seed=0, analysis=analysis)
    try:
        network.load_state_dict(module.state_dict())
    except RuntimeError:
        raise ExportError(
            "The weights do not belong to this network: it has been changed since they were trained.",
            "Train it again, or export the network as it was trained.",
        ) from None
    for key, tensor in network.state_dict().items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ExportError(
                f"The weights {key} are not finite numbers, so the network cannot compute anything.",
                "Train it again, with a smaller learning rate.",
            )
    return network.eval()


def _samples(graph: Graph, samples: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """One tensor an Input, on the CPU and of its type."""
    layers = [graph[name].layer for name in inputs_of(graph)]
    if len(samples) != len(layers) or any(len(tensor) == 0 for tensor in samples):
        raise ExportError(
            f"The check needs samples for {len(layers)} inputs, but has them for {len(samples)}.",
            "Choose data that fits the network.",
        )
    prepared = []
    for layer, tensor in zip(layers, samples, strict=True):
        assert isinstance(layer, Input)
        prepared.append(tensor.detach().to("cpu", getattr(torch, layer.dtype)).contiguous())
    return prepared


def _converted(network: nn.Module, graph: Graph, example: tuple[torch.Tensor, ...]) -> onnx.ModelProto:
    """The ONNX form with free batch. The example has two samples: with one, torch would fix the batch."""
    from studio.compiler.onnx import pooling

    batch = torch.export.Dim("batch")
    try:
        with _quiet(), generator_left_alone():
            program: Any = torch.onnx.export(
                network,
                example,
                dynamo=True,
                verbose=False,
                input_names=inputs_of(graph),
                output_names=outputs_of(graph),
                dynamic_shapes=tuple({0: batch} for _ in example),
                custom_translation_table=pooling.translations(),
            )
        model: onnx.ModelProto = program.model_proto
    except Exception as error:
        raise ExportError(
            f"PyTorch cannot express this network as ONNX: {first_line(error)}",
            "Replace the layer that it names, or export PyTorch source instead.",
        ) from None
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter warns of its own use of deprecated parts of torch and of torchvision missing: not our user's."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _describe(model: onnx.ModelProto, name: str, classes: Sequence[str], nodes: Container[str]) -> None:
    """Name the graph and its operations after the nodes, and drop the exporter's notes on files of this machine."""
    model.producer_name, model.producer_version = "NN Studio", __version__
    model.graph.name = name
    model.doc_string = f"{name}: a network drawn in NN Studio."
    graph = model.graph
    weights, taken = {tensor.name for tensor in graph.initializer}, set[str]()
    for operation in graph.node:
        stem = f"/{_scope(operation, weights, nodes)}/{operation.op_type}"
        operation.name = next(each for each in _numbered(stem) if each not in taken)
        taken.add(operation.name)
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.initializer, *graph.value_info):
        del part.metadata_props[:]
    entry = model.metadata_props.add()
    entry.key, entry.value = "classes", json.dumps(list(classes), ensure_ascii=False)


def _scope(operation: onnx.NodeProto, weights: Container[str], nodes: Container[str]) -> str:
    """The path of the node an operation comes from: the owner of its weights, else the module it was traced in."""
    for each in operation.input:
        owner = each.rpartition(".")[0] if each in weights else ""
        while owner and owner not in nodes:
            owner = owner.rpartition(".")[0]
        if owner:
            return owner
    notes = {entry.key: entry.value for entry in operation.metadata_props}
    scopes = literal_eval(notes.get("pkg.torch.onnx.name_scopes", "[]"))
    return str(scopes[1]) if len(scopes) > 2 else "network"


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 1
    while True:
        yield f"{stem}_{number}"
        number += 1


def _serialized(model: onnx.ModelProto) -> bytes:
    """The checked file content."""
    import onnx

    if model.ByteSize() > LARGEST_FILE:
        raise ExportError(
            f"The network takes {model.ByteSize() / 1e9:.1f} GB, and an ONNX file holds 2.1 GB at most.",
            "Make the network smaller, or export PyTorch source instead.",
        )
    content = model.SerializeToString()
    try:
        onnx.checker.check_model(content, full_check=True)
    except Exception as error:
        raise ExportError(
            f"The exported network is not valid ONNX: {first_line(error)}",
            "Replace the layer that it names, or export PyTorch source instead.",
        ) from None
    return bytes(content)
