"""Puts together what a training needs: data, network, trainer, all of it where the run's last checkpoint left off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.freezing import begin_training
from studio.compiler.module import CompileError, compile_graph, inputs_of
from studio.data.dataset import Dataset
from studio.data.load import load
from studio.layers.io import Input
from studio.text import tr
from studio.training.batches import Batches
from studio.training.control import Control
from studio.training.device import Compute, describe, use_cores
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, RunStarted
from studio.training.losses import Loss
from studio.training.runs import Run, resume
from studio.training.runs.checkpoints import check_can_be_kept
from studio.training.saved_state import damaged
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.suitability import mismatches
from studio.training.trainer import Trainer

EVALUATION_FACTOR = 4
"""Evaluation needs no gradients, so that many times the samples of a training batch fit."""


@dataclass(frozen=True)
class Training:
    """One training with all it needs at hand; `steps` is its length from the beginning of the run."""

    snapshot: Snapshot
    control: Control
    run: Run
    trainer: Trainer
    dataset: Dataset
    note: str
    steps: int
    train: Batches
    validation: Batches
    test: Batches

    def check(self) -> None:
        """Wait while paused, which counts as no time. Raises Stopped when a stop was asked for."""
        if self.control.paused:
            self.trainer.tick()
            self.control.wait()
            self.trainer.skip_time()
        self.control.check()

    def report(self) -> Iterator[BatchesDone]:
        """The steps since the last report. Raises TrainingError when the training has diverged."""
        return self.trainer.report(self.run.name)

    def started(self) -> RunStarted:
        """The event that begins the training, or goes on with it."""
        dataset, inputs = self.dataset, len(inputs_of(self.snapshot.graph))
        shared = tr("Each of the {count} Inputs gets the same samples.", count=inputs) if inputs > 1 else ""
        return RunStarted(
            run=self.run.name,
            name=self.snapshot.name,
            device=describe(self.trainer.compute.device),
            parameters=sum(weights.numel() for weights in self.trainer.model.parameters()),
            classes=dataset.classes,
            train_samples=len(dataset.train),
            validation_samples=len(dataset.validation),
            test_samples=len(dataset.test),
            epochs=self.snapshot.training.epochs_in(len(self.train)),
            steps=self.snapshot.training.steps,
            batches_per_epoch=len(self.train),
            step=self.trainer.progress.step,
            note=" ".join(filter(None, (dataset.note, shared, self.note))),
            metrics=tuple(metric.name for metric in self.trainer.metrics),
        )


def assemble(snapshot: Snapshot, control: Control, run: Run, progress: Progress) -> Training:
    """All that trains the snapshot in this run. Raises an error where that cannot be, or is not what the run began."""
    training = snapshot.training
    resume.Beginning.of(run).check(snapshot)
    analysis = analyse(snapshot.graph)
    use_cores(analysis.total.macs * training.batch_size)
    compute = Compute.choose(training.device, training.precision)
    dataset = _load(snapshot, analysis, control, run)
    note = resume.check_data(run, dataset)
    model = compile_graph(snapshot.graph, seed=training.seed, initialization=training.initial, analysis=analysis)
    check_can_be_kept(model)
    _share_samples(model, len(inputs_of(snapshot.graph)))
    placed = compute.place(begin_training(model), dataset.train.inputs[0])
    finish = dataset.preparation.finish()
    batches = Batches(dataset.train, training.batch_size, compute)
    steps = training.steps_in(len(batches))
    trainer = Trainer(placed, training, compute, progress, dataset.task, len(dataset.classes), finish, steps)
    _go_back(run, trainer, model, len(batches))
    run.rewind(progress.step)
    return Training(
        snapshot, control, run, trainer, dataset, note, steps,
        batches,
        Batches(dataset.validation, EVALUATION_FACTOR * training.batch_size, compute),
        Batches(dataset.test, EVALUATION_FACTOR * training.batch_size, compute),
    )  # fmt: skip


def _go_back(run: Run, trainer: Trainer, model: nn.Module, batches: int) -> None:
    """Put model and trainer where the last checkpoint was, if there is one. Raises TrainingError."""
    last = run.checkpoints.entry("last")
    if last is None:
        return
    run.load_weights(model, "last")
    trainer.restore(run.checkpoints.state())
    progress = trainer.progress
    if (progress.step, progress.epoch) != (last.step, last.epoch) or progress.batch > batches:
        raise damaged(tr("it is not that of the last checkpoint"))


def _share_samples(model: nn.Module, inputs: int) -> None:
    """Give each of several Inputs the same samples."""
    if inputs > 1:
        model.register_forward_pre_hook(lambda _, samples: samples * inputs)


def _load(snapshot: Snapshot, analysis: Analysis, control: Control, run: Run) -> Dataset:
    """The data in the shape of the network's Input, prepared as the run began.

    Raises an error where data and network do not belong together.
    """
    if analysis.errors:
        raise CompileError(analysis.errors)
    layer = snapshot.graph[inputs_of(snapshot.graph)[0]].layer
    assert isinstance(layer, Input)
    dataset = load(snapshot.data, layer.shape, snapshot.training.seed, control.check, run.preparation())
    for problem, _ in mismatches(
        analysis, snapshot.training.loss, dataset.classes, dataset.task, dataset.vocabulary,
        normalized=dataset.preparation.normalization is not None, metrics=snapshot.training.metrics,
    ):  # fmt: skip
        raise TrainingError(problem.message, problem.remedy, problem.code)
    _check_counted(snapshot.training.loss, dataset.train.targets)
    return dataset


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
