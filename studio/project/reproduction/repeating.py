"""Trains a run once more in a folder of its own, each stretch as it was, with what was done while it waited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from studio.project.reproduction.plan import Plan, Stretch
from studio.training.control import Control, Stopped
from studio.training.errors import TrainingError
from studio.training.events import EpochDone, Event, RunFailed
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.layout import DATA
from studio.training.runs.origin import start_of


class Repeating(Control):
    """Does at each step what was done there: takes a learning rate, and stops where the stretch ended.

    The training asks for a rate once before each step, which is how the steps are counted. `outer` is the control of
    whoever wants the whole to end.
    """

    def __init__(self, stretch: Stretch, rates: Mapping[int, float], outer: Control) -> None:
        super().__init__()
        self._step, self._rates, self._outer = stretch.begin, rates, outer
        self._last = None if stretch.is_judged else stretch.end

    @property
    def stopped(self) -> bool:
        """Whether the stretch is over, or nothing more is wanted."""
        return super().stopped or self._outer.stopped

    def take_rate(self) -> float | None:
        """The rate that was set before the next step; a stop that is due takes effect behind that step."""
        rate = self._rates.get(self._step)
        self._step += 1
        if self._step == self._last:
            self.stop()
        return rate


def repeated(plan: Plan, folder: Path, control: Control) -> Iterator[Event]:
    """What happens while the run is trained again in a new or empty folder; the run itself is not touched.

    Its samples are prepared as they were, and have to be the same. Raises TrainingError where it cannot be trained,
    Stopped where `control` wanted that.
    """
    first = plan.stretches[0].snapshot
    run = Run.create(folder, first, start=start_of(plan.run.path))
    record = plan.run.data()
    if record is not None:
        record.write(folder / DATA)
    for stretch in plan.stretches:
        mine = Repeating(stretch, plan.rates, control)
        with closing(train(stretch.snapshot, mine, run)) as events:  # type: ignore[type-var]
            for event in events:
                if isinstance(event, RunFailed):
                    raise TrainingError(event.message, event.remedy, event.code)
                if stretch.is_judged and isinstance(event, EpochDone) and event.step == stretch.end:
                    mine.stop()
                yield event
        if control.stopped:
            raise Stopped
