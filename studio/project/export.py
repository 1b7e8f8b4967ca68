"""Takes a network out of a project: an ONNX file or PyTorch source, with the weights of a run where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from studio.compiler.module import CompileError, compile_graph, inputs_of
from studio.compiler.onnx import ExportError, OnnxReport, export_onnx
from studio.compiler.source import source
from studio.data.errors import DataError
from studio.data.load import load
from studio.files import reason, replace_file
from studio.graph.topology import computes_the_same
from studio.layers.io import Input
from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import loads
from studio.training.errors import TrainingError
from studio.training.runs import Run

FORMATS = {".onnx": "ONNX", ".py": "PyTorch source"}
SAMPLES = 7
"""So many real samples the exported file is compared on: the largest batch of the check."""

Fit = Literal["same", "changed", "unfit"]


@dataclass(frozen=True)
class Exported:
    """What was written. `report` has the check of an ONNX file; `on_noise` says that it had no real samples."""

    path: Path
    bytes: int
    trained: bool
    report: OnnxReport | None = None
    on_noise: bool = False


def export(project: Project, path: Path, run: Run | None = None) -> Exported:
    """Write the project's network to `path`, in the format of its suffix, with the best weights of `run`.

    Without a run the weights are those that a training would begin with. Raises ExportError.
    """
    if path.suffix.lower() not in FORMATS:
        raise ExportError(f"“{path.name}” has no suffix that says what to write.", f"Use one of {', '.join(FORMATS)}.")
    try:
        if path.suffix.lower() == ".py":
            return _write_source(project, path)
        module = network(project, run)
        samples, classes, on_noise = _samples(project)
        report = export_onnx(module, project.graph, path, samples=samples, classes=classes, name=project.name)
        return Exported(path, report.bytes, run is not None, report, on_noise)
    except CompileError as error:
        problem = error.problems[0]
        raise ExportError(f"The network cannot run. {problem.message}", problem.remedy) from None
    except TrainingError as error:
        raise ExportError(error.message, error.remedy) from None


def network(project: Project, run: Run | None = None) -> nn.Module:
    """The project's network in evaluation mode, with the best weights of `run`.

    Raises CompileError, or TrainingError where the weights do not fit.
    """
    module = compile_graph(project.graph, seed=project.training.seed, initialization=project.training.initial)
    if run is not None:
        run.load_weights(module)
    return module.eval()


def fit_of(project: Project, run: Run) -> Fit:
    """Whether a run's weights belong to the project's network: `same` network, `changed` but fitting, or `unfit`."""
    try:
        network(project, run)
        trained = loads(run.document()).graph
    except (CompileError, TrainingError, ProjectError):
        return "unfit"
    return "same" if computes_the_same(trained, project.graph) else "changed"


def _write_source(project: Project, path: Path) -> Exported:
    content = source(project.graph, project.name, initialization=project.training.initial).encode()
    try:
        replace_file(path, content)
    except OSError as error:
        raise ExportError(
            f"“{path.name}” could not be written. {reason(path, error)}", "Choose another place or name."
        ) from None
    return Exported(path, len(content), trained=False)


def _samples(project: Project) -> tuple[Sequence[Tensor], tuple[str, ...], bool]:
    """For each Input some samples, the classes, and whether the samples are noise because the data are not at hand."""
    layers = [project.graph[name].layer for name in inputs_of(project.graph)]
    inputs = [layer for layer in layers if isinstance(layer, Input)]
    if all((each.shape, each.dtype) == (inputs[0].shape, inputs[0].dtype) for each in inputs):
        try:
            dataset = load(project.data, inputs[0].shape, project.training.seed)
        except DataError:
            pass
        else:
            samples = next(part for part in (dataset.test, dataset.validation, dataset.train) if len(part)).inputs
            if samples.is_floating_point() == (inputs[0].dtype == "float32"):
                return [samples[:SAMPLES]] * len(inputs), dataset.classes, False
    generator = torch.Generator().manual_seed(project.training.seed)
    noise = [_noise(layer, generator) for layer in inputs]
    return noise, (), True


def _noise(layer: Input, generator: torch.Generator) -> Tensor:
    """Samples by chance; whole numbers are all 0, the one token that every Embedding has."""
    if layer.dtype == "int64":
        return torch.zeros(SAMPLES, *layer.shape, dtype=torch.int64)
    return torch.rand(SAMPLES, *layer.shape, generator=generator)
