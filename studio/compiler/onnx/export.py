"""Export to ONNX: free batch, names from the document, checked and compared before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import fx, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.expansion import module_path
from studio.compiler.export_error import ExportError, not_written
from studio.compiler.module import compile_graph, inputs_of, outputs_of, steps
from studio.compiler.onnx.conversion import converted
from studio.compiler.onnx.description import as_json, describe
from studio.compiler.onnx.parity import BATCHES, Trial, first_line, largest_difference
from studio.compiler.onnx.surroundings import Surroundings
from studio.files import replace_file
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input
from studio.text import tr

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
    samples: torch.Tensor | Sequence[torch.Tensor] | Sequence[Trial],
    surroundings: Surroundings | None = None,
    classes: Sequence[str] = (),
    metadata: Mapping[str, str] | None = None,
    name: str = "",
) -> OnnxReport:
    """Write the network with the module's weights, and compare the file with it on real samples.

    `samples` are at least one, (N, …) as the Input takes them, or one such tensor an Input; with `surroundings` they
    are trials that hold them as the file takes them too. The batch stays free; inputs, outputs and operations carry
    the nodes' names, and the class names stand in the metadata under `classes` as a JSON list. The module stays as
    it is. Raises ExportError, or CompileError for a network with errors.
    """
    analysis = analyse(graph)
    flat = analysis.expansion.network
    network = _copy(module, analysis)
    _check_layers(analysis)
    trials = _trials(flat, samples)
    whole = network if surroundings is None else surroundings.around(network)
    free = {0: "batch", **dict(surroundings.free if surroundings else ())}
    ends = tuple(inputs_of(flat)), tuple(outputs_of(flat))
    model = converted(whole, _example(trials[0], free), *ends, free)
    metadata = {"classes": as_json(list(classes)), **(metadata or {})}
    describe(model, name or path.stem, set(map(module_path, steps(flat))), metadata)
    content = _serialized(model)
    difference = largest_difference(network, surroundings, content, trials)
    try:
        replace_file(path, content)
    except OSError as error:
        raise not_written(path, error) from None
    opset = next(entry.version for entry in model.opset_import if not entry.domain)
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
                tr("“{name}” cannot be written as ONNX. {reason}", name=module_path(name), reason=obstacle),
                tr("Replace it, or export PyTorch source instead."),
            )


def _copy(module: nn.Module, analysis: Analysis) -> fx.GraphModule:
    """The network on the CPU, in the usual memory layout and evaluation mode, with the module's weights."""
    network = compile_graph(analysis.graph, seed=0, analysis=analysis)
    try:
        network.load_state_dict(module.state_dict())
    except RuntimeError:
        raise ExportError(
            tr("The weights do not belong to this network: it has been changed since they were trained."),
            tr("Train it again, or export the network as it was trained."),
        ) from None
    for key, tensor in network.state_dict().items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ExportError(
                tr("The weights {key} are not finite numbers, so the network cannot compute anything.", key=key),
                tr("Train it again, with a smaller learning rate."),
            )
    return network.eval()


def _trials(graph: Graph, samples: torch.Tensor | Sequence[torch.Tensor] | Sequence[Trial]) -> list[Trial]:
    """What to compare on, one tensor an Input, on the CPU and of its type."""
    given = [samples] if isinstance(samples, torch.Tensor) else list(samples)
    trials = [each for each in given if isinstance(each, Trial)]
    if not trials:
        tensors = tuple(each for each in given if isinstance(each, torch.Tensor))
        trials = [Trial(tensors, tensors)]
    types = [_type(graph, name) for name in inputs_of(graph)]
    for trial in trials:
        if len(trial.raw) != len(types) or len(trial.prepared) != len(types) or not len(trial):
            raise ExportError(
                tr("The check needs samples for {needed} inputs, but has them for {given}.",
                   needed=len(types), given=len(trial.raw)),
                tr("Choose data that fits the network."),
            )  # fmt: skip
    return [trial.on_cpu(types) for trial in trials]


def _example(trial: Trial, free: Mapping[int, str]) -> list[torch.Tensor]:
    """Two samples to trace with, at least two along every free axis: what is one, torch would fix."""
    return [
        tensor.repeat([2 if axis in free and size == 1 else 1 for axis, size in enumerate(tensor.shape)])
        for tensor in trial.first(2).raw
    ]


def _type(graph: Graph, name: str) -> torch.dtype:
    layer = graph[name].layer
    assert isinstance(layer, Input)
    dtype: torch.dtype = getattr(torch, layer.dtype)
    return dtype


def _serialized(model: onnx.ModelProto) -> bytes:
    """The checked file content."""
    import onnx

    if model.ByteSize() > LARGEST_FILE:
        raise ExportError(
            tr(
                "The network takes {size} GB, and an ONNX file holds 2.1 GB at most.",
                size=f"{model.ByteSize() / 1e9:.1f}",
            ),
            tr("Make the network smaller, or export PyTorch source instead."),
        )
    content = model.SerializeToString()
    try:
        onnx.checker.check_model(content, full_check=True)
    except Exception as error:
        raise ExportError(
            tr("The exported network is not valid ONNX: {reason}", reason=first_line(error)),
            tr("Replace the layer that it names, or export PyTorch source instead."),
        ) from None
    return bytes(content)
