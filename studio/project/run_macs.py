"""The multiply-accumulates of runs' networks, analysed as they were trained."""

from __future__ import annotations

from pathlib import Path

from studio.project.errors import ProjectError
from studio.project.reading import loads
from studio.training.errors import TrainingError


def macs_of(run: Path) -> int | None:
    """Multiply-accumulates of a run's network for one sample; None where it cannot be read, or not examined whole."""
    from studio.compiler.analysis import analyse
    from studio.training.runs import Run

    try:
        graph = loads(Run.open(run).document()).graph
    except (ProjectError, TrainingError, OSError):
        return None
    analysis = analyse(graph)
    return None if analysis.errors else analysis.total.macs
