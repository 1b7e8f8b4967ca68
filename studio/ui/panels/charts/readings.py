"""The values of all curves of a chart at one place, in words."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from studio.formatting.numbers import exact
from studio.formatting.quantities import fine_duration
from studio.text import tr
from studio.training.curves.run_curves import By, Curve
from studio.training.curves.series import Series
from studio.training.metrics import LEARNING_RATE, LOSS, Figure
from studio.ui import theme
from studio.ui.panels.charts.shown import Shown, ShownRun, split_name


class Reading(NamedTuple):
    """A value with its name; the colour is that of the curve, "" where it is of none."""

    color: str
    name: str
    value: str


def readings(shown: Shown, figure: Figure, place: float, mode: theme.Mode) -> list[Reading]:
    """Where a place of the axis is, then what is known of each run there; nothing where no run has values."""
    x = shown.axes.x_at(place)
    found: list[Reading] = []
    for run in shown.runs:
        step = run.curves.step_at(x, shown.axes.by)
        curve = run.curves[figure.name]
        if not -0.5 <= step <= run.curves.last_step + max(0.02 * run.curves.last_step, 0.5):
            continue
        several = len(shown.runs) > 1
        found += _in_short(run, curve, figure, step, mode) if several else _in_full(run, curve, figure, step, mode)
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


def _in_short(run: ShownRun, curve: Curve, figure: Figure, step: float, mode: theme.Mode) -> Iterator[Reading]:
    """One line a run: the training, and the validation beside it."""
    values = [
        figure.words(series.values[at])
        for series in (curve.main, curve.validation)
        if (at := series.nearest(step)) is not None
    ]
    if values:
        yield Reading(run.color("training", mode), run.name, " · ".join(values))


def latest(shown: Shown, figure: Figure, mode: theme.Mode) -> list[Reading]:
    """The newest values: of each split of a single run, else of each run its validation or, without, its training."""
    if len(shown.runs) == 1:
        (run,) = shown.runs
        only = figure is LEARNING_RATE
        return [
            Reading(run.color(split, mode), "" if only else split_name(split), figure.words(value))
            for split in ("training", "validation")
            if (value := run.curves[figure.name].latest(split)) is not None
        ]
    found = []
    for run in shown.runs:
        curve = run.curves[figure.name]
        value = curve.latest("validation")
        value = curve.latest("training") if value is None else value
        if value is not None:
            found.append(Reading(run.color("validation", mode), run.name, figure.words(value)))
    return found
