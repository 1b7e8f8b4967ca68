"""Loads code with widgets of its own on the pool, when it is first needed.

PySide makes a class of Qt when that is first looked at, which ends the process where two threads do so at once, and
pyqtgraph looks at all of them as it is imported. So all are looked at before, on the UI thread, in turns that are too
short to be felt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from studio.ui.background.pool import Channel, Pool

MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtTest", "QtOpenGLWidgets")
"""Those of PySide that pyqtgraph imports."""

TURN = 0.004
"""Seconds that one turn of the UI thread takes at most, but for the import of a module of PySide."""


class CodeLoading(QObject):
    """Imports modules for one part of the window."""

    loaded = Signal()

    def __init__(
        self, pool: Pool, name: str, modules: Sequence[str], parent: QObject | None = None, *, urgent: bool = False
    ) -> None:
        """`name` is what is loaded, for the log."""
        super().__init__(parent)
        self._modules = tuple(modules)
        self._channel = Channel(pool, name, self, urgent=urgent)
        self._channel.answered.connect(lambda _: self.loaded.emit())
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._look)

    @property
    def is_waiting(self) -> bool:
        """Whether the code is still to come."""
        return self._turns.isActive() or self._channel.is_waiting

    def start(self) -> None:
        """Load the code; `loaded` tells when it is there."""
        if not self.is_waiting:
            self._turns.start(0)

    def _look(self) -> None:
        end = perf_counter() + TURN
        for _ in _classes():
            if perf_counter() >= end:
                return
        self._turns.stop()
        self._channel.ask(partial(_import, self._modules))


@cache
def _classes() -> Iterator[object]:
    """Every class of Qt that has not been looked at yet: the same iterator for all who ask."""
    return _looked_at()


def _looked_at() -> Iterator[object]:
    for name in MODULES:
        with suppress(ImportError):
            module = import_module(f"PySide6.{name}")
            for each in dir(module):
                yield getattr(module, each, None)


def _import(modules: Sequence[str]) -> None:
    for module in modules:
        import_module(module)
