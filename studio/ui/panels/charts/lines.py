"""What to draw of runs in a chart: which lines, in which strength, no finer than the pixels there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import floor, log2
from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QColor

from studio.training.curves.band import mean_and_band
from studio.training.curves.growing import Numbers
from studio.training.curves.run_curves import Curve
from studio.training.curves.series import Outline, Series
from studio.ui import theme
from studio.ui.panels.charts.shown import SPLITS, Axes, Shown, ShownRun

BAND = 0.2
"""How strong the band around a mean is."""

MARKER_ROOM = 16
"""Pixels that an epoch needs to carry a marker; closer ones would merge into a band."""


class Line(NamedTuple):
    """Points (N,) each, x as places on the axis; `dots` marks each of them. `is_rough` has spikes of single batches,
    of which the rarest need no room. `is_dense` has lows and highs in turns, and the newest point. `dashed` goes on
    from the last value that is known; `is_area` is filled.
    """

    x: Numbers
    y: Numbers
    color: QColor
    width: float
    dots: bool = False
    dashed: bool = False
    is_rough: bool = False
    is_area: bool = False
    is_dense: bool = False


class Window(NamedTuple):
    """What is seen: places on the axis from `first` to `last`, on so many pixels."""

    first: float
    last: float
    pixels: float

    @property
    def columns(self) -> int:
        """On how many columns curves are drawn."""
        return max(int(self.pixels / 2), 50)


def lines_of(shown: Shown, name: str, window: Window, colours: theme.Theme) -> list[Line]:
    """The lines of a figure, the strongest last, those with the spikes of single batches first among their like."""
    several = len(shown.runs) > 1
    lines: list[Line] = []
    for runs in shown.sets:
        if len(runs) > 1:
            lines += _mean_lines(runs, name, shown.axes, window, colours)
        else:
            lines += _lines(runs[0], runs[0].curves[name], shown.axes, window, colours, several)
    return sorted(lines, key=lambda line: (line.width, not line.is_rough))


def _lines(run: ShownRun, curve: Curve, axes: Axes, window: Window, colours: theme.Theme, several: bool) -> list[Line]:
    training, validation = (QColor(run.color(split, colours.mode)) for split in SPLITS)
    has_smooth = bool(len(curve.batches)) and curve.smoothed.window > 1
    lines: list[Line] = []
    if has_smooth:
        faint = blend(training, colours.panel, 0.14 if several else 0.25)
        lines.append(_line(run, curve.batches, axes, window, faint, 1.0)._replace(is_rough=True))
    if len(curve.main):
        is_rough = bool(len(curve.batches)) and not has_smooth
        line = _line(run, curve.main, axes, window, training, 1.0 if several or is_rough else 1.75)
        dots = len(curve.main) == 1 or (curve.main is curve.training and _apart(line.x, window))
        lines.append(line._replace(is_rough=is_rough, dots=dots))
    if len(curve.validation):
        line = _line(run, curve.validation, axes, window, validation, 2.25)
        lines.append(line._replace(dots=_apart(line.x, window)))
        lines += _ahead(run, curve, axes, blend(validation, colours.panel, 0.6))
    return lines


def _mean_lines(
    runs: Sequence[ShownRun], name: str, axes: Axes, window: Window, colours: theme.Theme
) -> Iterator[Line]:
    """The mean of runs that differ by their seed, with a band where their values are told by."""
    color = QColor(runs[0].color("validation", colours.mode))
    curves = [run.curves[name] for run in runs]
    has_validation = all(len(curve.validation) for curve in curves)
    parts = [([curve.main for curve in curves], 1.0 if has_validation else 2.25)]
    parts += [([curve.validation for curve in curves], 2.25)] * has_validation
    first, last = (runs[0].curves.step_at(axes.x_at(place), axes.by) for place in (window.first, window.last))
    for series, width in parts:
        band = mean_and_band([(each.steps, each.values) for each in series], first, last, window.columns)
        if band is None:
            continue
        x = axes.places(np.mean([run.curves.x_of(band.x, axes.by) for run in runs], axis=0))
        if width > 1.0:
            edges = np.concatenate((band.mean - band.deviation, (band.mean + band.deviation)[::-1]))
            filling = QColor(color)
            filling.setAlphaF(BAND)
            yield Line(np.concatenate((x, x[::-1])), edges, filling, 0.0, is_area=True)
        yield Line(x, band.mean, color, width, dots=width > 1.0 and _apart(x, window))


def _ahead(run: ShownRun, curve: Curve, axes: Axes, color: QColor) -> list[Line]:
    """From the last validation to where the training is now, so that the one is never behind the other."""
    last, now = curve.validation.last_step, run.curves.last_step
    if now <= last:
        return []
    x = axes.places(run.curves.x_of([last, now], axes.by))
    return [Line(x, np.repeat(curve.validation.values[-1:], 2), color, 1.25, dashed=True)]


def _line(run: ShownRun, series: Series, axes: Axes, window: Window, color: QColor, width: float) -> Line:
    first, last = (run.curves.step_at(axes.x_at(place), axes.by) for place in (window.first, window.last))
    outline = _by_octaves if axes.log_x else Series.outline
    steps, values, is_grouped = outline(series, first, last, window.columns)
    return Line(axes.places(run.curves.x_of(steps, axes.by)), values, color, width, is_dense=is_grouped)


def _by_octaves(series: Series, first: float, last: float, columns: int) -> Outline:
    """As on a logarithmic axis each doubling of steps has the same room, each is drawn as finely."""
    if not len(series):
        return Outline(series.steps, series.values)
    low, high = max(first, float(series.steps[0]), 0.5), min(last, series.last_step)
    if high <= low:
        return series.outline(first, last, columns)
    count = max(floor(log2(high / low)) + 1, 1)
    edges = [*(low * 2.0**at for at in range(count)), high]
    parts = []
    for at, (begin, end) in enumerate(pairwise(edges)):
        steps, values, _ = series.outline(begin, end, max(columns // count, 8))
        inside = (steps > begin if at else steps >= 0) & (steps <= end if at < count - 1 else steps >= 0)
        parts.append((steps[inside], values[inside]))
    steps, values = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Outline(steps, values)


def _apart(x: Numbers, window: Window) -> bool:
    """Whether points are so far apart that each can carry a marker."""
    return len(x) < 2 or len(x) * MARKER_ROOM <= window.pixels * (x[-1] - x[0]) / (window.last - window.first)


def blend(color: QColor, ground: str, share: float) -> QColor:
    """`share` of a colour on a ground, opaque: a see-through pen costs several times as much to paint."""
    back = QColor(ground)
    red, green, blue = (
        round(share * getattr(color, part)() + (1 - share) * getattr(back, part)()) for part in ("red", "green", "blue")
    )
    return QColor(red, green, blue)
