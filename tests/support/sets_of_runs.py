"""Sets of runs carried out in a moment: each run is written as a training would have left it."""

from __future__ import annotations

from written_runs import written_run

from studio.project.sweeps.plan import Trial
from studio.project.sweeps.record import Record


def trained(record: Record, trial: Trial, loss: float, **more: object) -> None:
    """Leave the run of a trial, with this loss on its validation samples."""
    written_run(record.folder / trial.run, loss=loss, **more)  # type: ignore[arg-type]
