"""How far long work on another thread is, and the switch that gives it up."""

from __future__ import annotations

import threading


class GivenUp(Exception):  # noqa: N818  it reports no error
    """Nobody wants the answer any more."""


class Progress:
    """Filled by the thread that works, read by the window. Where `of` is 0, nobody knows yet how much there is."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self.done = 0
        self.of = 0

    def give_up(self) -> None:
        """Have the work end as soon as it looks."""
        self._ended.set()

    def count(self) -> None:
        """One more thing is about to be done. Raises GivenUp."""
        self.done += 1
        self.check()

    def check(self) -> None:
        """Raise GivenUp where that was asked for."""
        if self._ended.is_set():
            raise GivenUp

    def tell(self, done: int, of: int) -> None:
        """So much is done."""
        self.done, self.of = done, of
