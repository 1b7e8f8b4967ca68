"""The curves of a run in its report: loss, metrics and learning rate over epochs."""

from __future__ import annotations

from collections.abc import Iterator

from studio.project.report.blocks import Paragraph, Pictures, Section
from studio.project.report.chart import COLUMNS, Line, chart
from studio.project.report.content import Content
from studio.text import tr
from studio.training.curves.reading import read_curves
from studio.training.curves.run_curves import RunCurves
from studio.training.curves.series import Series
from studio.training.metrics import LEARNING_RATE, figure

SMOOTHED_SHARE = 40
"""Batches are smoothed over one of so many parts of the run."""


def curves(content: Content) -> Section:
    """The section."""
    found = read_curves(content.run.path)
    drawn = tuple(chart(figure(name), lines) for name in shown(found) if (lines := list(_lines(found, name))))
    if not drawn:
        return Section("curves", tr("Curves"), (Paragraph(tr("Nothing was trained yet, so there are no curves.")),))
    return Section("curves", tr("Curves"), (Pictures(drawn),))


def shown(found: RunCurves) -> tuple[str, ...]:
    """The figures that are drawn: all but a learning rate that stayed the same."""
    return tuple(name for name in found.known if name != LEARNING_RATE.name or found.steers_rate)


def _lines(found: RunCurves, name: str) -> Iterator[Line]:
    """Single batches behind, then the training and the validation."""
    curve = found[name]
    if name != LEARNING_RATE.name and len(curve.batches) > 1:
        curve.smooth(max(int(found.last_step) // SMOOTHED_SHARE, 1))
        if curve.smoothed.window > 1:
            yield _line(found, "batches", curve.batches)
    training = curve.training if len(curve.training) > 1 else curve.main
    if len(training):
        yield _line(found, "training", training, "" if name == LEARNING_RATE.name else tr("training"))
    if len(curve.validation):
        yield _line(found, "validation", curve.validation, tr("validation"))


def _line(found: RunCurves, kind: str, series: Series, name: str = "") -> Line:
    outline = series.outline(0.0, series.last_step, COLUMNS)
    return Line(kind, found.x_of(outline.steps, "epoch"), outline.values, name)
