"""Export to ONNX: free batch, names from the document, checked and compared before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import fx, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.expansion import module_path
from studio.compiler.export_error import ExportError
from studio.compiler.module import compile_graph, inputs_of, outputs_of, steps
from studio.compiler.onnx.content import content_of
from studio.compiler.onnx.conversion import converted
from studio.compiler.onnx.description import as_json, describe, inferred_shapes, values_of_nodes
from studio.compiler.onnx.divergence import Comparison
from studio.compiler.onnx.parity import Agreement, Trial, batches_for
from studio.compiler.onnx.precision import Precision, lowered
from studio.compiler.onnx.surroundings import PREPARE, Surroundings
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input
from studio.text import tr

if TYPE_CHECKING:
    import onnx

OPSET = 20
"""The version of the operators that files are written in, unless another is chosen."""


@dataclass(frozen=True)
class Form:
    """How a file is written: in which version of the operators, in which precision, with its weights `apart`.

    `calibration` are batches as the file takes them, one tensor (N, …) an input, that int8 finds the ranges on.
    """

    opset: int = OPSET
    precision: Precision = "fp32"
    apart: bool = False
    calibration: Sequence[Sequence[torch.Tensor]] = ()


@dataclass(frozen=True, slots=True)
class OnnxReport:
    """What was written and how well it agrees: the largest absolute difference of any output on the samples.

    `first_diverging` is the path of the first node that is off by more than the tolerance of its `precision`,
    `agreement` has what came of each batch, `shapes` those of the outputs without the batch, as onnx infers them.
    """

    path: Path
    max_abs_diff: float
    batches: tuple[int, ...]
    opset: int
    bytes: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    classes: tuple[str, ...]
    precision: Precision = "fp32"
    first_diverging: str | None = None
    agreement: Agreement = field(default=Agreement((), ()), repr=False)
    shapes: Mapping[str, Sequence[int | str]] = field(default_factory=dict)

    def at_rest(self) -> OnnxReport:
        """The same without onnxruntime, which keeps all weights in memory."""
        return replace(self, agreement=replace(self.agreement, session=None))


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
    form: Form = Form(),
) -> OnnxReport:
    """Write the network with the module's weights, and compare the file with it on real samples.

    `samples` are at least one, (N, …) as the Input takes them, or one such tensor an Input; with `surroundings` they
    are trials that hold them as the file takes them too. The batch stays free; inputs, outputs and operations carry
    the nodes' names, and the class names stand in the metadata under `classes` as a JSON list. What `form`
    makes less precise is compared with the precise file, which has to agree. The module stays as it is. Raises
    ExportError, or CompileError for a network with errors.
    """
    analysis = analyse(graph)
    flat = analysis.expansion.network
    network = _on_cpu(module, analysis)
    _check_layers(analysis)
    trials = _trials(flat, samples)
    whole = network if surroundings is None else surroundings.around(network)
    free = {0: "batch", **dict(surroundings.free if surroundings else ())}
    ends = tuple(inputs_of(flat)), tuple(outputs_of(flat))
    model = converted(whole, _example(trials[0], free), *ends, free, form.opset)
    nodes = {*map(module_path, steps(flat))}
    compared = Comparison(network, surroundings, trials, values_of_nodes(model, {*nodes, PREPARE}),
                          batches_for(analysis.total.macs))  # fmt: skip
    describe(model, name or path.stem, nodes, {"classes": as_json(list(classes)), **(metadata or {})})
    model, agreement, first, size = _written(model, path, compared, form)
    opset = next(entry.version for entry in model.opset_import if not entry.domain)
    return OnnxReport(
        path, agreement.largest_difference, agreement.batches, opset, size, *ends, tuple(classes),
        precision=form.precision, first_diverging=first, agreement=agreement,
        shapes=inferred_shapes(model),
    )  # fmt: skip


def _written(
    model: onnx.ModelProto, path: Path, compared: Comparison, form: Form
) -> tuple[onnx.ModelProto, Agreement, str | None, int]:
    """Put the file in place once it is checked; gives what is in it, how far it agrees, the first node that is off, and
    bytes."""
    with content_of(model, path, apart=form.apart) as content:
        agreement = compared.checked(content.model)
        if form.precision == "fp32":
            return model, agreement, None, content.put(path)
        known = compared.agreeing(content.model)
    less = lowered(model, form.precision, form.calibration or [each.raw for each in compared.trials])
    with content_of(less, path, apart=form.apart) as content:
        agreement, first = compared.measured(content.model, form.precision, known)
        return less, agreement, first, content.put(path)


def obstacles(analysis: Analysis) -> dict[str, str]:
    """Why ONNX cannot hold some of the nodes, by their paths, in a network without errors."""
    flat, found = analysis.expansion.network, {}
    for name in steps(flat):
        layer = flat[name].layer
        assert isinstance(layer, Layer)
        obstacle = layer.onnx_obstacle(*(spec.shape for spec in analysis.calls[name].inputs or ()))
        if obstacle:
            found[module_path(name)] = obstacle
    return found


def _check_layers(analysis: Analysis) -> None:
    """Refuse what ONNX cannot hold, in a network without errors."""
    for name, obstacle in obstacles(analysis).items():
        raise ExportError(
            tr("“{name}” cannot be written as ONNX. {reason}", name=name, reason=obstacle),
            tr("Replace it, or export PyTorch source instead."),
        )


def _on_cpu(module: nn.Module, analysis: Analysis) -> fx.GraphModule:
    """The network on the CPU, in the usual memory layout and evaluation mode, with the module's weights.

    What lies so already is no copy.
    """
    network = compile_graph(analysis.graph, seed=0, analysis=analysis, drawn=False)
    types = {key: tensor.dtype for key, tensor in network.state_dict().items()}
    given = {key: tensor.detach().to("cpu", types.get(key)).contiguous() for key, tensor in module.state_dict().items()}
    try:
        network.load_state_dict(given, assign=True)
    except RuntimeError:
        raise ExportError(
            tr("The weights do not belong to this network: it has been changed since they were trained."),
            tr("Train it again, or export the network as it was trained."),
        ) from None
    for key, tensor in network.state_dict().items():
        if tensor.is_floating_point() and not _is_finite(tensor):
            raise ExportError(
                tr("The weights {key} are not finite numbers, so the network cannot compute anything.", key=key),
                tr("Train it again, with a smaller learning rate."),
            )
    return network.eval()


def _is_finite(numbers: torch.Tensor) -> bool:
    """Whether all are finite; no tensor of their size is made for it."""
    return not numbers.numel() or all(bool(each.isfinite()) for each in numbers.aminmax())


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
