"""What a training tells while it runs: small values that pickle, and that a run's folder keeps as JSON lines.

Epochs and steps count from 1; a step is one batch. `metrics` has values by name: the loss and the metrics of the run,
each exactly that of all the samples together. A value that cannot be told is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from studio.formatting.shortened import shortened
from studio.text import ntr, paragraph
from studio.training.early_stopping import monitor_words
from studio.training.errors import FAILED
from studio.training.metrics import VALIDATION
from studio.training.old_events import translated

Reason = Literal["finished", "stopped"]


Count = Annotated[int, Field(ge=0, le=10**15)]
"""A number of steps, samples or the like; larger ones are from nowhere."""


@dataclass(frozen=True)
class Event:
    """Something that happened in the run of this name."""

    __pydantic_config__ = ConfigDict(allow_inf_nan=False)

    run: str

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({"event": type(self).__name__, **asdict(self)}, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class RunStarted(Event):
    """The training begins, or goes on, after `step` steps. `note` tells how the data were fitted to the network,
    `classes` has the names of what is learnt, and `metrics` those of what is told beside the loss, the main one first.
    `epochs` is the length of the whole run; `steps` too, where that is what it was set to, and the last epoch is cut.
    So many `processes` train together.
    """

    name: str
    device: str
    parameters: Count
    classes: tuple[str, ...]
    train_samples: Count
    validation_samples: Count
    test_samples: Count
    epochs: Count
    batches_per_epoch: Annotated[Count, Field(ge=1)]
    step: Count
    note: str
    metrics: tuple[str, ...] = ()
    steps: Count | None = None
    processes: Annotated[Count, Field(ge=1)] = 1

    @property
    def length(self) -> int:
        """Steps of the whole run."""
        return self.epochs * self.batches_per_epoch if self.steps is None else self.steps


Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class Usage:
    """What a training took of its machine since the report before; None where that cannot be known.

    `waiting` is the share of the time in which the device waited for batches, `memory` the bytes that are held of it
    (of a processor all that the process holds), `load` the share of it that was busy.
    """

    __pydantic_config__ = ConfigDict(allow_inf_nan=False)

    waiting: Share
    memory: Count | None = None
    load: Share | None = None


@dataclass(frozen=True)
class BatchesDone(Event):
    """Some batches since the last such event, one entry of `steps` and `losses` for each.

    `metrics` are those of these batches together; `seconds` is the time trained so far without pauses.
    `learning_rate` is that of the last of them, `usage` what they took of the machine; None in runs of versions that
    did not tell it.
    """

    epoch: Count
    steps: tuple[Count, ...]
    losses: tuple[float, ...]
    samples_per_second: float
    seconds: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    learning_rate: float | None = None
    usage: Usage | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.steps) == len(self.losses):
            raise ValueError("each step has a loss")

    def first(self, count: int) -> BatchesDone:
        """Only so many batches of these, of which the metrics are not known."""
        if count >= len(self.steps):
            return self
        return replace(self, steps=self.steps[:count], losses=self.losses[:count], metrics={})


@dataclass(frozen=True)
class EpochDone(Event):
    """An epoch is over, or the run within one. In `metrics` are `loss` and such of its batches, and `validation_loss`
    and such of the validation samples.

    `best` says that no epoch had a better value of what early stopping watches, of the validation loss without it;
    without validation samples every one is. `learning_rate` is as in BatchesDone.
    """

    epoch: Count
    step: Count
    best: bool
    seconds: float
    metrics: Mapping[str, float]
    learning_rate: float | None = None

    @property
    def training(self) -> dict[str, float]:
        """The values of the epoch's batches, while the weights changed."""
        return {name: value for name, value in self.metrics.items() if not name.startswith(VALIDATION)}

    @property
    def validation(self) -> dict[str, float]:
        """The values on the validation samples by their plain names; empty where there are none."""
        return {
            name.removeprefix(VALIDATION): value for name, value in self.metrics.items() if name.startswith(VALIDATION)
        }


