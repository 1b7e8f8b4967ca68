"""Networks that leave and arrive: exports, imports, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.api.documents import Document
from studio.api.running import Place, folder_of

if TYPE_CHECKING:
    from studio.project.difference import Difference
    from studio.project.exporters import Exported
    from studio.project.figures import Draughtsman
    from studio.project.importing import ImportReport
    from studio.project.importing_weights import WeightsReport
    from studio.training.runs.checkpoint_index import Which


def summarise(document: Document) -> dict[str, Any]:
    """Shapes, costs and problems of a network, with the keys of `studio summary --json`.

    >>> found = api.summarise(api.document(api.network(4).Linear(16).ReLU().Linear(3)))
    >>> found["total"]["parameters"], [node["name"] for node in found["nodes"]]
    (131, ['input', 'fc1', 'relu1', 'fc2', 'output'])
    """
    from studio.compiler.summary import summary
    from studio.project.diagnostics import advise
    from studio.project.file import located
    from studio.training.footprint import figures

    project, analysis = located(document.project, document.path), document.analysis
    found = summary(project.name, analysis, (*project.notices, *advise(project, analysis)))
    return found | figures(analysis, project.training)


def export(
    document: Document,
    path: str | Path,
    *,
    run: Place | None = None,
    checkpoint: Which = "best",
    allow_code: bool = False,
    **options: Any,
) -> Exported:
    """Write a network in the format of the path's ending: ONNX, PyTorch source, a picture and others.

    With a `run` everything is the run's own: its network, weights, classes and preparation. `options` are those of the
    format, such as `certificate=True`. What comes back tells of the file, its `notes` what has to be known. Raises
    ExportError, where the run is of another network too.

    >>> flowers = api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers")
    >>> api.export(flowers, "flowers.py").path.name
    'flowers.py'
    >>> api.export(flowers, "flowers.onnx", run="runs/first").trained
    True
    """
    from studio.project.export import export as write
    from studio.project.export import noted_difference
    from studio.project.exporters import exporter_for
    from studio.project.file import located
    from studio.project.new_run import usual_start
    from studio.project.snapshots import snapshot_of
    from studio.training.runs import Run

    place, project = Path(path), located(document.project, document.path)
    draw = drawing() if "drawing" in exporter_for(place).needs else None
    opened = None if run is None else Run.open(folder_of(run))
    notes: tuple[str, ...] = ()
    start = None
    if opened is not None:
        snapshot_of(opened, allow_code=allow_code)
        notes = noted_difference(project, opened)
    elif document.path is not None:
        usual = usual_start(project, document.path)
        start = None if usual is None else Run.open(usual.run)
    exported = write(project, place, opened, options, draw, checkpoint, start)
    return replace(exported, notes=(*notes, *exported.notes))


def import_network(
    source: str | Path,
    path: str | Path,
    *,
    shapes: Mapping[str, tuple[int, ...]] | None = None,
    name: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    force: bool = False,
) -> ImportReport:
    """Take a network of another program in as a project file, with its weights in a run beside it.

    The `source` is an ONNX or a Python file, or a constructor that is installed (`torchvision:resnet18`, `timm:NAME`).
    `shapes` has those of samples by the inputs' names where the file leaves them open, under "" that of every input.
    A Python file runs only with `allow_code`: read it first; `name` is the class or function in it that makes the
    network, of the `arguments`, as the constructor does. A file at `path` is replaced only with `force`, and nothing
    is written unless all of it can be. Raises NetworkImportError, ProjectError or TrainingError.

    >>> report = api.import_network("flowers.onnx", "again.nns")
    >>> report.imported.equality.largest_difference < 1e-4
    True
    """
    from studio.compiler.importing.constructors import constructor_of
    from studio.project.importing import Code, import_file

    place = Path(source)
    may_run = allow_code or constructor_of(place) is not None
    code = Code(name, dict(arguments or {})) if may_run else None
    return import_file(place, Path(path), shapes, replacing=force, code=code)


def import_weights(source: str | Path, path: str | Path, *, partial: bool = False) -> WeightsReport:
    """Take the weights of a file (`.safetensors`, `.pt`) into the network of a project file, by name and shape.

    What comes back has a row for each tensor; its `run` is None where not all fit and nothing was written. `partial`
    keeps those that do. Raises NetworkImportError, ProjectError or CompileError.
    """
    from studio.project.importing_weights import import_weights as take

    return take(Path(source), Path(path), partial=partial)


def compare(first: Document | str | Path, second: Document | str | Path) -> Difference:
    """What differs between two networks: documents, project files, folders of runs (with their results), ONNX files.

    Raises an error with a remedy where one cannot be read.

    >>> narrow = api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers")
    >>> found = api.compare(narrow, narrow.change("fc1", out_features=32))
    >>> found.changed["fc1"]["out_features"], found.figures["parameters"]
    ((16, 32), (131, 259))
    """
    from studio.project.difference import between, difference, side

    if not isinstance(first, Document) and not isinstance(second, Document):
        return difference(Path(first), Path(second))
    one, other = (each.project if isinstance(each, Document) else side(Path(each)) for each in (first, second))
    return between(one, other)


def drawing() -> Draughtsman:
    """Who draws networks, also where there is no display."""
    from studio.ui.screenshot import use_off_screen_without_display

    use_off_screen_without_display()
    from studio.ui.picture import draughtsman

    return draughtsman()
