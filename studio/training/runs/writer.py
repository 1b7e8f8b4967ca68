"""Writes checkpoints on a thread beside the training, one at a time."""

from __future__ import annotations

import threading
from time import perf_counter

from studio.training.device import use_one_core
from studio.training.runs.checkpoints import Checkpoints
from studio.training.runs.kept import Kept


class CheckpointWriter:
    """Writes to the checkpoints of a run. What goes wrong is raised on the training's own thread, when it asks next."""

    def __init__(self, checkpoints: Checkpoints) -> None:
        self._checkpoints = checkpoints
        self._thread: threading.Thread | None = None
        self._error: Exception | None = None
        self.seconds = 0.0
        """How long the last writing took."""

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, last: Kept, best: Kept | None, *, stays: bool = False) -> None:
        """Write these, which nobody changes meanwhile; the last is kept for good where it `stays`.

        Raises OSError where what was written before could not be.
        """
        self.wait()
        self._thread = threading.Thread(target=self._beside, args=(last, best, stays), name="checkpoints")
        self._thread.start()

    def now(self, last: Kept | None, best: Kept | None, *, stays: bool = False) -> None:
        """Write these and wait for it. Raises OSError."""
        self.wait()
        self._write(last, best, stays)
        self.wait()

    def check(self) -> None:
        """Raise OSError where something could not be written, without waiting."""
        if not self.is_busy:
            self.wait()

    def wait(self) -> None:
        """Wait for what is being written. Raises OSError where it could not be."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _beside(self, last: Kept, best: Kept | None, stays: bool) -> None:
        use_one_core()
        self._write(last, best, stays)

    def _write(self, last: Kept | None, best: Kept | None, stays: bool) -> None:
        begun = perf_counter()
        try:
            self._checkpoints.write(last, best, stays=stays)
        except Exception as error:
            self._error = error
        self.seconds = perf_counter() - begun