@dataclass(frozen=True)
class Evaluated(Event):
    """Result on the test samples, of the weights of the best epoch, or of the `checkpoint` of that name."""

    epoch: Count
    samples: Count
    metrics: Mapping[str, float]
    checkpoint: str = "best"


@dataclass(frozen=True)
class EarlyEnd:
    """Why a training ended before its length: since an epoch what was watched had not improved in so many others."""

    monitor: str
    best_epoch: Count
    waited: Annotated[Count, Field(ge=1)]

    @property
    def words(self) -> str:
        """The same in a sentence."""
        return ntr(
            "Stopped early: the {value} was best after epoch {epoch} and has not improved in the epoch since.",
            "Stopped early: the {value} was best after epoch {epoch} and has not improved in {count} epochs since.",
            self.waited,
            value=monitor_words(self.monitor),
            epoch=self.best_epoch,
        )


@dataclass(frozen=True)
class RateChanged(Event):
    """A person changed the learning rate of the settings, from the step after `step` on; `epoch` epochs were over."""

    epoch: Count
    step: Count
    before: float
    now: float


@dataclass(frozen=True)
class Remark(Event):
    """Something is otherwise than planned, and the training goes on: a sentence about it."""

    text: str


@dataclass(frozen=True)
class Health(Event):
    """What monitors found of each node at a step: its figures by their names in `health/figures.py`, by its path.

    A figure that a node does not have, or that is not finite, is left out.
    """

    epoch: Count
    step: Count
    nodes: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Bins:
    """How many numbers lie in each of equal parts between the lowest and the highest of them."""

    low: float
    high: float
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Distributions(Event):
    """How the numbers of each node lay at a step, by its path, of each kind in `health/distributions.py`."""

    epoch: Count
    step: Count
    nodes: Mapping[str, Mapping[str, Bins]]


@dataclass(frozen=True)
class Alarm(Event):
    """A fault of the training that monitors found: its code, the path of the node that has it, None where that is all
    of the network, the number that tells it, where one does, what it means and what helps.

    Each is told once a node.
    """

    alarm: str
    node: str | None
    value: float | None
    message: str
    remedy: str
    epoch: Count
    step: Count

    @property
    def entry(self) -> dict[str, Any]:
        """The alarm for lists of a run."""
        values = asdict(self)
        del values["run"]
        return values

    @property
    def words(self) -> str:
        """What it says and what helps."""
        return paragraph(self.message, self.remedy)


@dataclass(frozen=True)
class RunFinished(Event):
    """The training is over: all epochs are done, or it was stopped and can go on later.

    `epoch` is the number of whole epochs, of the run in all, as `step` and `seconds` are. `early` says why a training
    was finished before its length.
    """

    reason: Reason
    epoch: Count
    step: Count
    seconds: float
    early: EarlyEnd | None = None


@dataclass(frozen=True)
class RunFailed(Event):
    """The training could not begin or go on: what happened and what to do. What was saved before is kept.

    `code` names the kind of failure for programs, as that of a problem does.
    """

    message: str
    remedy: str
    epoch: Count
    step: Count
    code: str = FAILED


EVENTS: dict[str, type[Event]] = {
    event.__name__: event
    for event in (
        RunStarted,
        BatchesDone,
        EpochDone,
        Evaluated,
        RateChanged,
        Remark,
        Health,
        Distributions,
        Alarm,
        RunFinished,
        RunFailed,
    )
}


_TODAYS, _FORMER = f'{{"event": "{BatchesDone.__name__}"', '"accuracies"'
"""How a line of most events begins, and what is in one of them that has to be translated."""


def from_json(text: str) -> Event:
    """The event that `to_json` wrote, every value of its kind. Raises ValueError when the text is none."""
    try:
        if text.startswith(_TODAYS) and _FORMER not in text:
            batches: Event = _readers()[BatchesDone.__name__].validate_json(text, strict=True)
            return batches
        values: dict[str, Any] = translated(json.loads(text))
        kind = EVENTS[values.pop("event")]
        event: Event = _readers()[kind.__name__].validate_json(json.dumps(values), strict=True)
        return event
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"not an event: {shortened(text)!r}") from error


@cache
def _readers() -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(kind) for name, kind in EVENTS.items()}
