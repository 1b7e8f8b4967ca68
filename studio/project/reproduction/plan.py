"""How a run was really trained: stretch by stretch with the settings of each, to the step that its weights are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, Self, TypeVar

from studio.data import Data
from studio.layers import Declaration, ParameterError
from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import loads
from studio.project.snapshots import snapshot
from studio.text import listed, ntr, tr
from studio.training.choices import CHOICES, OPTIONAL
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError
from studio.training.events import EpochDone, RunFinished, RunStarted
from studio.training.runs import Run
from studio.training.runs.ownership import check_is_idle
from studio.training.runs.stretches import STRETCHES
from studio.training.snapshot import Snapshot

Settings = TypeVar("Settings", bound=Declaration)

TRAINING, DATA = "training.", "data."
OPTIMIZER = "training.optimizer"
"""The setting that is changed while a training waits, in which only the learning rate may be another."""


@dataclass(frozen=True)
class Change:
    """Settings as they were from a step on, by their dotted names, as JSON has them."""

    step: int
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Stretch:
    """A training from one step to another with the same settings; without an end it goes on to that of its settings.

    `is_judged` says that an epoch was over at its end and was judged.
    """

    snapshot: Snapshot
    begin: int
    end: int | None
    is_judged: bool


@dataclass(frozen=True)
class Plan:
    """All that was done of a run, to be done once more. `rates` are those set on the way, by the step before."""

    run: Run
    project: Project
    changes: tuple[Change, ...]
    target: int
    finished: bool
    judged: frozenset[int]
    device: str

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read it from the folder of a run. Raises TrainingError or ProjectError where it cannot be repeated."""
        check_is_idle(run.path)
        last = run.checkpoints.entry("last")
        if last is None:
            raise TrainingError(
                tr("The run “{run}” has no weights yet.", run=run.name), tr("Train it for an epoch first.")
            )
        events = tuple(run.events())
        started = tuple(event for event in events if isinstance(event, RunStarted))
        _check_alone(run, started)
        ended = next((event for event in reversed(events) if isinstance(event, RunFinished)), None)
        return cls(
            run,
            _own_project(run),
            tuple(_changes(run.config())),
            last.step,
            ended is not None and ended.reason == "finished" and ended.step == last.step,
            frozenset(event.step for event in events if isinstance(event, EpochDone)),
            started[-1].device if started else "",
        )

    @property
    def rates(self) -> dict[int, float]:
        """Learning rates that were set while the training waited, by the steps after which they held."""
        return {change.step: change.settings[OPTIMIZER]["lr"] for change in self.changes if _is_of_rate(change)}

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """What was trained, one after the other. Raises TrainingError for settings that cannot be repeated."""
        return tuple(self._stretches())

    def _stretches(self) -> Iterator[Stretch]:
        begun = training = self.project.training
        data, begin = self._data(), 0
        for change in self.changes:
            training = _changed(training, change, TRAINING)
            if _is_of_rate(change):
                continue  # which is set within the stretch
            if change.step > begin:
                yield self._stretch(begun, data, begin, change.step)
            begun, begin = training, change.step
        yield self._stretch(begun, data, begin, None if self.finished else self.target)

    def _stretch(self, training: TrainingConfig, data: Data, begin: int, end: int | None) -> Stretch:
        project = replace(self.project, training=training, data=data)
        return Stretch(snapshot(project), begin, end, end in self.judged)

    def _data(self) -> Data:
        """The data where they were last found."""
        return reduce(lambda data, change: _changed(data, change, DATA), self.changes, self.project.data)


def _own_project(run: Run) -> Project:
    """The run's document. Raises ProjectError where a setting of it is not understood."""
    project = loads(run.document())
    for notice in project.notices:
        if notice.severity == "error":
            raise ProjectError(notice.message, tr("Repeat the run with the version of NN Studio that made it."))
    return project


def _check_alone(run: Run, started: tuple[RunStarted, ...]) -> None:
    most = max((event.processes for event in started), default=1)
    if most > 1:
        told = ntr(
            "The run “{run}” was trained by {count} process, which share each batch: alone it comes out otherwise.",
            "The run “{run}” was trained by {count} processes, which share each batch: alone it comes out otherwise.",
            most, run=run.name,
        )  # fmt: skip
        raise TrainingError(told, tr("Train its document again under torchrun and compare the two runs."))


def _changes(config: Mapping[str, Any]) -> Iterator[Change]:
    for each in config.get(STRETCHES, []):
        yield Change(each["step"], {name: now for name, (_, now) in each["changed"].items()})


def _is_of_rate(change: Change) -> bool:
    return OPTIMIZER in change.settings


def _changed(settings: Settings, change: Change, part: str) -> Settings:
    """Settings after a change of those of their part. Raises TrainingError for one that is not known here."""
    mine = {name.removeprefix(part): value for name, value in change.settings.items() if name.startswith(part)}
    try:
        return settings.changed(**{name: _read(name, value) for name, value in mine.items()})
    except (KeyError, ParameterError):
        raise TrainingError(
            tr("The run went on with settings that this version does not know: {names}.", names=listed(mine)),
            tr("Repeat the run with the version of NN Studio that made it."),
        ) from None


def _read(name: str, value: Any) -> Any:
    """A setting as JSON has it."""
    if not isinstance(value, Mapping):
        return value
    kind = OPTIONAL.get(name) or CHOICES[name][value["kind"]]
    return kind.create({key: each for key, each in value.items() if key != "kind"})
