"""Finds out in the background which ports and layers a link fits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from studio.project.link_fits import Fit, Question, answer
from studio.ui.background.pool import Channel, Pool

BATCH = 16
"""Answers handed over at a time, so that the first light up while the rest are being worked out."""


class Fitter(QObject):
    """Answers questions in the background, always the latest set of them, some at a time."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: list[Question] = []
        self._tell: Callable[[dict[Any, Fit]], None] | None = None
        self._channel = Channel(pool, "fit", self)
        self._channel.answered.connect(self._hand_on)
        self._channel.failed.connect(lambda _: self._go_on())

    def ask(self, questions: Iterable[Question], tell: Callable[[dict[Any, Fit]], None]) -> None:
        """Have these answered in this order, in place of those before; `tell` gets the answers by key, in parts."""
        self.forget()
        self._left, self._tell = list(questions), tell
        self._go_on()

    def forget(self) -> None:
        """Nobody waits for the answers any more."""
        self._left, self._tell = [], None
        self._channel.withdraw()

    def _go_on(self) -> None:
        some, self._left = self._left[:BATCH], self._left[BATCH:]
        if some:
            self._channel.ask(partial(_answers, some))

    def _hand_on(self, found: dict[Any, Fit]) -> None:
        self._go_on()
        if self._tell is not None:
            self._tell(found)


def _answers(questions: Iterable[Question]) -> dict[Hashable, Fit]:
    from studio.compiler.block_trial import try_on

    return {asked.key: answer(try_on(asked.layer, asked.inputs), asked.inputs[asked.at]) for asked in questions}
