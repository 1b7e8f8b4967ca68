"""The curves of a run from its folder, however long it is."""

from __future__ import annotations

from pathlib import Path
from time import sleep

from studio.training.curves.run_curves import RunCurves
from studio.training.runs import history
from studio.training.runs.layout import EVENTS


def read_curves(folder: Path, window: int = 1) -> RunCurves:
    """The curves of the run in a folder, smoothed over so many steps, ready to be drawn. Raises OSError."""
    curves = RunCurves(window)
    for event in history.events(folder / EVENTS):
        curves.take(event)
        sleep(0)  # else the window waits for the interpreter each time that Qt calls it
    curves.prepare()
    return curves
