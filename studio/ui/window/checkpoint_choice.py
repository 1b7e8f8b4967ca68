"""Which of a run's checkpoints is meant: read off the UI thread, then asked for where there are several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.training.runs.checkpoint_index import Which, choices, read_index
from studio.training.runs.layout import CHECKPOINTS, CONFIG
from studio.training.runs.records import is_sealed
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.words import ask_choice


class Asked(NamedTuple):
    """What is asked, and what is done with the answer; where there is but one answer, it is `insisted` on asking."""

    run: Path
    title: str
    about: str
    keep: str
    take: Callable[[Which], None]
    insisted: bool = True


class CheckpointChoice(QObject):
    """Has a person choose one of a run's checkpoints."""

    failed = Signal(object)  # the Exception why they cannot be read

    def __init__(self, over: QWidget, pool: Pool) -> None:
        super().__init__(over)
        self._over = over
        self._asked: Asked | None = None
        self._reading = Channel(pool, "checkpoints", self)
        self._reading.answered.connect(self._choose)
        self._reading.failed.connect(self.failed)

    def ask(self, asked: Asked) -> None:
        """Ask in place of what was asked before."""
        self._asked = asked
        self._reading.ask(partial(epochs_of, asked.run))

    def give_up(self) -> None:
        """Ask nothing any more."""
        self._asked = None
        self._reading.withdraw()

    def _choose(self, epochs: Mapping[Which, int]) -> None:
        asked, self._asked = self._asked, None
        assert asked is not None
        if not asked.insisted and not {*epochs} - {"best", "last"}:
            asked.take("best")
            return
        which = ask_choice(asked.title, asked.about, choices(epochs or {"best": 0}), asked.keep, self._over)
        if which is not None:
            asked.take(which)


def epochs_of(run: Path) -> dict[Which, int]:
    """After how many epochs each checkpoint of a run was saved. Raises TrainingError."""
    entries = read_index(run / CHECKPOINTS, lambda: is_sealed(run / CONFIG))
    if "last" in entries:
        entries.setdefault("best", entries["last"])
    return {which: entry.epoch for which, entry in entries.items()}
