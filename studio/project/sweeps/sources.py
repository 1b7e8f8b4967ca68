"""What says which runs of a set are trained next: those that its plan lacks, or Optuna."""

from __future__ import annotations

from studio.project.sweeps.record import Record
from studio.project.sweeps.running import Missing, Source


def source_of(record: Record, base: int) -> Source:
    """That of a plan; `base` is the project's seed. Raises TrainingError where Optuna is wanted and is not there."""
    if record.plan.method != "optuna":
        return Missing(record.missing())
    from studio.project.sweeps.optimizing import Optimizing

    return Optimizing(record, record.plan.count or 1, base)
