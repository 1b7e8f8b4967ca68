"""What keeps a training script from taking the same steps as a run, in sentences."""

from __future__ import annotations

from studio.compiler.export_error import ExportError
from studio.compiler.module import CompileError, inputs_of, outputs_of
from studio.data.errors import DataError
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.layers.io import Input
from studio.project.exporters.subject import Subject
from studio.project.model import Project
from studio.project.training_script.stepping import watched
from studio.text import tr
from studio.training.metrics import VALIDATION
from studio.training.runs import Run
from studio.training.runs.stretches import STRETCHES
from studio.training.suitability import unsuited_to


class UnrepeatableError(ExportError):
    """A training script would not be the same run: the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, tr("Export the source without the training."))


def check_settings(subject: Subject) -> Preparation:
    """The preparation, where all that is set can be written as a script. Raises UnrepeatableError or CompileError."""
    project, preparation = subject.project, subject.preparation
    if subject.analysis.errors:
        raise CompileError(subject.analysis.errors)
    reason = _of_run(subject.run) or _of_data(subject) or _of_training(project)
    if reason:
        raise UnrepeatableError(reason)
    assert preparation is not None
    return preparation


def _of_run(run: Run | None) -> str:
    if run is not None and run.config().get(STRETCHES):
        return tr("The run went on with other settings than it began with, which a training script does not.")
    return ""


def _of_data(subject: Subject) -> str:
    project, preparation = subject.project, subject.preparation
    if len(inputs_of(project.graph)) != 1 or len(outputs_of(project.graph)) != 1:
        return tr("A training script is written for networks with one Input and one Output.")
    if preparation is None:
        return _without_data(project)
    dataset = load(project.data, preparation.shape, project.training.seed)
    for problem, _ in unsuited_to(subject.analysis, project.training, project.data, dataset):
        return problem.message
    record = None if subject.run is None else subject.run.data()
    if record is not None and record.fingerprint and not dataset.has(record.fingerprint):
        return tr("The data are no longer those that the run began with, so a script could not repeat it.")
    early = project.training.early_stopping
    if early is not None and early.monitor.startswith(VALIDATION) and not len(dataset.validation):
        return tr("Without validation samples a training script has nothing to watch.")
    if dataset.train.augmentation is not None:
        return tr("The data are changed by chance, which a training script cannot repeat.")
    return ""


def _without_data(project: Project) -> str:
    """Why there are none to train on."""
    (name,) = inputs_of(project.graph)
    layer = project.graph[name].layer
    try:
        assert isinstance(layer, Input)
        load(project.data, layer.shape, project.training.seed)
    except DataError as error:
        return tr("A training script needs the data. {reason}", reason=error.message)
    return tr("The data are not at hand, or do not fit the network, so a script could not train on them.")


def _of_training(project: Project) -> str:
    """The first setting that is none of those a script has."""
    training = project.training
    loss = training.loss
    factors = dict(loss).get(loss.factors) if loss.targets == "indices" else None
    half_search = training.optimizer.searches and training.precision != "float32"
    others = {
        tr("an early end by this value"): training.monitor not in watched(loss),
        tr("a class that counts for nothing"): loss.ignored is not None or 0.0 in (factors or ()),
        tr("a search along a line in 16 bits"): half_search,
        tr("TF32, which processors have not"): training.precision == "tf32",
    }
    found = next((setting for setting, is_set in others.items() if is_set), "")
    return tr("A training script cannot have {setting} yet.", setting=found) if found else ""
