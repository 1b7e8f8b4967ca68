"""The result of a run on its test samples, whenever it is asked for: also of one that was stopped before its end."""

from __future__ import annotations

from contextlib import suppress

from studio.compiler.module import CompileError
from studio.text import tr
from studio.training.assembly import for_evaluation
from studio.training.control import Control
from studio.training.device import release_memory
from studio.training.errors import TrainingError
from studio.training.evaluation import evaluate
from studio.training.events import Evaluated
from studio.training.failures import explain
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which
from studio.training.runs.ownership import check_is_idle
from studio.training.snapshot import Snapshot
from studio.training.torch_flags import flags_of


def evaluate_run(run: Run, snapshot: Snapshot, which: Which = "best", control: Control | None = None) -> Evaluated:
    """Loss and metrics of a run's weights on the test samples, kept among its events too.

    `snapshot` is that of the run's own document. Raises TrainingError where there are no weights or no test samples,
    where network or data are not those of the run, or while it is trained; Stopped where that was asked for.
    """
    control = control or Control()
    if run.checkpoints.entry(which) is None:
        raise TrainingError(tr("The run “{run}” has no weights yet.", run=run.name), tr("Train it for an epoch first."))
    try:
        check_is_idle(run.path)
        with flags_of(snapshot.training):
            ready, entry = for_evaluation(snapshot, control, run, which)
            if not ready.test.samples:
                raise TrainingError(
                    tr("The data of the run “{run}” have no test samples.", run=run.name),
                    tr("Keep a share of the samples for the test, and train anew."),
                )
            trainer = ready.trainer
            scores = trainer.scores(len(ready.dataset.classes))
            values = evaluate(trainer.model, ready.test, trainer.objective, scores, trainer.compute, control.check)
            epoch = -(-entry.step // len(ready.train))  # the one that it is within, where that is not over
            best = run.checkpoints.entry("best")
            is_best = best is not None and best.weights == entry.weights
            event = Evaluated(run.name, epoch, ready.test.samples, values, "best" if is_best else which)
            # A run on a disk that cannot be written is tested all the same.
            with suppress(OSError, TrainingError), run.owned():
                run.record(event)
            return event
    except (CompileError, OSError, MemoryError, RuntimeError, ValueError) as error:
        failure = explain(error, snapshot.training, snapshot.graph)
        if failure is None:
            raise
        raise TrainingError(failure.message, failure.remedy, failure.code) from error
    finally:
        release_memory()
