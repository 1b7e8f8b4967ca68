"""Curves of runs read from their folders, and smoothed anew, off the UI thread. Imports numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.training.curves.reading import read_curves
from studio.training.curves.run_curves import Curve, RunCurves
from studio.training.curves.smoothing import Smoothed
from studio.ui.background.pool import Channel, Pool

AT_ONCE = 20_000
"""Values that are smoothed at once; more take longer than a frame allows."""


class RunLoader(QObject):
    """Keeps the curves of the runs that are wanted, and of no others."""

    loaded = Signal(object)  # Path of the run
    failed = Signal(object, object)  # Path of the run, Exception

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._known: dict[Path, RunCurves] = {}
        self._asked: set[Path] = set()
        self.destroyed.connect(partial(_withdraw, pool, id(self), self._asked))

    @property
    def is_waiting(self) -> bool:
        """Whether curves are still to come."""
        return bool(self._asked)

    def curves_of(self, path: Path) -> RunCurves | None:
        """The curves of a run that is wanted, once they are read."""
        return self._known.get(path)

    def want(self, paths: Sequence[Path], window: int) -> None:
        """Read the runs in these folders, smoothed over so many steps, and forget the others."""
        self._known = {path: curves for path, curves in self._known.items() if path in paths}
        for path in self._asked.difference(paths):
            self._pool.withdraw((id(self), path))
            self._asked.discard(path)
        for path in paths:
            if path not in self._known:
                self.read(path, window)

    def read(self, path: Path, window: int) -> None:
        """Read a run, anew if it is known; until it is read its curves stay as they were."""
        if path not in self._asked:
            self._asked.add(path)
            self._pool.ask((id(self), path), partial(read_curves, path, window), partial(self._take, path))

    def give_up(self, path: Path) -> RunCurves | None:
        """The curves of a run, which are not kept here from now on."""
        return self._known.pop(path, None)

    def _take(self, path: Path, curves: object, error: Exception | None) -> None:
        self._asked.discard(path)
        if isinstance(curves, RunCurves):
            self._known[path] = curves
            self.loaded.emit(path)
        else:
            self.failed.emit(path, error)


class Smoother(QObject):
    """Smooths runs over another window, long ones in the background while they are drawn as before."""

    done = Signal()

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel = Channel(pool, "smoothing", self)
        self._channel.answered.connect(self._take)

    def smooth(self, runs: Sequence[RunCurves], window: int) -> None:
        """Smooth these over so many steps; `done` tells when."""
        self._channel.withdraw()
        for run in runs:
            run.window = window
        curves = [curve for run in runs for curve in run.all if not curve.is_exact and curve.smoothed.window != window]
        if sum(len(curve.batches) for curve in curves) <= AT_ONCE:
            for curve in curves:
                curve.smooth(window)
            self.done.emit()
        else:
            self._channel.ask(_smoothing([(curve, curve.batches.snapshot()) for curve in curves], window))

    def _take(self, found: Sequence[tuple[Curve, Smoothed]]) -> None:
        for curve, smoothed in found:
            curve.take_smoothed(smoothed)
        self.done.emit()


def _smoothing(curves: list[tuple[Curve, object]], window: int) -> Callable[[], object]:
    def work() -> object:
        found = []
        for curve, batches in curves:
            smoothed = Smoothed(batches, window)  # type: ignore[arg-type]
            smoothed.series.prepare()
            found.append((curve, smoothed))
        return found

    return work


def _withdraw(pool: Pool, asker: int, paths: set[Path]) -> None:
    for path in paths:
        pool.withdraw((asker, path))
