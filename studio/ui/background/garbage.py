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

MOST = 100_000
"""Objects that are gone through at once; more would take longer than a frame, and are left out as well."""


class GarbageCollection(QObject):
    """Takes the place of Python's own collection, which runs on whichever thread happens to make an object."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._grown = 0
        """Objects that rounds of the youngest have handed on since an older generation was gone through, at most."""
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Go through the generations that are due."""
        young, middle, old = gc.get_count()
        is_due = old > OFTEN or middle > OFTEN
        if young > BULK:
            self.spare()
        elif is_due and self._grown + young > MOST:
            # What is young may be garbage still.
            gc.collect(0)
            self.spare()
        elif is_due:
            gc.collect(2 if old > OFTEN else 1)
            self._grown = 0
        elif young > YOUNG:
            gc.collect(0)
            self._grown += young

    def spare(self) -> None:
        """Leave all that is there now out of later rounds, such as the hundred thousand objects of a library."""
        self._grown = 0
        gc.freeze()
