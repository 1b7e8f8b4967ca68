"""Events as lines of JSON: read as they were written, or refused as a whole."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from studio.training.events import Alarm, BatchesDone, EpochDone, Evaluated, Event, Health, RunStarted, Usage, from_json

EVENTS: tuple[Event, ...] = (
    RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, 0, "", ("accuracy", "f1")),
    BatchesDone("run", 1, (1, 2), (0.5, 0.25), 1000.0, 1.5, {"accuracy": 0.75}, 0.05, Usage(0.25, 10**9, 0.5)),
    EpochDone("run", 1, 2, True, 1.5, {"loss": 0.4, "accuracy": 0.7, "validation_loss": 0.5, "validation_f1": 0.6}),
    Evaluated("run", 1, 10, {"loss": 0.5, "accuracy": 1.0}),
    Health("run", 1, 2, {"block.fc1": {"gradient_norm": 0.5, "dead": 1.0}, "relu": {}}),
    Alarm("run", "dead_units", "block.relu", 1.0, "All units are dead.", "Begin anew.", 1, 2),
    Alarm("run", "no_learning", None, None, "Nothing is learnt.", "", 1, 2),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    assert from_json(event.to_json()) == event


def test_metrics_are_a_mapping_in_the_json_and_told_by_split() -> None:
    epoch = EVENTS[2]
    assert isinstance(epoch, EpochDone)
    assert json.loads(epoch.to_json())["metrics"]["validation_f1"] == 0.6
    assert epoch.training == {"loss": 0.4, "accuracy": 0.7}
    assert epoch.validation == {"loss": 0.5, "f1": 0.6}


def test_what_a_later_version_adds_is_read_over() -> None:
    later = json.loads(EVENTS[1].to_json()) | {"temperature": 0.01}
    assert from_json(json.dumps(later)) == EVENTS[1]


ODD: tuple[Any, ...] = (
    None,
    -1,
    0,
    1.5,
    float("nan"),
    "",
    "text",
    [],
    [1],
    [[1]],
    {},
    {"a": "b"},
    {"loss": None},
    10**30,
)


def test_an_event_of_any_other_shape_is_refused_and_never_half_read() -> None:
    random, read = Random(0), 0
    for _ in range(2000):
        event = random.choice(EVENTS)
        values = json.loads(event.to_json())
        for name in random.sample(sorted(values), random.randint(1, 3)):
            values[name] = random.choice(ODD)
        try:
            found = from_json(json.dumps(values))
        except ValueError:
            continue
        read += 1
        assert from_json(found.to_json()) == found
    assert read < 1000


@pytest.mark.parametrize("text", ["", "5", "[]", "null", '"x"', "{}", '{"event": []}', '{"event": "EpochDone"}'])
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an event"):
        from_json(text)
