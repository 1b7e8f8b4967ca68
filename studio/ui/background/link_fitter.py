"""Finds out, away from the UI thread, which ports and layers a link fits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from studio.project.link_fits import Fit, Question, answer

BATCH = 16
"""Answers handed over at a time, so that the first light up while the rest are being worked out."""


class Fitter(QObject):
    """Answers questions on a thread of its own, always the latest set of them."""

    _found = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._round = 0
        self._tell: Callable[[dict[Any, Fit]], None] | None = None
        self._found.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, questions: Iterable[Question], tell: Callable[[dict[Any, Fit]], None]) -> None:
        """Have these answered in this order, in place of those before; `tell` gets the answers by key, in parts."""
        self.forget()
        self._tell = tell
        self._stop = threading.Event()
        asked = (self._round, list(questions), self._stop)
        thread = threading.Thread(target=self._work, args=asked, name="fitting", daemon=True)
        self._threads = [*(earlier for earlier in self._threads if earlier.is_alive()), thread]
        thread.start()

    def forget(self) -> None:
        """Nobody waits for the answers any more."""
        self._stop.set()
        self._tell = None
        self._round += 1

    def close(self) -> None:
        """End the work; waits for the questions in hand."""
        self.forget()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int, questions: list[Question], stop: threading.Event) -> None:
        from studio.compiler.block_trial import try_on

        found: dict[Hashable, Fit] = {}
        for asked in questions:
            if stop.is_set():
                return
            found[asked.key] = answer(try_on(asked.layer, asked.inputs))
            if len(found) == BATCH:
                self._found.emit(number, found)
                found = {}
        if found and not stop.is_set():
            self._found.emit(number, found)

    def _deliver(self, number: int, found: dict[Any, Fit]) -> None:
        if number == self._round and self._tell is not None:
            self._tell(found)
