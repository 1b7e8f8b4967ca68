"""A run that is being trained already: followed from its first event on, without having begun it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import perf_counter

from studio.training.events import Event as AnEvent
from studio.training.events import RunFailed, RunFinished
from studio.training.launch.ending import failure
from studio.training.launch.following import EventTail, follow
from studio.training.runs.ownership import is_owned

POLL_SECONDS = 0.1
"""Time between two looks at the events."""

OWNER_SECONDS = 1.0
"""Time between two looks whether somebody trains it still, as each takes the lock for an instant."""


def attached(folder: Path, left: Event) -> Iterator[AnEvent]:
    """All that happens in a run that another process trains, until it ends or `left` is set. Raises OSError."""
    last: AnEvent | None = None
    watch = _Owner(folder)
    for event in follow(EventTail(folder), lambda: left.wait(POLL_SECONDS) or watch.is_gone()):
        last = event
        yield event
    if not left.is_set() and not isinstance(last, RunFinished | RunFailed):
        yield failure(folder, None)[0]


class _Owner:
    """Looks from time to time whether a run is trained."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked = perf_counter()

    def is_gone(self) -> bool:
        """Whether nobody trains it any more."""
        if perf_counter() - self._looked < OWNER_SECONDS:
            return False
        self._looked = perf_counter()
        return not is_owned(self._folder)
