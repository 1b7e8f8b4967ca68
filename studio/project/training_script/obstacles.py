"""What keeps a training script from taking the same steps as a run, in sentences."""

from __future__ import annotations

from studio.compiler.export_error import ExportError
from studio.compiler.module import compile_graph, inputs_of, outputs_of
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.project.model import Project
from studio.text import tr
from studio.training.losses import CrossEntropyLoss

WATCHED = ("validation_loss", "validation_accuracy")
"""What a script can end early by."""


class UnrepeatableError(ExportError):
    """A training script would not be the same run: the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, tr("Export the source without the training."))


def check_settings(project: Project, preparation: Preparation | None) -> Preparation:
    """The preparation, where all that is set can be written as a script. Raises UnrepeatableError."""
    reason = _of_data(project, preparation) or _of_training(project)
    if reason:
        raise UnrepeatableError(reason)
    assert preparation is not None
    return preparation


def _of_data(project: Project, preparation: Preparation | None) -> str:
    if preparation is None:
        return tr("The data are not at hand, or do not fit the network, so a script could not train on them.")
    if preparation.task != "classes" or len(preparation.classes) < 2:
        return tr("A training script is written for data with one of several classes.")
    if len(inputs_of(project.graph)) != 1 or len(outputs_of(project.graph)) != 1:
        return tr("A training script is written for networks with one Input and one Output.")
    dataset = load(project.data, preparation.shape, project.training.seed)
    watches = project.training.schedule.watches_loss or project.training.early_stopping is not None
    if watches and not len(dataset.validation):
        return tr("Without validation samples a training script has nothing to watch.")
    if dataset.train.augmentation is not None:
        return tr("The data are changed by chance, which a training script cannot repeat.")
    return ""


def _of_training(project: Project) -> str:
    """The first setting that is none of those a script has."""
    training = project.training
    loss = training.loss
    if not isinstance(loss, CrossEntropyLoss) or loss.has_denominator:
        return tr("A training script is written for CrossEntropyLoss without factors.")
    renews = training.average_weights.renews_statistics
    others = {
        tr("an early end by this value"): training.early_stopping is not None and training.monitor not in WATCHED,
        tr("statistics that are taken anew for averaged weights"): renews and any(_statistics(project)),
        tr("a precision of its own"): training.precision != "float32",
        tr("a weight decay that leaves biases out"): bool(training.optimizer.decay)
        and not training.decay_biases_and_norms,
        tr("an optimizer that searches along a line"): training.optimizer.searches,
        tr("frozen layers"): any(node.frozen for node in project.graph.values()),
    }
    found = next((setting for setting, is_set in others.items() if is_set), "")
    return tr("A training script cannot have {setting} yet.", setting=found) if found else ""


def _statistics(project: Project) -> list[str]:
    """The buffers of the network, which an average of weights leaves alone."""
    return [name for name, _ in compile_graph(project.graph, seed=0).named_buffers()]
