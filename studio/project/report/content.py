"""What a report is about: all that the folder of a run still tells, and sentences about what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from studio.data.errors import DataError
from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import loads
from studio.training.errors import TrainingError
from studio.training.events import EpochDone, Evaluated, Event, RateChanged, RunStarted
from studio.training.runs import Run, history
from studio.training.runs.description import Description
from studio.training.runs.layout import ENVIRONMENT, EVENTS
from studio.training.runs.listing import as_it_is
from studio.training.runs.origin import Origin
from studio.training.runs.records import read_record

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data.preparation import Preparation

T = TypeVar("T")
Happened = TypeVar("Happened", bound=Event)


@dataclass(frozen=True)
class Content:
    """A run as far as it can be read; `faults` are sentences about what cannot."""

    run: Run
    description: Description
    config: Mapping[str, Any]
    project: Project | None
    preparation: Preparation | None
    environment: Mapping[str, Any]
    origin: Origin | None
    events: tuple[Event, ...]
    faults: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read the folder of a run, also while it is trained. Raises TrainingError where it is none."""
        run, faults = Run.open(folder), list[str]()

        def read(what: Callable[[], T], otherwise: T) -> T:
            try:
                return what()
            except (TrainingError, ProjectError, DataError) as error:
                faults.append(str(error.message))
            except OSError as error:
                faults.append(str(error))
            return otherwise

        nothing: dict[str, Any] = {}
        return cls(
            run,
            as_it_is(Description.of(folder)),
            read(run.config, nothing),
            read(lambda: loads(run.document()), None),
            read(run.preparation, None),
            read(lambda: read_record(folder / ENVIRONMENT), nothing),
            read(lambda: Origin.read(folder), None),
            read(lambda: tuple(history.telling_events(folder / EVENTS)), ()),
            tuple(dict.fromkeys(faults)),
        )

    @cached_property
    def analysis(self) -> Analysis | None:
        """The read-outs of its network; None where that cannot be read."""
        from studio.compiler.analysis import analyse

        return None if self.project is None else analyse(self.project.graph)

    def happened(self, kind: type[Happened]) -> tuple[Happened, ...]:
        """Its events of a kind, in their order."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def started(self) -> RunStarted | None:
        """How it began, the last time it did; None where it never has."""
        return next(reversed(self.happened(RunStarted)), None)

    @property
    def best(self) -> EpochDone | None:
        """The end of its best epoch; None where none is over."""
        return next((event for event in reversed(self.happened(EpochDone)) if event.best), None)

    @property
    def tests(self) -> tuple[Evaluated, ...]:
        """The latest result on the test samples of each checkpoint that was tested."""
        return tuple({event.checkpoint: event for event in self.happened(Evaluated)}.values())

    @property
    def changes_of_rate(self) -> tuple[RateChanged, ...]:
        """Learning rates that a person set while it waited."""
        return self.happened(RateChanged)
