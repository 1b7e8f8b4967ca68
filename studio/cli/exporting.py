"""Networks as files of other programs: ONNX, PyTorch source, pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.console import note
from studio.cli.failures import CommandError
from studio.project import Project

if TYPE_CHECKING:
    import torch

    from studio.compiler.onnx import OnnxReport
    from studio.training.runs import Run

SAMPLES = 256
"""Samples at most that the exported network is compared on."""


def export(project: Project, out: Path, run: Path | None) -> None:
    """Write the network as what the ending of `out` says. Raises an error with a remedy."""
    writers: dict[str, Callable[[Project, Path, Path | None], None]] = {
        ".onnx": _onnx, ".py": _source, ".svg": _picture, ".png": _picture,
    }  # fmt: skip
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise CommandError(f"“{out.name}” does not say what to write.", f"End the name in {', '.join(writers)}.")
    writer(project, out, run)


def export_onnx(project: Project, out: Path, run: Run | None) -> OnnxReport:
    """Write ONNX with a run's weights, or fresh ones, compared on samples of the project's data."""
    from studio.compiler.module import compile_graph
    from studio.compiler.onnx import export_onnx as write

    module = compile_graph(project.graph, seed=project.training.seed)
    if run is not None:
        run.load_weights(module)
    samples, classes = _samples(project)
    return write(module, project.graph, out, samples=samples, classes=classes, name=project.name)


def _onnx(project: Project, out: Path, run: Path | None) -> None:
    report = export_onnx(project, out, opened(run))
    if run is None:
        note("The weights are untrained: give --run to take those of a run.")
    batches = ", ".join(map(str, report.batches))
    print(f"{out}: agrees with PyTorch within {report.max_abs_diff:.1e} at batches of {batches}.")


def _source(project: Project, out: Path, run: Path | None) -> None:
    from studio.compiler.source import source
    from studio.project.file import write_text

    write_text(out, source(project.graph, project.name))
    print(f"{out}: PyTorch source; its class loads the weights of every run of this network.")


def _picture(project: Project, out: Path, run: Path | None) -> None:
    from studio.compiler.analysis import analyse
    from studio.ui.screenshot import use_off_screen_without_display

    use_off_screen_without_display()
    from studio.ui.app import application
    from studio.ui.picture import save_picture

    application()
    save_picture(project.graph, analyse(project.graph), out)
    print(f"{out}: the network as the canvas shows it.")


def opened(folder: Path | None) -> Run | None:
    """The run in a folder, if one is given. Raises TrainingError when it holds none."""
    if folder is None:
        return None
    from studio.training.runs import Run

    return Run.open(folder)


def _samples(project: Project) -> tuple[list[torch.Tensor], tuple[str, ...]]:
    """Real samples for each Input, and the classes; chance numbers where the data are not at hand."""
    from studio.compiler.module import inputs_of
    from studio.data.errors import DataError
    from studio.data.load import load

    shapes = [project.graph[name].layer.shape for name in inputs_of(project.graph)]  # type: ignore[attr-defined]
    try:
        dataset = load(project.data, shapes[0], project.training.seed)
        real = next(split.inputs for split in (dataset.test, dataset.validation, dataset.train) if len(split))
        if len(shapes) == 1:
            return [real[:SAMPLES]], dataset.classes
    except DataError as error:
        note(f"Compared on chance numbers, for the data are not at hand: {error.message}")
    return _chance(project), ()


def _chance(project: Project) -> list[torch.Tensor]:
    import torch

    from studio.compiler.module import inputs_of
    from studio.layers.io import Input

    generator = torch.Generator().manual_seed(project.training.seed)
    found = []
    for name in inputs_of(project.graph):
        layer = project.graph[name].layer
        assert isinstance(layer, Input)
        numbers = torch.rand(8, *layer.shape, generator=generator)
        found.append(numbers if layer.dtype == "float32" else numbers.mul(2).to(getattr(torch, layer.dtype)))
    return found
