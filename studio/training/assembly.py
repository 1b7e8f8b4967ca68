"""Puts together what a training needs: data, network, trainer, all of it where the run's last checkpoint left off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from studio.compiler.module import inputs_of
from studio.data.dataset import Dataset
from studio.text import paragraph, tr
from studio.training.batches import Batches
from studio.training.control import Control
from studio.training.device import describe
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, Remark, RunStarted
from studio.training.groundwork import prepare
from studio.training.group import ALONE, Group
from studio.training.kept_epochs import check_room, kept_words
from studio.training.losses import floor
from studio.training.runs import Run, resume
from studio.training.runs.checkpoint_index import Entry, Which
from studio.training.runs.checkpoints import check_can_be_kept
from studio.training.runs.imported import check_was_trained
from studio.training.saved_state import damaged
from studio.training.sharded_tensors import is_sharded
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.tied_tensors import parted
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

    def batches_of(self, split: str) -> Batches:
        """The batches of a split by its name."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[split]

    @property
    def epochs(self) -> int:
        """Its length in epochs, of which the last may be an incomplete one."""
        return self.snapshot.training.epochs_in(len(self.train))

    def is_asked(self) -> bool:
        """Whether someone asked to wait, to stop, or for another learning rate."""
        return self.control.paused or self.control.stopped or self.control.wants_rate

    def check(self) -> None:
        """Wait while paused, which counts as no time. Raises Stopped when a stop was asked for."""
        if self.control.paused:
            self.trainer.tick()
            self.control.wait()
            self.trainer.skip_time()
        self.control.check()

    def check_together(self) -> None:
        """The same where all of a group judge together, of which one may not turn away alone."""
        self.trainer.group.check(self.check)

    def look(self) -> float | None:
        """The same, and the learning rate to go on with, where another one was asked for."""
        self.check()
        return self.control.take_rate()

    def show(self) -> None:
        """Give whoever looks on the weights as they are between two batches."""
        if self.control.is_looked_at:
            weights = self.trainer.model.state_dict()
            if not any(map(is_sharded, weights.values())):
                self.control.show({name: each.detach().cpu().clone() for name, each in weights.items()})

    def report(self) -> Iterator[BatchesDone]:
        """The steps since the last report. Raises TrainingError when the training has diverged."""
        return self.trainer.report(self.run.name)

    def remarks(self) -> Iterator[Remark]:
        """What is otherwise than planned since the last time, but keeps nobody from going on."""
        return (Remark(self.run.name, text) for text in self.train.remarks())

    def brought_together(self) -> Iterator[BatchesDone]:
        """Have whoever saves it know what all of a group took in of the epoch; all have to ask, at the same batch."""
        if self.trainer.group.size > 1:
            yield from self.report()
            self.trainer.bring_together()

    def started(self) -> RunStarted:
        """The event that begins the training, or goes on with it."""
        dataset, inputs = self.dataset, len(inputs_of(self.snapshot.graph))
        shared = tr("Each of the {count} Inputs gets the same samples.", count=inputs) if inputs > 1 else ""
        kept = kept_words(self.snapshot.training, self.epochs, _size(self.trainer.result))
        bound = floor(self.snapshot.training.loss, len(dataset.classes))
        notes = (dataset.note, shared, bound, self.trainer.group.words, self.trainer.note, kept, self.note)
        return RunStarted(
            run=self.run.name,
            name=self.snapshot.name,
            device=describe(self.trainer.compute.device),
            parameters=sum(weights.numel() for weights in self.trainer.model.parameters()),
            classes=dataset.classes,
            train_samples=len(dataset.train),
            validation_samples=len(dataset.validation),
            test_samples=len(dataset.test),
            epochs=self.epochs,
            steps=self.snapshot.training.steps,
            batches_per_epoch=len(self.train),
            step=self.trainer.progress.step,
            note=paragraph(*notes),
            metrics=tuple(metric.name for metric in self.trainer.metrics),
            processes=self.trainer.group.size,
        )


def assemble(snapshot: Snapshot, control: Control, run: Run, progress: Progress, group: Group = ALONE) -> Training:
    """All that trains the snapshot in this run. Raises an error where that cannot be, or is not what the run began."""
    training = _put_together(snapshot, control, run, progress, group)
    training.trainer.speed_up(training.train.first()[0])
    if run.checkpoints.entries():
        check_was_trained(run.path)
        _go_back(run, training)
    group.told(lambda: _check_room(training))
    group.told(lambda: resume.keep_changes(run, snapshot, progress.step))
    run.rewind(progress.step)
    return training


def for_evaluation(snapshot: Snapshot, control: Control, run: Run, which: Which) -> tuple[Training, Entry]:
    """The same with the weights of a checkpoint, and what they are of: nothing in the run's folder is changed.

    The optimizer may be another: the run's own document does not know of a learning rate that was changed on the way.
    """
    training = _put_together(snapshot, control, run, Progress(), ALONE, but=("optimizer",))
    return training, run.load_weights(training.trainer.model, which)


def _put_together(
    snapshot: Snapshot, control: Control, run: Run, progress: Progress, group: Group, but: tuple[str, ...] = ()
) -> Training:
    """Data, network and trainer at the beginning of the run, whose settings are the snapshot's `but` for these."""
    training = snapshot.training
    resume.Beginning.of(run).check(snapshot, but)
    ground = prepare(snapshot, control, run.preparation(), group)
    compute, dataset, batches = ground.compute, ground.dataset, ground.batches
    note = group.told(lambda: resume.check_data(run, dataset))
    _check_same_data(group, dataset)
    check_can_be_kept(ground.model)
    if not run.checkpoints.entries():
        run.load_start(ground.model)
    steps = training.steps_in(len(batches))
    trainer = ground.trainer(training, progress, steps)
    return Training(
        snapshot, control, run, trainer, dataset, note, steps,
        batches,
        Batches(dataset.validation, EVALUATION_FACTOR * training.batch_size, compute),
        Batches(dataset.test, EVALUATION_FACTOR * training.batch_size, compute),
    )  # fmt: skip


def _check_same_data(group: Group, dataset: Dataset) -> None:
    """Raise TrainingError where the processes of a group would train on different samples."""
    if group.told(lambda: dataset.fingerprint) != dataset.fingerprint:
        raise TrainingError(
            tr("The processes that train together found different data, so that they cannot share batches."),
            tr("Have the data folder be the same on every machine."),
        )


def _check_room(training: Training) -> None:
    """Raise TrainingError where the epochs that are to be kept are too many for the run, or for its disk."""
    size, done = _size(training.trainer.result), training.trainer.progress.epoch
    check_room(training.snapshot.training, training.epochs, done, size, training.run.path)


def _size(model: nn.Module) -> int:
    """Bytes that a model's weights take in a checkpoint."""
    weights: Mapping[str, Tensor] = model.state_dict()
    if not any(map(is_sharded, weights.values())):
        weights, _ = parted(weights)
    return sum(tensor.numel() * tensor.element_size() for tensor in weights.values())


def _go_back(run: Run, training: Training) -> None:
    """Put model and trainer where the last checkpoint was. Raises TrainingError."""
    run.load_weights(training.trainer.model, "last")
    training.trainer.restore(run.checkpoints.state())
    progress, last = training.trainer.progress, run.checkpoints.entries()["last"]
    if (progress.step, progress.epoch) != (last.step, last.epoch) or progress.batch > len(training.train):
        raise damaged(tr("it is not that of the last checkpoint"))
