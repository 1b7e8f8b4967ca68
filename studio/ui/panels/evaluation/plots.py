"""Plots of predictions as figures: curves of classes, calibration, numbers against their truth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.formatting.numbers import exact
from studio.text import tr
from studio.ui.background.evaluation_plots import PlotData
from studio.ui.panels.evaluation.figure_painter import PlotFigure, Series
from studio.ui.widgets.plot_axis import PlotAxis

TITLES = {
    "roc": tr("ROC"),
    "precision_recall": tr("Precision and recall"),
    "calibration": tr("Calibration"),
    "positions": tr("Accuracy at each position"),
    "scatter": tr("Prediction against truth"),
    "residuals": tr("Residuals"),
}
SHARE = PlotAxis(0.0, 1.0)
ROOM = 0.04


def figure_of(data: PlotData, title: str, threshold: float | None = None) -> PlotFigure:
    """The figure of a plot; `threshold` is that of a class above which yes is said, where it is marked."""
    if data.kind == "scatter":
        return _scatter(data, title)
    if data.kind == "residuals":
        return _residuals(data, title)
    if data.kind == "calibration":
        return _calibration(data, title)
    if data.kind == "positions":
        return _positions(data, title)
    return _curves(data, title, threshold)


def _curves(data: PlotData, title: str, threshold: float | None) -> PlotFigure:
    """ROC with the line of guessing, or recall against precision."""
    is_roc = data.kind == "roc"
    lines = [Series(each.name, each.x, each.y, colour=at, value=each.value) for at, each in enumerate(data.points)]
    guessing = Series("", np.array([0.0, 1.0]), np.array([0.0, 1.0]), "dashes", "muted")
    words = (tr("False positive rate"), tr("True positive rate")) if is_roc else (tr("Recall"), tr("Precision"))
    mark = None
    if threshold is not None and data.scores is not None:
        precision, recall, alarms = data.scores.at(threshold)
        mark = (alarms, recall) if is_roc else (recall, precision)
    is_there = mark is not None and not any(np.isnan(mark))
    return PlotFigure(title, SHARE, SHARE, *words, [guessing, *lines] if is_roc else lines, mark if is_there else None)


def _calibration(data: PlotData, title: str) -> PlotFigure:
    """How many are right of answers that are so sure, over how many there are of them."""
    counts, right = data.points
    series = [
        Series(counts.name, counts.x, counts.y, "bars", "faint"),
        Series("", np.array([0.0, 1.0]), np.array([0.0, 1.0]), "dashes", "muted"),
        Series(right.name, right.x, right.y, colour=0, value=right.value),
        Series("", right.x, right.y, "dots", 0),
    ]
    return PlotFigure(title, SHARE, SHARE, tr("Confidence"), tr("Share that is right"), series)


def _positions(data: PlotData, title: str) -> PlotFigure:
    """A bar at each position; those at which no sample counts have none."""
    (shares,) = data.points
    across = PlotAxis(0.5, len(shares.x) + 0.5)
    there = np.isfinite(shares.y)
    bars = Series(shares.name, shares.x[there], shares.y[there], "bars", 0, value=shares.value)
    return PlotFigure(title, across, SHARE, tr("Position"), tr("Share that is right"), [bars])


def _scatter(data: PlotData, title: str) -> PlotFigure:
    (points,) = data.points
    axis = _spanning(np.concatenate([points.x, points.y]))
    ends = np.array([axis.low, axis.high])
    series = [Series("", ends, ends, "dashes", "muted"), Series(points.name, points.x, points.y, "dots", 0)]
    return PlotFigure(title, axis, axis, tr("Truth"), tr("Prediction"), series, note=_note(data))


def _residuals(data: PlotData, title: str) -> PlotFigure:
    """How often predictions are so far off."""
    (points,) = data.points
    half = float(np.diff(points.x[:2])[0]) / 2 if len(points.x) > 1 else 0.5
    across = _spanning(np.array([points.x[0] - half, points.x[-1] + half, 0.0]))
    up = PlotAxis(0.0, max(float(points.y.max()), 1.0) * 1.08)
    zero = Series("", np.zeros(2), np.array([up.low, up.high]), "dashes", "muted")
    series = [Series(points.name, points.x, points.y, "bars", 0), zero]
    return PlotFigure(title, across, up, tr("Prediction − truth"), tr("Samples"), series)


def _spanning(values: npt.NDArray[np.float64]) -> PlotAxis:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    return PlotAxis(low - room, high + room)


def _note(data: PlotData) -> str:
    if data.shown == data.count:
        return ""
    return tr("{shown} of {count} samples are drawn.", shown=exact(data.shown), count=exact(data.count))
