"""A run of the list tested off the UI thread: what its best weights make of the test samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.project.errors import ProjectError
from studio.project.snapshots import snapshot_of
from studio.text import ntr, tr
from studio.training.control import Control, Stopped
from studio.training.errors import TrainingError
from studio.training.events import Evaluated
from studio.training.metrics import figure
from studio.training.runs.checkpoint_index import Which


@dataclass(frozen=True)
class Tested:
    """The result of a run called `title`."""

    title: str
    result: Evaluated

    @property
    def words(self) -> str:
        """The result in a sentence."""
        told = tr(", ").join(figure(name).told(value, inline=True) for name, value in self.result.metrics.items())
        count = self.result.samples
        return ntr(
            "“{run}” after epoch {epoch}, on {count} test sample: {values}.",
            "“{run}” after epoch {epoch}, on {count} test samples: {values}.",
            count, run=self.title, epoch=self.result.epoch, values=told,
        )  # fmt: skip


def tested(folder: Path, control: Control, which: Which) -> Tested | None:
    """Test a checkpoint of the run in a folder with its own network and data; None where it was stopped.

    Raises TrainingError.
    """
    from studio.training.device import use_one_core
    from studio.training.runs import Run
    from studio.training.runs.notes import title_of
    from studio.training.testing import evaluate_run

    run = Run.open(folder)
    try:
        start = snapshot_of(run)
    except ProjectError as error:
        raise TrainingError(error.message, error.remedy) from None
    try:
        result = evaluate_run(run, start, which, control)
    except Stopped:
        return None
    finally:
        use_one_core()  # this thread is not that of a training
    return Tested(title_of(folder), result)
