"""The events of a run as lines of JSON: added one by one, read as far as they are sound, taken back to a step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.files import replace_file
from studio.training.events import BatchesDone, Distributions, EpochDone, Evaluated, Event, Health, from_json

LONGEST = 16 * 2**20
"""Bytes of a line; no event is longer."""

_OF_BATCHES, _OF_EPOCHS, *_of_nodes = (
    f'{{"event": "{kind.__name__}"'.encode() for kind in (BatchesDone, EpochDone, Health, Distributions)
)
_OF_NODES = tuple(_of_nodes)
"""How the lines of these events begin."""


def events(path: Path) -> Iterator[Event]:
    """All events in their order. Lines that a crash cut short are passed over."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for line in lines:
            yield from sound_event(line)


def telling_events(path: Path) -> Iterator[Event]:
    """The events that tell how a run went: all but those of nodes and of batches, of which only the latest is given, at
    the end.

    Nothing is kept of the others, however many there are. Raises OSError.
    """
    latest = b""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        while line := lines.readline(LONGEST):
            if line.startswith(_OF_BATCHES):
                latest = line
            elif not line.startswith(_OF_NODES):
                latest = b"" if line.startswith(_OF_EPOCHS) else latest
                yield from sound_event(line)
    yield from sound_event(latest)


def events_of_nodes(path: Path) -> Iterator[Health | Distributions]:
    """What monitors told of nodes; other lines are passed over unread. Raises OSError."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        while line := lines.readline(LONGEST):
            if line.startswith(_OF_NODES):
                yield from (event for event in sound_event(line) if isinstance(event, Health | Distributions))


def ending(path: Path) -> Event | None:
    """The event that was added last, or that before tests of a run that was over; None where there is none.

    Little else is read. Raises OSError.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(-min(LONGEST, file.seek(0, os.SEEK_END)), os.SEEK_END)
        lines = file.read().splitlines()
    found = (event for line in reversed(lines) for event in sound_event(line))
    return next((event for event in found if not isinstance(event, Evaluated)), None)


def sound_event(line: bytes) -> Iterator[Event]:
    """The event in a line; none where a crash cut it short, or it is something else."""
    try:
        yield from_json(line.decode(errors="replace"))
    except (ValueError, RecursionError):
        return


def add(path: Path, event: Event) -> None:
    """Add an event as the last. Raises OSError."""
    with path.open("a", encoding="utf-8") as file:
        file.write(event.to_json() + "\n")


def rewind(path: Path, step: int) -> None:
    """Forget the events after this step. Raises OSError."""
    replace_file(path, "".join(f"{event.to_json()}\n" for event in _until(events(path), step)).encode())


def count_until(path: Path, step: int) -> int:
    """How many events `rewind` would keep. Raises OSError."""
    return sum(1 for _ in _until(events(path), step))


def _until(events: Iterable[Event], step: int) -> Iterator[Event]:
    for event in events:
        if isinstance(event, BatchesDone):
            count = sum(done <= step for done in event.steps)
            if count:
                yield event.first(count)
        elif getattr(event, "step", 0) <= step:
            yield event
