"""Garbage is collected on the UI thread alone: a Qt object that Python frees on another one ends the process."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1_000
"""Milliseconds between two looks."""

YOUNG = 2_000
"""New objects from which on the youngest are gone through, as Python itself does from about there."""

OFTEN = 10
"""Rounds of one generation before the next older one has its turn."""

BULK = 50_000
"""New objects that are a large document just opened or examined: it stays, and goes without help when it is closed."""


class GarbageCollection(QObject):
    """Takes the place of Python's own collection, which runs on whichever thread happens to make an object."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Go through the generations that are due."""
        young, middle, old = gc.get_count()
        if young > BULK:
            self.spare()
        elif old > OFTEN:
            gc.collect()
        elif middle > OFTEN:
            gc.collect(1)
        elif young > YOUNG:
            gc.collect(0)

    def spare(self) -> None:
        """Leave all that is there now out of later rounds, such as the hundred thousand objects of a library."""
        gc.freeze()
