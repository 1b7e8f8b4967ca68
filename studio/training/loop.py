"""The training: a generator of events over an immutable snapshot, at home in any thread and on the command line.

It takes the steps of each epoch and judges what they reached; all that stands beside that are callbacks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from itertools import islice

from torch import Tensor

from studio.training.assembly import Training, assemble
from studio.training.batches import Batches
from studio.training.control import Control, Stopped
from studio.training.device import release_memory
from studio.training.early_stopping import as_loss
from studio.training.evaluation import evaluate
from studio.training.events import EarlyEnd, EpochDone, Evaluated, Event, Reason, RunFailed, RunFinished, RunStarted
from studio.training.failures import explain
from studio.training.group import ALONE, Group
from studio.training.metrics import LOSS, VALIDATION
from studio.training.objective import Outputs
from studio.training.runs import Run, new_folder
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.torch_flags import flags_of


def train(
    snapshot: Snapshot, control: Control | None = None, run: Run | None = None, group: Group = ALONE
) -> Iterator[Event]:
    """Train the snapshot's network and yield what happens; each event is also kept in the run's folder.

    Begins in a new folder among the user's runs, or in `run`, going on from its last checkpoint where it has one.
    The last event is RunFinished or RunFailed; nothing that a person can cause is raised. `control` may be turned by
    any thread, and a stopped run goes on exactly as if it had not been stopped. All of a `group` train together; what
    is said of a run holds for the process that leads it.
    """
    progress = Progress()
    try:
        run = run or Run.create(new_folder(snapshot.name), snapshot)
        with run.owned(), flags_of(snapshot.training):
            yield from _recorded(snapshot, control or Control(), run, progress, group)
    except Exception as error:
        yield _failed(error, snapshot, run, progress)
    finally:
        release_memory()


def _recorded(snapshot: Snapshot, control: Control, run: Run, progress: Progress, group: Group) -> Iterator[Event]:
    """The events, each kept in the run's folder; a run that refuses to go on stays as it was."""
    is_new = run.is_new()
    try:
        with closing(_events(snapshot, control, run, progress, group)) as events:
            for event in events:
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
    epoch = progress.present(snapshot.training.epochs)
    return RunFailed(run.name if run else "", failure.message, failure.remedy, epoch, progress.step, failure.code)


def _events(
    snapshot: Snapshot, control: Control, run: Run, progress: Progress, group: Group
) -> Generator[Event, None, None]:
    training = None
    reason: Reason = "finished"
    early: EarlyEnd | None = None
    try:
        training = assemble(snapshot, control, run, progress, group)
        training.trainer.callbacks.began(training)
        yield training.started()
        while _goes_on(training):
            yield from _epoch(training)
        training.trainer.callbacks.finished(training)
        yield from _test(training)
        early = training.trainer.callbacks.ending() if progress.step < training.steps else None
    except Stopped:
        reason = "stopped"
        if training is None:
            _tell_where_it_was(run, progress)
        else:
            yield from training.brought_together()
            yield from training.trainer.callbacks.stopped(training)
    except Exception:
        if training is not None:
            yield from training.trainer.callbacks.failed(training)
        raise
    finally:
        if training is not None:
            training.trainer.callbacks.closed()
    yield RunFinished(run.name, reason, progress.epoch, progress.step, progress.seconds, early)


def _goes_on(training: Training) -> bool:
    """Whether there is more to train, or something trained of which it is not known what it reached."""
    progress = training.trainer.progress
    is_over = progress.step >= training.steps or training.trainer.callbacks.ending() is not None
    return not (is_over and progress.is_judged)


def _tell_where_it_was(run: Run, progress: Progress) -> None:
    """Put in the progress how far a run had come that was stopped before it went on."""
    last = run.checkpoints.entry("last")
    if last is not None:
        progress.epoch, progress.step = last.epoch, last.step


def _epoch(training: Training) -> Iterator[Event]:
    """The rest of the present epoch, batch by batch, then its result; the run may end within it."""
    trainer, progress = training.trainer, training.trainer.progress
    with closing(training.train.shuffled(training.snapshot.training.seed, progress.epoch, progress.batch)) as batches:
        for batch in trainer.usage.fetched(islice(batches, max(training.steps - progress.step, 0))):
            if training.control.paused and not trainer.group.shards:
                yield from training.report()
                trainer.callbacks.paused(training)
            rate = trainer.group.look(training.look, training.is_asked)
            if rate is not None:
                yield from training.report()
                yield from trainer.callbacks.rate_wanted(training, rate)
            is_last = progress.batch + 1 == len(training.train) or progress.step + 1 == training.steps
            trainer.step(*batch, is_last=is_last)
            training.show()
            yield from trainer.callbacks.between_batches(training)
            yield from training.remarks()
    yield from training.report()
    done = _judge(training)
    yield done
    yield from trainer.callbacks.epoch_told(training, done)


def _judge(training: Training) -> EpochDone:
    """What was reached at the end of an epoch, or of the run within one."""
    trainer, progress = training.trainer, training.trainer.progress
    trainer.callbacks.batches_done(training)
    validation = trainer.group.judged(lambda: _values(training, training.validation, trainer.callbacks.validated))
    trainer.tick()
    metrics = trainer.epoch_values() | {f"{VALIDATION}{name}": value for name, value in validation.items()}
    loss = as_loss(training.snapshot.training.monitor, metrics)
    best = _is_each_the_best(training) if loss is None else loss < progress.best_loss
    progress.best_loss = progress.best_loss if loss is None else min(loss, progress.best_loss)
    done = EpochDone(
        run=training.run.name,
        epoch=progress.epoch + 1,
        step=progress.step,
        best=best,
        seconds=progress.seconds,
        metrics=metrics,
        learning_rate=trainer.rate,
    )
    progress.judged = progress.step
    if progress.batch == len(training.train):
        trainer.callbacks.epoch_done(training, done)
        trainer.begin_epoch()
    elif trainer.group.size > 1:
        trainer.bring_together()
    trainer.callbacks.judged(training, done)
    return done


def _is_each_the_best(training: Training) -> bool:
    """Whether each epoch counts as the best so far, as there are no samples to judge it by."""
    return training.snapshot.training.monitor.startswith(VALIDATION) and not training.validation.samples


def _test(training: Training) -> Iterator[Evaluated]:
    """The result of the best epoch's weights on the test samples, when there are any."""
    if not training.test.samples:
        return
    yield training.trainer.group.judged(lambda: _tested(training))


def _tested(training: Training) -> Evaluated:
    best = training.run.load_weights(training.trainer.result, "best")
    epoch = -(-best.step // len(training.train))
    return Evaluated(training.run.name, epoch, training.test.samples, _values(training, training.test))


def _values(
    training: Training, batches: Batches, keep: Callable[[Outputs, Tensor], None] | None = None
) -> dict[str, float]:
    """Loss and metrics on a split; none when it is empty. Raises TrainingError when the loss is not finite."""
    if not batches.samples:
        return {}
    trainer = training.trainer
    scores = trainer.scores(len(training.dataset.classes))
    values = evaluate(
        trainer.result, batches, trainer.objective, scores, trainer.compute, training.check_together, keep
    )
    loss = values.get(LOSS.name, 0.0)
    if not math.isfinite(loss):
        raise trainer.diverged(loss, trainer.progress.step)
    return values
