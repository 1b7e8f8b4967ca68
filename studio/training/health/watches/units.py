"""Units that do not take part: silent for all samples, or where their function is flat."""

from __future__ import annotations

from collections.abc import Iterator

from studio.training.health import alarms
from studio.training.health.activations import WINDOW
from studio.training.health.found import Found
from studio.training.health.reading import Reading
from studio.training.health.watches.watch import InARow, Situation, Watch


class DeadUnits(Watch):
    """Nearly all units of a layer are silent for all samples of several batches, or most, and nothing is learnt.

    Networks that learn well may have many silent units, as a narrow autoencoder.
    """

    NEARLY_ALL, MOST = 0.95, 0.7
    LONGER = 3 * WINDOW

    def __init__(self) -> None:
        self._nearly_all, self._most = InARow(), InARow()

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """Where that is so."""
        dead = {path: figures["dead"] for path, figures in reading.nodes.items() if "dead" in figures}
        nearly = self._nearly_all.count([path for path, share in dead.items() if share >= self.NEARLY_ALL])
        most = self._most.count([path for path, share in dead.items() if share >= self.MOST])
        for path, times in most.items():
            lasts = times >= self.LONGER and not situation.has_fallen_to(0.8)
            if nearly.get(path, 0) >= situation.window or lasts:
                yield Found(alarms.DEAD_UNITS.finding(node=path, percent=f"{100 * dead[path]:.0f}"), path, dead[path])


class SaturatedUnits(Watch):
    """Most values of a layer lie where its function is flat, from the beginning on, or for long while little is learnt.

    What an Output takes becomes flat where answers are sure, which is no fault.
    """

    MOST = 0.6
    LONGER = 3 * WINDOW

    def __init__(self) -> None:
        self._times, self._readings = InARow(), 0

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """Where that is so."""
        self._readings += 1
        flat = {path: figures["saturated"] for path, figures in reading.nodes.items() if "saturated" in figures}
        for path, times in self._times.count([path for path, share in flat.items() if share >= self.MOST]).items():
            from_the_beginning = times == self._readings >= situation.window
            is_answer = path in situation.nodes and situation.nodes[path].is_last
            lasts = times >= self.LONGER and not is_answer and not situation.has_fallen_to(0.5)
            if from_the_beginning or lasts:
                percent = f"{100 * flat[path]:.0f}"
                yield Found(alarms.SATURATED_UNITS.finding(node=path, percent=percent), path, flat[path])
