"""The events of a run as lines of JSON: added one by one, read as far as they are sound, taken back to a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.files import replace_file
from studio.training.events import BatchesDone, Event, from_json


def events(path: Path) -> Iterator[Event]:
    """All events in their order. Lines that a crash cut short are passed over."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield from_json(line)
            except (ValueError, RecursionError):
                continue


def add(path: Path, event: Event) -> None:
    """Add an event as the last. Raises OSError."""
    with path.open("a", encoding="utf-8") as file:
        file.write(event.to_json() + "\n")


def rewind(path: Path, step: int) -> None:
    """Forget the events after this step. Raises OSError."""
    replace_file(path, "".join(f"{event.to_json()}\n" for event in _until(events(path), step)).encode())


def _until(events: Iterable[Event], step: int) -> Iterator[Event]:
    for event in events:
        if isinstance(event, BatchesDone):
            count = sum(done <= step for done in event.steps)
            if count:
                yield event.first(count)
        elif getattr(event, "step", 0) <= step:
            yield event
