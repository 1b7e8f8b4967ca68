"""The training: a generator of events over an immutable snapshot, at home in any thread and on the command line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

from torch import Tensor, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.module import CompileError, compile_graph, inputs_of
from studio.data.dataset import Dataset
from studio.data.load import load
from studio.layers.io import Input
from studio.text import tr
from studio.training.batches import Batches
from studio.training.control import Control, Stopped
from studio.training.device import Compute, describe, release_memory, use_cores
from studio.training.errors import TrainingError
from studio.training.evaluation import evaluate
from studio.training.events import EpochDone, Evaluated, Event, Reason, RunFailed, RunFinished, RunStarted
from studio.training.failures import explain
from studio.training.losses import Loss
from studio.training.metrics import LOSS, VALIDATION
from studio.training.runs import Run, new_folder, resume
from studio.training.runs.checkpoints import check_can_be_kept
from studio.training.saved_state import damaged
from studio.training.snapshot import Snapshot
from studio.training.suitability import mismatches
from studio.training.trainer import Progress, Trainer

REPORT_SECONDS = 0.1
"""Time between two reports of batches: often enough to look live, seldom enough to cost nothing."""

SAVE_SECONDS = 60.0
"""Longest time between two checkpoints, where epochs take longer."""

EVALUATION_FACTOR = 4
"""Evaluation needs no gradients, so that many times the samples of a training batch fit."""


def train(snapshot: Snapshot, control: Control | None = None, run: Run | None = None) -> Iterator[Event]:
    """Train the snapshot's network and yield what happens; each event is also kept in the run's folder.

    Begins in a new folder among the user's runs, or in `run`, going on from its last checkpoint where it has one.
    The last event is RunFinished or RunFailed; nothing that a person can cause is raised. `control` may be turned by
    any thread, and a stopped run goes on exactly as if it had not been stopped.
    """
    progress = Progress()
    try:
        run = run or Run.create(new_folder(snapshot.name), snapshot)
        with run.owned():
            yield from _recorded(snapshot, control or Control(), run, progress)
    except Exception as error:
        yield _failed(error, snapshot, run, progress)
    finally:
        release_memory()


def _recorded(snapshot: Snapshot, control: Control, run: Run, progress: Progress) -> Iterator[Event]:
    """The events, each kept in the run's folder; a run that refuses to go on stays as it was."""
    is_new = run.is_new()
    try:
        for event in _events(snapshot, control, run, progress):
            run.record(event)
            is_new = is_new or isinstance(event, RunStarted)
            yield event
    except Exception as error:
        failed = _failed(error, snapshot, run, progress)
        if is_new:
            with suppress(OSError):
                run.record(failed)
        yield failed


def _failed(error: Exception, snapshot: Snapshot, run: Run | None, progress: Progress) -> RunFailed:
    """The end of a training that a person can put right. Raises the error where nobody can."""
    failure = explain(error, snapshot.training, snapshot.graph)
    if failure is None:
        raise error
    epoch = min(progress.epoch + 1, snapshot.training.epochs)
    return RunFailed(run.name if run else "", failure.message, failure.remedy, epoch, progress.step, failure.code)


@dataclass(frozen=True)
class _Training:
    """One training with all it needs at hand."""

    snapshot: Snapshot
    control: Control
    run: Run
    trainer: Trainer
    dataset: Dataset
    note: str
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


def _events(snapshot: Snapshot, control: Control, run: Run, progress: Progress) -> Iterator[Event]:
    job = None
    reason: Reason = "finished"
    try:
        job = _prepare(snapshot, control, run, progress)
        yield _started(job)
        while progress.epoch < snapshot.training.epochs:
            yield from _epoch(job)
        yield from _test(job)
    except Stopped:
        reason = "stopped"
        # Between epochs everything is saved already, and the model may hold the best weights, not the last.
        if job is None:
            _tell_where_it_was(run, progress)
        elif progress.batch:
            yield from job.trainer.report(run.name)
            _save(job)
    yield RunFinished(run.name, reason, progress.epoch, progress.step, progress.seconds)


def _tell_where_it_was(run: Run, progress: Progress) -> None:
    """Put in the progress how far a run had come that was stopped before it went on."""
    last = run.checkpoints.entry("last")
    if last is not None:
        progress.epoch, progress.step = last.epoch, last.step


