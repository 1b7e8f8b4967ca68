"""All figures of predictions at once, as plain values for programs, tables and reports."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from studio.evaluation.calibration import calibration
from studio.evaluation.confusion import Confusion, confusion, label_counts
from studio.evaluation.intervals import Interval, of_counts, of_mean, wilson
from studio.evaluation.likeliest import top_k
from studio.evaluation.per_class import OfClass, per_class
from studio.evaluation.positions import all_right, per_position
from studio.evaluation.predictions import Predictions
from studio.evaluation.residuals import per_target
from studio.evaluation.samples import answer_of, truth_of
from studio.evaluation.thresholds import best_threshold
from studio.evaluation.worst import worst
from studio.text import ntr, tr

TOP = (3, 5)
"""Among so many of the likeliest classes."""

MOST_CELLS = 10_000
"""Of a confusion that is drawn anew a thousand times."""


def summarised(predictions: Predictions, worst_count: int = 10) -> dict[str, Any]:
    """Figures by the keys of `studio evaluate --json`; None stands for what nothing says."""
    return finite(
        {
            "run": predictions.run,
            "checkpoint": predictions.checkpoint,
            "epoch": predictions.epoch,
            "split": predictions.split,
            "samples": len(predictions),
            "task": predictions.task,
            "loss": predictions.loss,
            "metrics": dict(predictions.metrics),
            **_of_task(predictions),
            "worst": [_sample(predictions, int(at)) for at in worst(predictions, worst_count)],
            "notes": notes(predictions),
        }
    )


def notes(predictions: Predictions) -> list[str]:
    """What is to be known beside the figures, in sentences."""
    found: list[str] = []
    if predictions.data_gone:
        found.append(tr("The data are not where they were any more: these are the predictions that the run kept."))
    if predictions.unanswered:
        found.append(
            ntr("The network gives no number (NaN) for {count} answer, which counts as missed.",
                "The network gives no number (NaN) for {count} answers, which count as missed.",
                predictions.unanswered)
        )  # fmt: skip
    if predictions.unsure:
        found.append(tr("This run kept no fingerprint of its data: whether they are the same cannot be told."))
    if not predictions.is_kept:
        found.append(tr("The folder of the run cannot be written, so that these predictions were not kept."))
    return found


def finite(value: Any) -> Any:
    """The same with None for numbers that are none (NaN) or infinite, which JSON does not have."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _of_task(predictions: Predictions) -> dict[str, Any]:
    match predictions.task:
        case "numbers":
            return _of_numbers(predictions)
        case "input":
            return {"intervals": {"loss": of_mean(predictions.losses)}}
        case _:
            return _of_classes(predictions)


def _of_numbers(predictions: Predictions) -> dict[str, Any]:
    targets = [target._asdict() for target in per_target(predictions)]
    return {"intervals": {"loss": of_mean(predictions.losses)}, "targets": targets}


def _of_classes(predictions: Predictions) -> dict[str, Any]:
    is_labels = predictions.task == "labels"
    found = label_counts(predictions) if is_labels else confusion(predictions)
    rows = per_class(predictions.classes, found)
    values: dict[str, Any] = {
        "intervals": _intervals(predictions, found),
        "classes": list(predictions.classes),
        "confusion": found.counts.tolist(),
        "per_class": [_class(row, with_iou=predictions.task == "pixels") for row in rows],
    }
    if predictions.has_probabilities:
        values["calibration_error"] = calibration(predictions).error
    if predictions.task == "classes" and predictions.outputs is not None and predictions.outputs.shape[1] > 2:
        counts = (count for count in TOP if count < len(predictions.classes))
        values["top_k"] = {str(count): top_k(predictions, count) for count in counts}
    if is_labels or (predictions.task == "classes" and len(predictions.classes) == 2):
        values["thresholds"] = _thresholds(predictions)
    if predictions.task == "positions":
        values["per_position"] = per_position(predictions).tolist()
        values["all_right"] = float(all_right(predictions).mean())
    return values


def _thresholds(predictions: Predictions) -> list[dict[str, Any]]:
    """The best of each label, or of the second of two classes."""
    names = predictions.classes
    chosen = range(len(names)) if predictions.task == "labels" else (1,)
    return [{"class": names[of], **best_threshold(predictions, of)._asdict()} for of in chosen]


def _intervals(predictions: Predictions, found: Confusion) -> dict[str, Interval]:
    """Where the figures lie of all samples that there could be; of pixels they would be too narrow, as those of a
    picture are alike."""
    if predictions.task != "classes" or predictions.unanswered:
        return {}
    right, whole = int(found.counts.trace()), int(found.support.sum())
    intervals = {"accuracy": wilson(right, whole)}
    if found.counts.size <= MOST_CELLS:
        intervals["f1_macro"] = of_counts(found.counts, _macro_f1)
    if predictions.loss is not None and math.isclose(
        predictions.loss, float(np.mean(predictions.losses)), rel_tol=1e-4
    ):
        intervals["loss"] = of_mean(predictions.losses)
    return intervals


def _macro_f1(counts: Any) -> float:
    whole = counts.sum(axis=0) + counts.sum(axis=1)
    there = whole > 0
    return float((2 * counts.diagonal()[there] / whole[there]).mean())


def _class(row: OfClass, *, with_iou: bool) -> dict[str, Any]:
    values = {
        "class": row.name, "precision": row.precision, "recall": row.recall, "f1": row.f1, "support": row.support
    }  # fmt: skip
    return {**values, "iou": row.iou} if with_iou else values


def _sample(predictions: Predictions, at: int) -> dict[str, Any]:
    return {
        "index": int(predictions.places[at]),
        "source": predictions.sources[at] or None,
        "truth": truth_of(predictions, at),
        "prediction": answer_of(predictions, at),
        "loss": float(predictions.losses[at]),
        "sample": at,
    }
