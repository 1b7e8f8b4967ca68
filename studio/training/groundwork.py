"""What stands before the first step: data and network that belong together, on the device that computes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from torch import Tensor, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.freezing import begin_training
from studio.compiler.module import CompileError, compile_graph, inputs_of
from studio.compiler.pooling_first import pool_first
from studio.data.dataset import Dataset
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.data.samples import Check, carry_on
from studio.layers.io import Input
from studio.text import tr
from studio.training.activation import Activation, activation_of
from studio.training.batches import Batches
from studio.training.callbacks import Callbacks
from studio.training.config import TrainingConfig
from studio.training.contradictions import contradictions
from studio.training.control import Control
from studio.training.device import Compute, use_cores
from studio.training.early_stopping import check_watchable, watchable
from studio.training.errors import TrainingError
from studio.training.group import ALONE, Group
from studio.training.losses import Loss
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.suitability import unsuited_to
from studio.training.trainer import Trainer


@dataclass(frozen=True)
class Groundwork:
    """A network with its first weights, and the batches of the training samples. `placed` is `model` on the device.

    `activation` makes probabilities of what it gives.
    """

    compute: Compute
    dataset: Dataset
    model: nn.Module
    placed: nn.Module
    batches: Batches
    group: Group
    activation: Activation

    def trainer(
        self, training: TrainingConfig, progress: Progress, steps: int, callbacks: Callbacks | None = None
    ) -> Trainer:
        """What takes so many steps of the network; `callbacks` stand in place of those of the settings."""
        data = self.dataset
        finish = data.preparation.finish()
        return Trainer(
            self.placed, training, self.compute, progress, data.task, len(data.classes), finish, steps, callbacks,
            self.group, self.activation,
        )  # fmt: skip


def prepare(
    snapshot: Snapshot, control: Control, preparation: Preparation | None = None, group: Group = ALONE
) -> Groundwork:
    """The groundwork of a snapshot; samples are prepared as `preparation` says, or as they ask for themselves.

    Raises an error where data and network do not belong together.
    """
    training = snapshot.training
    for found in contradictions(training):
        raise TrainingError(found.finding.message, found.finding.remedy, found.finding.code)
    analysis = analyse(snapshot.graph)
    use_cores(analysis.total.macs * training.batch_size)
    compute = group.placed(Compute.choose(training.device, training.precision))
    # Of a group no process may turn away alone: the others would wait for it.
    check = control.check if group.size == 1 else carry_on
    dataset = _load(snapshot, analysis, check, preparation)
    use_cores((analysis.total.macs + _drawing(dataset)) * training.batch_size)
    model = compile_graph(snapshot.graph, seed=training.seed, initialization=training.initial, analysis=analysis)
    pool_first(model)
    _share_samples(model, len(inputs_of(snapshot.graph)))
    placed = compute.place(begin_training(model), dataset.train.shape, in_rows=training.optimizer.searches)
    batches = Batches(dataset.train, training.batch_size, compute)
    activation = activation_of(training.loss, snapshot.graph)
    return Groundwork(compute, dataset, model, placed, batches, group, activation)


DRAWN = 30
"""Multiply-accumulates that changing a number of a sample by chance is worth (measured: rotation of pictures)."""


def _drawing(dataset: Dataset) -> int:
    """What changing a training sample by chance costs, in multiply-accumulates."""
    return DRAWN * prod(dataset.train.shape) if dataset.train.augmentation is not None else 0


def _share_samples(model: nn.Module, inputs: int) -> None:
    """Give each of several Inputs the same samples."""
    if inputs > 1:
        model.register_forward_pre_hook(lambda _, samples: samples * inputs)


def _load(snapshot: Snapshot, analysis: Analysis, check: Check, preparation: Preparation | None) -> Dataset:
    """The data in the shape of the network's Input."""
    if analysis.errors:
        raise CompileError(analysis.errors)
    layer = snapshot.graph[inputs_of(snapshot.graph)[0]].layer
    assert isinstance(layer, Input)
    dataset = load(snapshot.data, layer.shape, snapshot.training.seed, check, preparation)
    for problem, _ in unsuited_to(analysis, snapshot.training, snapshot.data, dataset):
        raise TrainingError(problem.message, problem.remedy, problem.code)
    _check_counted(snapshot.training.loss, dataset.train.targets)
    _check_monitor(snapshot.training, dataset)
    return dataset


def _check_monitor(training: TrainingConfig, dataset: Dataset) -> None:
    """Raise TrainingError where early stopping would wait for a value that nobody tells."""
    validated = len(dataset.validation) > 0
    names = watchable(dataset.task, len(dataset.classes), training.metrics, validated=validated)
    found = check_watchable(training.early_stopping, names)
    if found is not None:
        raise TrainingError(found.message, found.remedy, found.code)


def _check_counted(loss: Loss, targets: Tensor) -> None:
    """Raise TrainingError where no training sample counts in the loss."""
    if loss.has_denominator and not loss.denominator(loss.build(), targets):
        raise TrainingError(
            tr(
                "None of the training samples counts: {loss} has weight 0 for their classes, or ignores them.",
                loss=loss.kind,
            ),
            tr("Correct weight and ignore_index in the training settings."),
        )
