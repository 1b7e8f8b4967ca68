"""Gradients that fade on their way back through the network, or grow beyond what any step can use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt
from statistics import median

from studio.training.health import alarms
from studio.training.health.found import Found
from studio.training.health.reading import Reading
from studio.training.health.watches.watch import InARow, Situation, Watch

AGAIN = 2
"""Readings that have to show it in any case: layers may well begin with weights of 0, for a step."""

LENGTH, WEIGHTS, MOVED = "gradient_norm", "weight_norm", "update_ratio"


class VanishingGradients(Watch):
    """The gradient of a layer is a tiny part of another one's, for each weight and beside the weights' own size.

    Both at once, as large weights make the second small alone. Where all of a layer's gradient is 0, other faults say
    why. Only layers with matrices count: norms and biases have gradients of another size.
    """

    PART = 2e-4

    def __init__(self) -> None:
        self._times = InARow()

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """The weakest of those where that is so, once in a run."""
        each = _with_matrices(reading, situation)
        beside = {path: figures[LENGTH] / figures[WEIGHTS] for path, figures in each.items() if figures[WEIGHTS] > 0}
        of_one = {path: each[path][LENGTH] / sqrt(situation.nodes[path].numbers) for path in beside}
        if not beside:
            return
        share = {
            path: max(beside[path] / max(beside.values()), of_one[path] / max(of_one.values()))
            for path in beside
            if of_one[path] > 0
        }
        times = self._times.count([path for path, part in share.items() if part < self.PART])
        lasting = [path for path, count in times.items() if count >= max(situation.window, AGAIN)]
        if lasting and alarms.name_of(alarms.VANISHING_GRADIENTS) not in situation.raised:
            weakest = min(lasting, key=lambda path: share[path])
            strongest = max(of_one, key=lambda path: of_one[path])
            finding = alarms.VANISHING_GRADIENTS.finding(
                node=weakest, other=strongest, part=f"{1 / max(share[weakest], 1e-30):.0e}"
            )
            yield Found(finding, weakest, share[weakest])


class ExplodingGradients(Watch):
    """Gradients that are huge in two readings one after the other, or steps that throw the weights far off and make the
    loss grow.

    Losses of numbers grow with the square of what is learnt, and their gradients with it.
    """

    HUGE = 100.0
    FAR = 0.3
    GROWN = 2.0
    APART = 4.0

    def __init__(self) -> None:
        self._times = InARow()
        self._far: dict[str, float] = {}

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """Where that is so, once in a run."""
        if alarms.name_of(alarms.EXPLODING_GRADIENTS) in situation.raised:
            return
        each = _with_matrices(reading, situation)
        scale = max(sqrt(situation.first_loss or 0.0), 1.0) if situation.training.loss.kind == "MSELoss" else 1.0
        huge = {path: figures[LENGTH] for path, figures in each.items() if figures[LENGTH] > self.HUGE * scale}
        times = self._times.count(huge)
        if any(count > 1 for count in times.values()):
            path, widest = max(huge, key=lambda path: huge[path]), self._widest(reading, situation)
            kind = alarms.EXPLODING_GRADIENTS if widest is None else alarms.WEIGHTS_TOO_LARGE
            culprit = widest or path
            yield Found(kind.finding(node=culprit, length=f"{huge[path]:.3g}"), culprit, huge[path])
            return
        moved = {path: figures[MOVED] for path, figures in each.items() if figures.get(MOVED, 0.0) > self.FAR}
        self._far = {path: max(moved[path], self._far.get(path, 0.0)) for path in moved} or self._far
        if self._far and situation.first_loss and situation.highest_loss > self.GROWN * situation.first_loss:
            path = max(self._far, key=lambda path: self._far[path])
            percent = f"{100 * self._far[path]:.3g}"
            rate = f"{situation.training.largest_rate:g}"
            yield Found(alarms.STEPS_TOO_LARGE.finding(node=path, percent=percent, rate=rate), path, self._far[path])

    def _widest(self, reading: Reading, situation: Situation) -> str | None:
        """The layer whose weights stretch what goes through far more than those of the others do."""
        gains = {
            path: figures[WEIGHTS] / sqrt(situation.nodes[path].rows)
            for path, figures in _with_matrices(reading, situation).items()
        }
        widest = max(gains, key=lambda path: gains[path])
        return widest if len(gains) > 1 and gains[widest] > self.APART * median(gains.values()) else None


def _with_matrices(reading: Reading, situation: Situation) -> Mapping[str, Mapping[str, float]]:
    """The figures of layers that are trained and have weights of two axes or more."""
    return {
        path: figures
        for path, figures in reading.nodes.items()
        if LENGTH in figures and WEIGHTS in figures and situation.nodes[path].rows
    }
