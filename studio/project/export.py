"""Takes a network out of a project or a run: with the run everything is the run's own, never today's file or data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from studio.compiler.export_error import ExportError
from studio.compiler.module import CompileError, inputs_of
from studio.data.errors import DataError
from studio.data.load import described, load
from studio.data.preparation import Preparation
from studio.data.transforms.planning import plan
from studio.graph import Graph
from studio.graph.topology import computes_the_same
from studio.layers import ParameterError
from studio.layers.io import Input
from studio.project.errors import ProjectError
from studio.project.exporters import Exported, Subject, exporter_for
from studio.project.figures import Draughtsman
from studio.project.model import Project
from studio.project.reading import loads
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.events import RunStarted
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which
from studio.training.runs.differences import of_networks, told
from studio.training.runs.imported import is_imported
from studio.training.runs.network import described as described_network

__all__ = ["ExportError", "Exported", "difference", "export", "is_another", "outlined", "subject_of"]


def export(
    project: Project,
    path: Path,
    run: Run | None = None,
    options: Mapping[str, object] | None = None,
    draw: Draughtsman | None = None,
    which: Which = "best",
    start: Run | None = None,
) -> Exported:
    """Write a network to `path`, in the format of its suffix: that of the run, or the project's.

    `which` says whose of the run's checkpoints the weights are; without a run they are those that a training would
    begin with: those of `start` where that has any for the network. `options` are fields of the exporter, `draw`
    makes pictures. Raises ExportError.
    """
    with told_as_export_error():
        declared = exporter_for(path)
        if "drawing" in declared.needs and draw is None:
            raise ExportError(
                tr("“{name}” is the name of a picture.", name=path.name),
                tr("Choose Export Picture in the File menu, or end the name otherwise."),
            )
        exporter = declared.of(options or {})
        subject = replace(subject_of(project, run), draw=draw, which=which, start=start)
        if start is not None:
            subject = _beginning_with(start, subject)
        return exporter.write(subject, path)


@contextmanager
def told_as_export_error() -> Iterator[None]:
    """Raises ExportError for what keeps a network from being taken away."""
    try:
        yield
    except CompileError as error:
        problem = error.problems[0]
        raise ExportError(tr("The network cannot run. {reason}", reason=problem.message), problem.remedy) from None
    except (TrainingError, DataError, ProjectError) as error:
        raise ExportError(error.message, error.remedy) from None
    except ParameterError as error:
        raise ExportError(str(error), "") from None


def subject_of(project: Project, run: Run | None = None) -> Subject:
    """What is taken away: the network of the run with its own preparation, or the project's as its data would have it.

    Raises TrainingError or ProjectError where the run cannot be read.
    """
    if run is None:
        return Subject(project, None, _measured(project))
    return subject_of_run(run)


def subject_of_run(run: Run) -> Subject:
    """The network of a run with its own preparation. Raises TrainingError or ProjectError where it cannot be read."""
    own = _network(run)
    kept = run.preparation()
    if kept is not None:
        return Subject(own, run, kept)
    worked_out = _measured(own)
    note = _of_imported(worked_out) if is_imported(run.path) else _of_before(worked_out)
    return Subject(own, run, _with_classes_of(run, worked_out), (note,))


def outlined(project: Project, run: Run | None = None) -> Subject:
    """The same in an instant, as far as it can be told without reading data: nothing is measured of them.

    Raises TrainingError or ProjectError where the run cannot be read.
    """
    if run is None:
        return Subject(project, None, _planned(project))
    own = _network(run)
    kept = run.preparation()
    return Subject(own, run, _with_classes_of(run, _planned(own)) if kept is None else kept)


def difference(project: Project, run: Run) -> str:
    """What is another in today's network than in that of the run, in words; empty where both compute the same.

    Raises TrainingError or ProjectError where the run cannot be read.
    """
    own = _network(run)
    if computes_the_same(own.graph, project.graph):
        return ""
    return told(list(of_networks(described_network(own.graph), described_network(project.graph))))


def is_another(project: Project, run: Run) -> bool:
    """Whether today's network has less than half of the run's layers, so that one cannot be meant for the other.

    Raises TrainingError or ProjectError where the run cannot be read.
    """
    own, now = (_layers(graph) for graph in (_network(run).graph, project.graph))
    return 2 * len(own & now) < len(own)


def noted_difference(project: Project, run: Run) -> tuple[str, ...]:
    """What has to be known where the project is no longer the network that was trained: what is taken is the run's.

    Raises ExportError where the two have so little in common that the run cannot be meant.
    """
    changed = difference(project, run)
    if is_another(project, run):
        raise ExportError(
            tr("The weights of the run “{run}” do not fit “{project}”: it is another network.",
               run=run.name, project=project.name),
            tr("Give the project file that stands in the run's folder, or another run."),
        )  # fmt: skip
    if not changed:
        return ()
    told = tr("“{project}” is not as it was when the run “{run}” began: {difference}. What is written is the network "
              "of the run.",
              project=project.name, run=run.name, difference=changed)  # fmt: skip
    return (told,)


def _network(run: Run) -> Project:
    """The project that was trained. Raises TrainingError or ProjectError where it cannot be read."""
    try:
        return loads(run.document())
    except ProjectError as error:
        raise ProjectError(
            tr("The network of the run “{run}” cannot be read. {reason}", run=run.name, reason=error.message),
            tr("Restore the run's folder from a copy, or train again."),
        ) from None


def _layers(graph: Graph) -> set[tuple[str, str]]:
    """Names and kinds of what computes."""
    nodes = described_network(graph)["nodes"]
    return {(name, node["layer"]) for name, node in nodes.items() if node["layer"] not in ("Input", "Output")}


def _measured(project: Project) -> Preparation | None:
    """The preparation that a training would begin with; None where the data are not at hand or do not fit."""
    layer = _input(project)
    if layer is None:
        return None
    try:
        return load(project.data, layer.shape, project.training.seed).preparation
    except DataError:
        return None


def _planned(project: Project) -> Preparation | None:
    layer = _input(project)
    if layer is None:
        return None
    try:
        return plan(project.data, described(project.data), layer.shape)
    except DataError:
        return None


def _input(project: Project) -> Input | None:
    """The Input, where all of them take the same samples and these are of the data's type."""
    layers = [layer for name in inputs_of(project.graph) if isinstance(layer := project.graph[name].layer, Input)]
    if len({(layer.shape, layer.dtype) for layer in layers}) != 1:
        return None
    return layers[0] if (layers[0].dtype == "int64") is project.data.has_tokens else None


