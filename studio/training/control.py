"""Stop and pause: switches that any thread may turn and that the training looks at before every batch."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


class Stopped(Exception):  # noqa: N818  it reports no error
    """Someone asked the training to stop."""


class Control:
    """The switches of one training. A stop is final; a pause lasts until `resume` or `stop`."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()
        self._rate: float | None = None
        self._looked_at = False
        self.weights: Mapping[str, Tensor] | None = None
        """Copies of the weights when they were last asked for, by their names, on the processor."""

    def stop(self) -> None:
        """Have the training stop before its next batch, also out of a pause."""
        self._stop.set()
        self._go.set()

    def pause(self) -> None:
        """Have the training wait before its next batch."""
        self._go.clear()
        if self.stopped:
            # Looked at afterwards, so that a stop from another thread at the same moment is not held up.
            self._go.set()

    def change_rate(self, rate: float) -> None:
        """Have the training go on with another learning rate when its pause ends."""
        self._rate = rate

    def take_rate(self) -> float | None:
        """The learning rate that was asked for since the last time; None where none was."""
        rate, self._rate = self._rate, None
        return rate

    @property
    def wants_rate(self) -> bool:
        """Whether another learning rate was asked for that is not taken yet."""
        return self._rate is not None

    def look(self) -> None:
        """Have the training give copies of its weights after its next batch."""
        self._looked_at = True

    @property
    def is_looked_at(self) -> bool:
        """Whether someone waits for the weights."""
        return self._looked_at

    def show(self, weights: Mapping[str, Tensor]) -> None:
        """Give them, from the training's thread."""
        self.weights, self._looked_at = weights, False

    def resume(self) -> None:
        """End a pause."""
        self._go.set()

    @property
    def stopped(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        """Whether a pause was asked for and not ended."""
        return not self._go.is_set()

    def wait(self) -> None:
        """Wait while paused."""
        self._go.wait()

    def check(self) -> None:
        """Wait while paused. Raises Stopped when a stop was asked for."""
        self.wait()
        if self.stopped:
            raise Stopped
