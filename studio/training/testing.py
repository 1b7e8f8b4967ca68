"""A run's weights with its own data, network and loss, to be judged whenever that is asked for, also before its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from studio.compiler.module import CompileError
from studio.data.dataset import Split
from studio.formatting.shortened import shortened
from studio.text import listed, tr
from studio.training.assembly import Training, for_evaluation
from studio.training.batches import Batches
from studio.training.control import Control
from studio.training.device import release_memory
from studio.training.errors import TrainingError
from studio.training.evaluation import evaluate
from studio.training.events import Evaluated, RunStarted
from studio.training.failures import explain
from studio.training.objective import Outputs
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Entry, Which
from studio.training.runs.ownership import check_is_idle
from studio.training.snapshot import Snapshot
from studio.training.torch_flags import flags_of

SplitName = Literal["train", "validation", "test"]
"""Whose samples: those trained on, those that the best epoch was chosen by, or those kept for the end."""


@dataclass(frozen=True)
class Judged:
    """The weights of a checkpoint in their network, and the samples of a split that they are judged by."""

    training: Training
    entry: Entry
    split: Split
    batches: Batches

    @property
    def epoch(self) -> int:
        """The epoch that the weights are of, or within, where that was not over yet."""
        return -(-self.entry.step // len(self.training.train))

    def values(self, keep: Callable[[Outputs, Tensor], None] | None = None) -> dict[str, float]:
        """Loss and metrics, as `evaluate` gives them. Raises Stopped where that was asked for."""
        trainer = self.training.trainer
        scores = trainer.scores(len(self.training.dataset.classes))
        check = self.training.control.check
        return evaluate(trainer.model, self.batches, trainer.objective, scores, trainer.compute, check, keep)


@contextmanager
def judged(
    run: Run, snapshot: Snapshot, split: SplitName = "test", which: Which = "best", control: Control | None = None
) -> Iterator[Judged]:
    """Within this, a checkpoint of a run is at hand with the samples of a split, prepared as the run prepared them.

    `snapshot` is that of the run's own document. Raises TrainingError where there are no weights or no such samples,
    where network or data are not those of the run, while it is trained, or where what is done inside fails.
    """
    if run.checkpoints.entry(which) is None:
        raise TrainingError(tr("The run “{run}” has no weights yet.", run=run.name), tr("Train it for an epoch first."))
    try:
        check_is_idle(run.path)
        with flags_of(snapshot.training):
            training, entry = for_evaluation(snapshot, control or Control(), run, which)
            _check_classes(run, training)
            samples = training.dataset.splits[split]
            if not len(samples):
                raise _without(run, split)
            yield Judged(training, entry, samples, training.batches_of(split))
    except (CompileError, OSError, MemoryError, RuntimeError, ValueError) as error:
        failure = explain(error, snapshot.training, snapshot.graph)
        if failure is None:
            raise
        raise TrainingError(failure.message, failure.remedy, failure.code) from error
    finally:
        release_memory()


def evaluate_run(run: Run, snapshot: Snapshot, which: Which = "best", control: Control | None = None) -> Evaluated:
    """Loss and metrics of a run's weights on the test samples, kept among its events too.

    Raises as `judged` does, and Stopped where that was asked for.
    """
    with judged(run, snapshot, "test", which, control) as subject:
        best = run.checkpoints.entry("best")
        is_best = best is not None and best.weights == subject.entry.weights
        values, count = subject.values(), len(subject.split)
        event = Evaluated(run.name, subject.epoch, count, values, "best" if is_best else which)
        # A run on a disk that cannot be written is tested all the same.
        with suppress(OSError, TrainingError), run.owned():
            run.record(event)
        return event


def _check_classes(run: Run, training: Training) -> None:
    """Raise TrainingError where a run of a version that kept nothing else of its data told other classes."""
    if run.data() is not None:
        return
    started = next((event for event in run.events() if isinstance(event, RunStarted)), None)
    now = tuple(training.dataset.classes)
    if started is not None and tuple(started.classes) != now:
        raise TrainingError(
            tr("The run “{run}” was trained on the classes {old}, but the data have {now} now.",
               run=run.name, old=shortened(listed(started.classes)), now=shortened(listed(now))),
            tr("Put back the data as they were, or train anew."),
        )  # fmt: skip


def _without(run: Run, split: SplitName) -> TrainingError:
    """That a split has no samples."""
    if split == "validation":
        return TrainingError(
            tr("The data of the run “{run}” have no validation samples.", run=run.name),
            tr("Keep a share of the samples for validation, and train anew."),
        )
    return TrainingError(
        tr("The data of the run “{run}” have no test samples.", run=run.name),
        tr("Keep a share of the samples for the test, and train anew."),
    )