def _with_classes_of(run: Run, preparation: Preparation | None) -> Preparation | None:
    """The preparation with the classes as the run told them when it began, where they are just as many."""
    started = next((event for event in run.events() if isinstance(event, RunStarted)), None)
    if preparation is None or started is None or len(started.classes) != len(preparation.classes):
        return preparation
    return preparation.model_copy(update={"classes": tuple(started.classes)})


def _beginning_with(start: Run, subject: Subject) -> Subject:
    """The subject with what is known of the preparation of samples for the weights that it begins with.

    Data that nobody chose, and that are not what the network takes, say nothing of it.
    """
    found, kept = subject.preparation, _of_start(start, subject.project)
    layer = _input(subject.project)
    is_unchosen = subject.project.data == Project().data and (
        layer is None or found is None or found.source != layer.shape
    )
    found = kept if is_unchosen else found
    notes = () if kept is not None or not is_imported(start.path) else (_of_imported(found),)
    return replace(subject, preparation=found, notes=(*subject.notes, *notes))


def _of_start(start: Run, project: Project) -> Preparation | None:
    """The preparation that weights were taken in with, where the network still takes such samples."""
    kept = start.preparation()
    shapes = {node.layer.shape for node in project.graph.values() if isinstance(node.layer, Input)}
    return kept if kept is not None and shapes == {kept.shape} else None


def _of_imported(worked_out: Preparation | None) -> str:
    """The warning about weights of another program, which do not say how samples were prepared for them."""
    if worked_out is None:
        return tr(
            "The weights are of another program: the file takes samples prepared as the network's Input wants them."
        )
    return tr(
        "The weights are of another program, which does not say how samples were prepared for them. The preparation is "
        "that of the project's data: make sure that it is the one they were trained with."
    )


def _of_before(worked_out: Preparation | None) -> str:
    """The warning about a run that does not say how its samples were prepared."""
    if worked_out is None:
        return tr(
            "This run was begun before runs kept how their samples are prepared, and its data are not at hand: the "
            "file takes samples prepared as the network's Input wants them."
        )
    return tr(
        "This run was begun before runs kept how their samples are prepared. It has been worked out anew from the data "
        "of today: make sure that they are still those it was trained on."
    )
