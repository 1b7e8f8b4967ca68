"""Changes on disk that must all be made, one after the other, off the UI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.ui.background.pool import Pool

Work = Callable[[], object]
Tell = Callable[[object, Exception | None], None]


class InOrder(QObject):
    """Where the pool has only the latest question of a key worked out, nothing is passed over here."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._waiting: deque[tuple[Work, Tell]] = deque()
        self._key = object()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be done."""
        return bool(self._waiting)

    def ask(self, work: Work, tell: Tell) -> None:
        """Have `work` done behind what was asked for before, and `tell` called with its result or exception."""
        self._waiting.append((work, tell))
        if len(self._waiting) == 1:
            self._begin()

    def _begin(self) -> None:
        self._pool.ask(self._key, self._waiting[0][0], self._end)

    def _end(self, result: object, error: Exception | None) -> None:
        _, tell = self._waiting.popleft()
        if self._waiting:
            self._begin()
        tell(result, error)
