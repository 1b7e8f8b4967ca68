"""Reports of batches while an epoch is under way."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import UnderWay
from studio.training.events import EpochDone, Event

REPORT_SECONDS = 0.1
"""Time between two reports of batches: often enough to look live, seldom enough to cost nothing."""

SHARE = 0.015
"""Share of the time that the metrics of reports may take; where they take more, there are fewer reports."""

LONGEST = 1.0
"""Seconds between two reports at most, as someone is watching."""


def between_reports(telling: float) -> float:
    """The seconds from one report to the next, whose metrics take so many seconds of work."""
    return min(max(REPORT_SECONDS, telling / SHARE), LONGEST)


class Reporting(Callback):
    """Has the trainer report some times a second, as each report waits for the device."""

    def __init__(self) -> None:
        self._reported = perf_counter()

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Report where it is time to."""
        if perf_counter() - self._reported > between_reports(training.trainer.telling):
            yield from training.report()
            self._reported = perf_counter()

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """Its last batches were reported with its results."""
        self._reported = perf_counter()
