"""The values of all curves of a chart at one place, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from statistics import mean, stdev
from typing import NamedTuple

from studio.formatting.numbers import exact
from studio.formatting.quantities import fine_duration
from studio.text import tr
from studio.training.curves.run_curves import By, Curve
from studio.training.curves.series import Series
from studio.training.metrics import LEARNING_RATE, LOSS, Figure
from studio.ui import theme
from studio.ui.panels.charts.shown import SPLITS, Shown, ShownRun, set_name, split_name


class Reading(NamedTuple):
    """A value with its name; the colour is that of the curve, "" where it is of none."""

    color: str
    name: str
    value: str


def readings(shown: Shown, figure: Figure, place: float, mode: theme.Mode) -> list[Reading]:
    """Where a place of the axis is, then what is known of each run there; nothing where no run has values."""
    x = shown.axes.x_at(place)
    found: list[Reading] = []
    for runs in shown.sets:
        there = [(run, step) for run in runs if _is_within(run, step := run.curves.step_at(x, shown.axes.by))]
        if there and len(shown.runs) > 1:
            found += _in_short(runs, there, figure, mode)
        for run, step in there if len(shown.runs) == 1 else ():
            found += _in_full(run, run.curves[figure.name], figure, step, mode)
    return [Reading("", *where(x, shown.axes.by)), *found] if found else []


def where(x: float, by: By) -> tuple[str, str]:
    """A place of the axis in words: what it counts, and how many."""
    if by == "time":
        return tr("Time"), fine_duration(x)
    return (tr("Epoch"), f"{x:.2f}") if by == "epoch" else (tr("Step"), exact(max(round(x), 0)))


def _in_full(run: ShownRun, curve: Curve, figure: Figure, step: float, mode: theme.Mode) -> Iterator[Reading]:
    at = curve.batches.nearest(step)
    if at is not None:
        yield Reading(*_of_batch(run, curve, figure, mode), figure.words(curve.batches.values[at]))
        smooth = curve.smoothed.series.nearest(step)
        if smooth is not None and curve.smoothed.window > 1:
            value = curve.smoothed.series.values[smooth]
            yield Reading(run.color("training", mode), tr("Smoothed"), figure.words(value))
    for split in ("training", "validation"):
        series: Series = getattr(curve, split)
        at = series.nearest(step)
        if at is not None:
            epoch = ceil(series.steps[at] / run.curves.batches_per_epoch)  # a run may end within one
            drawn = split == "validation" or curve.main is series
            color = run.color(split, mode) if drawn else ""
            told = tr("Training, epoch {epoch}", epoch=epoch) if split == "training" else _of_validation(epoch)
            yield Reading(color, told, figure.words(series.values[at]))


def _of_batch(run: ShownRun, curve: Curve, figure: Figure, mode: theme.Mode) -> tuple[str, str]:
    """Colour and name of the value of one batch, or of some together."""
    color = "" if curve.smoothed.window > 1 else run.color("training", mode)
    if figure is LEARNING_RATE:
        return color, figure.label
    return color, tr("Batch") if figure is LOSS else tr("Batches")


def _of_validation(epoch: int) -> str:
    return tr("Validation, epoch {epoch}", epoch=epoch)


def _is_within(run: ShownRun, step: float) -> bool:
    """Whether a run was there, or nearly so."""
    return -0.5 <= step <= run.curves.last_step + max(0.02 * run.curves.last_step, 0.5)


def _in_short(
    runs: Sequence[ShownRun], there: Sequence[tuple[ShownRun, float]], figure: Figure, mode: theme.Mode
) -> Iterator[Reading]:
    """One line for a run or a set of runs: the training, and the validation beside it."""
    told = []
    for split in SPLITS:
        curves = [(run.curves[figure.name], step) for run, step in there]
        series = [(curve.main if split == "training" else curve.validation, step) for curve, step in curves]
        told.append(
            _words([float(each.values[at]) for each, step in series if (at := each.nearest(step)) is not None], figure)
        )
    if any(told):
        yield Reading(runs[0].color("training", mode), set_name(runs), " · ".join(filter(None, told)))


def _words(values: Sequence[float], figure: Figure) -> str:
    """A value, or the mean of several with their standard deviation; nothing of none."""
    if len(values) < 2:
        return "".join(map(figure.words, values))
    return f"{figure.words(mean(values))} ± {figure.words(float(f'{stdev(values):.2g}'))}"


def latest(shown: Shown, figure: Figure, mode: theme.Mode) -> list[Reading]:
    """The newest values: of each split of a single run, else of each run its validation or, without, its training."""
    if len(shown.runs) == 1:
        (run,) = shown.runs
        only = figure is LEARNING_RATE
        return [
            Reading(run.color(split, mode), "" if only else split_name(split), figure.words(value))
            for split in SPLITS
            if (value := run.curves[figure.name].latest(split)) is not None
        ]
    found = []
    for runs in shown.sets:
        curves = [run.curves[figure.name] for run in runs]
        known = {split: [value for each in curves if (value := each.latest(split)) is not None] for split in SPLITS}
        words = _words(known["validation"] or known["training"], figure)
        if words:
            found.append(Reading(runs[0].color("validation", mode), set_name(runs), words))
    return found
