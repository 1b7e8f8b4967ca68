"""What the charts show: the runs, and the axes they are drawn over. Imports numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log10

import numpy as np

from studio.text import ntr, tr
from studio.training.curves.growing import Numbers
from studio.training.curves.run_curves import By, RunCurves, Split
from studio.training.metrics import LEARNING_RATE, LOSS, Figure, figure
from studio.ui import theme

SPLITS: tuple[Split, ...] = ("training", "validation")

COLORS = {"training": ("#2563eb", "#6a9bff"), "validation": ("#e0580b", "#fdb022")}
"""Colour of each split of a single run, on light and on dark: told apart with any kind of colour vision."""

AMONG_OTHERS = ("#475569", "#cbd5e1")
"""Colour of the window's own run beside others that have theirs."""


@dataclass
class ShownRun:
    """A run with its curves. `colors` are its own on light and on dark; without them each split has one.

    `likeness` is the same for runs that differ by their seed alone, "" where that is not known.
    """

    name: str
    curves: RunCurves
    colors: tuple[str, str] | None = None
    likeness: str = ""

    def color(self, split: Split, mode: theme.Mode) -> str:
        """The colour that a split is drawn in."""
        return (self.colors or COLORS[split])[mode == "dark"]


@dataclass(frozen=True)
class Axes:
    """What x is, and which axes are logarithmic."""

    by: By = "epoch"
    log_x: bool = False
    log_y: bool = False

    def changed(self, **changes: object) -> Axes:
        """The same but for these."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def log_of(self, shown: Figure) -> bool:
        """Whether values of a figure are on a logarithmic axis; shares from 0 to 1 never are."""
        return self.log_y and shown.unit == "number"

    def place(self, x: float) -> float:
        """Where x lies on the axis as it is drawn."""
        return log10(max(x, 1e-300)) if self.log_x else x

    def places(self, x: Numbers) -> Numbers:
        """The same of several, (N,)."""
        return np.log10(np.maximum(x, 1e-300)) if self.log_x else x

    def x_at(self, place: float) -> float:
        """What x is at a place of the axis."""
        return float(10.0 ** min(place, 300.0)) if self.log_x else place


@dataclass
class Shown:
    """The runs in the charts: the one of the window first, if there is one, then those it is compared with."""

    runs: list[ShownRun] = field(default_factory=list)
    axes: Axes = field(default_factory=Axes)
    joins_seeds: bool = False
    """Whether runs that differ by their seed alone are drawn as one."""

    @property
    def sets(self) -> tuple[tuple[ShownRun, ...], ...]:
        """The runs as they are drawn: each for itself, or those that differ by their seed together."""
        found: dict[object, list[ShownRun]] = {}
        for number, run in enumerate(self.runs):
            found.setdefault(run.likeness if self.joins_seeds and run.likeness else number, []).append(run)
        return tuple(map(tuple, found.values()))

    @property
    def has_seeds(self) -> bool:
        """Whether some of the runs differ by their seed alone."""
        known = [run.likeness for run in self.runs if run.likeness]
        return len(set(known)) < len(known)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The loss, every metric of any run, and the learning rate where it changes or differs."""
        names = {name: None for run in self.runs for name in run.curves.names}
        rates = [run.curves for run in self.runs if not run.curves[LEARNING_RATE.name].is_empty]
        if any(curves.steers_rate for curves in rates) or len({_first_rate(curves) for curves in rates}) > 1:
            names[LEARNING_RATE.name] = None
        return tuple(figure(name) for name in names) or (LOSS,)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(curve.is_empty for run in self.runs for curve in run.curves.all)

    def span(self) -> tuple[float, float]:
        """From where to where x is known, as places on the axis."""
        last = max((self._x(run, run.curves.last_step) for run in self.runs), default=0.0)
        if not self.axes.log_x:
            return 0.0, last or 1.0
        first = min((self._x(run, 1.0) for run in self.runs if run.curves.last_step), default=1.0)
        low, high = self.axes.place(first or last / 1e3 or 1.0), self.axes.place(last or 1.0)
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def _x(self, run: ShownRun, step: float) -> float:
        return float(run.curves.x_of([step], self.axes.by)[0])


def set_name(runs: Sequence[ShownRun]) -> str:
    """What a set of runs that differ by their seed is called; of a single one its own name."""
    if len(runs) == 1:
        return runs[0].name
    return ntr("{name} and {count} other seed", "{name} and {count} other seeds", len(runs) - 1, name=runs[0].name)


def split_name(split: Split) -> str:
    """Such as `Training`."""
    return tr("Training") if split == "training" else tr("Validation")


def _first_rate(curves: RunCurves) -> float:
    return float(curves[LEARNING_RATE.name].batches.values[0])
