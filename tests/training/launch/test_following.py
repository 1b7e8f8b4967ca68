"""Events are followed as they are written, each once: also where a line is half written, or the file is replaced."""

from __future__ import annotations

from pathlib import Path

from studio.files import replace_file
from studio.training.events import BatchesDone, Event, RunFinished
from studio.training.launch.following import EventTail, follow
from studio.training.runs.layout import EVENTS


def batch(step: int) -> BatchesDone:
    return BatchesDone("run", 1, (step,), (0.5,), 100.0, 1.0)


def lines(*events: Event) -> bytes:
    return "".join(f"{event.to_json()}\n" for event in events).encode()


def add(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def steps(tail: EventTail) -> list[int]:
    return [event.steps[0] for event in tail.read() if isinstance(event, BatchesDone)]


def test_each_event_is_given_once_and_whole(tmp_path: Path) -> None:
    path, tail = tmp_path / EVENTS, EventTail(tmp_path)
    assert steps(tail) == []
    add(path, lines(batch(1)))
    assert steps(tail) == [1]
    half = lines(batch(2))
    add(path, half[:40])
    assert steps(tail) == []
    add(path, half[40:] + b"nonsense\n" + lines(batch(3)))
    assert steps(tail) == [2, 3]
    assert steps(tail) == []
    tail.close()


def test_a_file_that_is_replaced_is_read_anew(tmp_path: Path) -> None:
    path, tail = tmp_path / EVENTS, EventTail(tmp_path)
    add(path, lines(batch(1), batch(2), batch(3)))
    assert steps(tail) == [1, 2, 3]
    replace_file(path, lines(batch(1), batch(2)))
    add(path, lines(batch(3)))
    assert steps(tail) == [1, 2, 3]
    tail.close()


def test_of_a_training_that_goes_on_only_the_new_events_are_given(tmp_path: Path) -> None:
    path = tmp_path / EVENTS
    add(path, lines(batch(1), batch(2), batch(3)))
    tail = EventTail(tmp_path, skipped=2, at_end=True)
    assert steps(tail) == []
    replace_file(path, lines(batch(1), batch(2)))
    assert steps(tail) == []
    add(path, lines(batch(3), batch(4)))
    assert steps(tail) == [3, 4]
    tail.close()


def test_what_is_written_just_before_the_end_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / EVENTS

    def ends() -> bool:
        add(path, lines(batch(1), RunFinished("run", "finished", 1, 1, 1.0)))
        return True

    assert [type(event).__name__ for event in follow(EventTail(tmp_path), ends)] == ["BatchesDone", "RunFinished"]
