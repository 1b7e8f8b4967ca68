"""Keeps a run's network at hand off the UI thread, and asks it about one sample after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from studio.errors import told_by
from studio.ui.background.pool import Channel, Pool

if TYPE_CHECKING:
    from studio.project.trying import Trial


class TryOut(QObject):
    """Of the samples asked about only the latest is told, so that drawing never waits for answers."""

    opened = Signal()  # there is another network, or none
    answered = Signal(object)  # what the asked function gave
    failed = Signal(str)  # why there is no answer

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opening = Channel(pool, "network-to-try", self)
        self._asking = Channel(pool, "answer-to-sample", self, urgent=True)
        self.trial: Trial | None = None
        self.problem = ""
        """Why there is no network, in sentences; "" where none was asked for."""
        self._opening.answered.connect(self._take)
        self._opening.failed.connect(self._refuse)
        self._asking.answered.connect(self.answered)
        self._asking.failed.connect(lambda error: self.failed.emit(_sentences(error)))

    @property
    def is_opening(self) -> bool:
        """Whether a network is about to be there."""
        return self._opening.is_waiting

    def open(self, folder: Path | None, which: str = "best") -> None:
        """Have the network of a run from now on; None for none. That of another run answers no more."""
        self._asking.withdraw()
        if self.trial is not None and self.trial.folder != folder:
            self.trial = None
        if folder is None:
            self._opening.withdraw()
            self.trial, self.problem = None, ""
            self.opened.emit()
            return
        self._opening.ask(partial(_opened, folder, which))

    def ask(self, work: Callable[[Trial], Any]) -> None:
        """Have something asked of the network, in place of what was asked before."""
        if self.trial is not None:
            self._asking.ask(partial(work, self.trial))

    def forget(self) -> None:
        """Wait for no answer any more."""
        self._asking.withdraw()

    def _take(self, trial: Trial) -> None:
        self._asking.withdraw()
        self.trial, self.problem = trial, ""
        self.opened.emit()

    def _refuse(self, error: Exception) -> None:
        self.trial, self.problem = None, _sentences(error)
        self.opened.emit()


def _opened(folder: Path, which: str) -> Trial:
    from studio.project.trying import open_trial

    return open_trial(folder, which)


def _sentences(error: Exception) -> str:
    message = told_by(error)[0]
    return f"{message} {getattr(error, 'remedy', '')}".strip()