def _prepare(snapshot: Snapshot, control: Control, run: Run, progress: Progress) -> _Training:
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
    placed = compute.place(model.train(), dataset.train.inputs[0])
    finish = dataset.preparation.finish()
    batches = Batches(dataset.train, training.batch_size, compute)
    steps = training.epochs * len(batches)
    trainer = Trainer(placed, training, compute, progress, dataset.task, len(dataset.classes), finish, steps)
    _go_back(run, trainer, model, len(batches))
    run.rewind(progress.step)
    return _Training(
        snapshot, control, run, trainer, dataset, note,
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
        normalized=dataset.preparation.normalization is not None,
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


def _started(job: _Training) -> RunStarted:
    dataset, inputs = job.dataset, len(inputs_of(job.snapshot.graph))
    shared = tr("Each of the {count} Inputs gets the same samples.", count=inputs) if inputs > 1 else ""
    return RunStarted(
        run=job.run.name,
        name=job.snapshot.name,
        device=describe(job.trainer.compute.device),
        parameters=sum(weights.numel() for weights in job.trainer.model.parameters()),
        classes=dataset.classes,
        train_samples=len(dataset.train),
        validation_samples=len(dataset.validation),
        test_samples=len(dataset.test),
        epochs=job.snapshot.training.epochs,
        batches_per_epoch=len(job.train),
        step=job.trainer.progress.step,
        note=" ".join(filter(None, (dataset.note, shared, job.note))),
        metrics=tuple(metric.name for metric in job.trainer.metrics),
    )


def _epoch(job: _Training) -> Iterator[Event]:
    """The rest of the present epoch, batch by batch, then its result and a checkpoint."""
    trainer, progress, run = job.trainer, job.trainer.progress, job.run.name
    reported = saved = perf_counter()
    for batch in job.train.shuffled(job.snapshot.training.seed, progress.epoch, progress.batch):
        if job.control.paused:
            yield from trainer.report(run)
        job.check()
        trainer.step(*batch)
        if perf_counter() - reported > REPORT_SECONDS:
            yield from trainer.report(run)
            reported = perf_counter()
        if perf_counter() - saved > SAVE_SECONDS:
            yield from trainer.report(run)
            _save(job)
            saved = perf_counter()
    yield from trainer.report(run)
    yield _finish_epoch(job)


def _finish_epoch(job: _Training) -> EpochDone:
    trainer, progress = job.trainer, job.trainer.progress
    validation = _values(job, job.validation)
    trainer.tick()
    loss = validation.get(LOSS.name)
    values = trainer.epoch_values()
    best = loss is None or loss < progress.best_loss
    if loss is not None:
        progress.best_loss = min(loss, progress.best_loss)
    done = EpochDone(
        run=job.run.name,
        epoch=progress.epoch + 1,
        step=progress.step,
        best=best,
        seconds=progress.seconds,
        metrics=values | {f"{VALIDATION}{name}": value for name, value in validation.items()},
        learning_rate=trainer.learning_rate.taken,
    )
    trainer.learning_rate.end_epoch(values[LOSS.name] if loss is None else loss)
    progress.begin_epoch()
    _save(job, best=best)
    return done


def _test(job: _Training) -> Iterator[Evaluated]:
    """The result of the best epoch's weights on the test samples, when there are any."""
    if not job.test.samples:
        return
    job.run.load_weights(job.trainer.model, "best")
    best = job.run.checkpoints.entry("best")
    assert best is not None
    yield Evaluated(job.run.name, best.epoch, job.test.samples, _values(job, job.test))


def _values(job: _Training, batches: Batches) -> dict[str, float]:
    """Loss and metrics on a split; none when it is empty. Raises TrainingError when the loss is not finite."""
    if not batches.samples:
        return {}
    trainer = job.trainer
    scores = trainer.scores(len(job.dataset.classes))
    values = evaluate(trainer.model, batches, trainer.objective, scores, trainer.compute, job.check)
    loss = values.get(LOSS.name, 0.0)
    if not math.isfinite(loss):
        raise trainer.diverged(loss, trainer.progress.step)
    return values


def _save(job: _Training, *, best: bool = False) -> None:
    progress = job.trainer.progress
    job.run.checkpoints.save(
        job.trainer.model, job.trainer.state(), step=progress.step, epoch=progress.epoch, best=best
    )
