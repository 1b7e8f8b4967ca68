"""The figures of predictions in words, worked out on threads of the pool."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from studio.formatting.numbers import exact
from studio.formatting.quantities import loss, percent
from studio.text import ntr, tr
from studio.training.metrics import LOSS, METRICS, figure

if TYPE_CHECKING:
    from studio.evaluation.predictions import Predictions
    from studio.evaluation.selection import Judged

OF_CLASSES = ("classes", "pixels", "positions")
INTERVALS = {"accuracy": "accuracy", "f1": "f1_macro"}
"""Metrics whose confidence intervals are known, with the names of these."""

Write = Callable[[float], str]


class MetricTold(NamedTuple):
    """A figure in words; `interval` is where it lies with 95 % confidence, "" where nobody knows."""

    title: str
    value: str
    interval: str = ""


class ColumnTold(NamedTuple):
    """A heading, a number for each line (NaN where there is none), and how it is written."""

    heading: str
    values: Sequence[float]
    write: Write


@dataclass(frozen=True)
class TableTold:
    """Lines of this sort, with their names and columns."""

    first: str
    names: tuple[str, ...]
    columns: tuple[ColumnTold, ...]


@dataclass(frozen=True, eq=False)
class Figures:
    """All that is told at once; `plots` can be asked for, each for one of the `classes` or for all of them.

    `confusion` are counts (K, K) of samples, `by_class` says that each line of the table is a class whose samples can
    be shown; `notes` are sentences that belong to the figures.
    """

    headline: str
    metrics: tuple[MetricTold, ...]
    table: TableTold | None
    confusion: npt.NDArray[np.int64] | None
    classes: tuple[str, ...]
    plots: tuple[str, ...]
    by_class: bool
    notes: tuple[str, ...] = ()


def figures_of(judged: Judged) -> Figures:
    """The figures of these predictions."""
    from studio.evaluation.summary import summarised

    found = judged.found
    values = summarised(found, worst_count=0)
    metrics = tuple(_metrics(found, values))
    told = [f"{each.title} {each.value}" + (f" ({each.interval})" if each.interval else "") for each in metrics[:1]]
    told.append(ntr("{number} sample", "{number} samples", len(found), number=exact(len(found))))
    return Figures(
        headline=tr(" · ").join(told),
        metrics=metrics,
        table=_table(found, values),
        confusion=np.array(values["confusion"]) if found.task in OF_CLASSES else None,
        classes=found.classes,
        plots=_plots(found),
        by_class=found.task in ("classes", "labels"),
        notes=tuple(values["notes"]),
    )


def _plots(found: Predictions) -> tuple[str, ...]:
    """The plots that there are of a task."""
    if found.task == "numbers":
        return ("scatter", "residuals")
    if found.task in ("classes", "labels") and found.outputs is not None:
        ranked = ("roc", "precision_recall")
        return (*ranked, "calibration") if found.has_probabilities else ranked
    if found.task != "positions":
        return ()
    return ("positions", "calibration") if found.has_probabilities else ("positions",)


def _metrics(found: Predictions, values: Mapping[str, Any]) -> Iterator[MetricTold]:
    """Those that the run is told by first, then what else there is for its task, the loss last."""
    intervals = values.get("intervals", {})
    known = {name: value for name, value in found.metrics.items() if value is not None}
    for name, value in known.items():
        interval = intervals.get(INTERVALS.get(name, ""))
        yield MetricTold(figure(name).label, figure(name).words(value), _between(interval, figure(name).words))
    if "f1" not in known and "f1_macro" in intervals:
        yield MetricTold(METRICS["f1"].figure().label, *_f1(values, intervals["f1_macro"]))
    for count, share in values.get("top_k", {}).items():
        yield MetricTold(tr("Among the {count} likeliest", count=count), _share(share))
    if "all_right" in values:
        yield MetricTold(tr("All positions right"), _share(values["all_right"]))
    if values.get("calibration_error") is not None:
        yield MetricTold(tr("Expected calibration error"), percent(values["calibration_error"]))
    if found.loss is not None:
        yield MetricTold(LOSS.label, loss(found.loss), _between(intervals.get("loss"), loss))


def _f1(values: Mapping[str, Any], interval: Sequence[float | None]) -> tuple[str, str]:
    """The mean over the classes that occur or are answered, and where it lies."""
    shares = [each["f1"] for each in values["per_class"] if each["f1"] is not None]
    return _share(float(np.mean(shares)) if shares else None), _between(interval, percent)


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _between(interval: Sequence[float | None] | None, write: Write) -> str:
    if interval is None or interval[0] is None or interval[1] is None:
        return ""
    return tr("{low} to {high}", low=write(interval[0]), high=write(interval[1]))


def _table(found: Predictions, values: Mapping[str, Any]) -> TableTold | None:
    """A line for each class, label or target."""
    if "targets" in values:
        told = ((tr("Mean absolute error"), "mae"), (tr("RMSE"), "rmse"), (tr("R²"), "r2"),
                (tr("Mean error (bias)"), "bias"), (tr("Largest error"), "largest"))  # fmt: skip
        columns = tuple(ColumnTold(word, _column(values["targets"], key), loss) for word, key in told)
        return TableTold(tr("Target"), found.classes, columns)
    if "per_class" not in values:
        return None
    shares = [(tr("Precision"), "precision"), (tr("Recall"), "recall"), (tr("F1"), "f1")]
    shares = [(tr("IoU"), "iou"), *shares] if found.task == "pixels" else shares
    columns = tuple(ColumnTold(word, _column(values["per_class"], key), percent) for word, key in shares)
    support = {"pixels": tr("Pixels"), "positions": tr("Positions")}.get(found.task, tr("Samples"))
    counts = ColumnTold(support, _column(values["per_class"], "support"), lambda count: exact(int(count)))
    return TableTold(tr("Label") if found.task == "labels" else tr("Class"), found.classes, (*columns, counts))


def _column(lines: Sequence[Mapping[str, Any]], key: str) -> list[float]:
    return [math.nan if line[key] is None else float(line[key]) for line in lines]
