"""What a training tells while it runs: small values that pickle, and that a run's folder keeps as JSON lines.

Epochs and steps count from 1; a step is one batch. Losses are means over samples, accuracies shares from 0 to 1.
Where answers are numbers there is no accuracy (None, or no entries), but a mean absolute error in its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Reason = Literal["finished", "stopped"]


@dataclass(frozen=True)
class Event:
    """Something that happened in the run of this name."""

    run: str

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({"event": type(self).__name__, **asdict(self)}, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class RunStarted(Event):
    """The training begins, or goes on, after `step` steps. `note` tells how the data were fitted to the network,
    `classes` has the names of what is learnt, and `measure` what accuracies or errors are called.
    """

    name: str
    device: str
    parameters: int
    classes: tuple[str, ...]
    train_samples: int
    validation_samples: int
    test_samples: int
    epochs: int
    batches_per_epoch: int
    step: int
    note: str
    measure: str = "accuracy"


@dataclass(frozen=True)
class BatchesDone(Event):
    """Some batches since the last such event, one entry of `steps`, `losses` and `accuracies` (or `errors`) for each.

    `seconds` is the time trained so far without pauses.
    """

    epoch: int
    steps: tuple[int, ...]
    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    samples_per_second: float
    seconds: float
    errors: tuple[float, ...] = ()


@dataclass(frozen=True)
class EpochDone(Event):
    """An epoch is over. Validation values are None where there are no validation samples.

    `best` says that no epoch had a lower validation loss (training loss without validation samples).
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    best: bool
    seconds: float
    train_error: float | None = None
    validation_error: float | None = None


@dataclass(frozen=True)
class Evaluated(Event):
    """Result on the test samples, of the weights after the best epoch."""

    epoch: int
    samples: int
    loss: float
    accuracy: float | None
    error: float | None = None


@dataclass(frozen=True)
class RunFinished(Event):
    """The training is over: all epochs are done, or it was stopped and can go on later.

    `epoch` is the number of whole epochs, of the run in all, as `step` and `seconds` are.
    """

    reason: Reason
    epoch: int
    step: int
    seconds: float


@dataclass(frozen=True)
class RunFailed(Event):
    """The training could not begin or go on: what happened and what to do. What was saved before is kept."""

    message: str
    remedy: str
    epoch: int
    step: int


EVENTS: dict[str, type[Event]] = {
    event.__name__: event for event in (RunStarted, BatchesDone, EpochDone, Evaluated, RunFinished, RunFailed)
}


def from_json(text: str) -> Event:
    """The event that `to_json` wrote. Raises ValueError when the text is none."""
    try:
        values: dict[str, Any] = json.loads(text)
        kind: Callable[..., Event] = EVENTS[values.pop("event")]
        return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {text[:80]!r}") from error
