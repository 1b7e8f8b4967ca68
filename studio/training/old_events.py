"""Events of runs from before metrics had names: accuracies, errors and losses in entries of their own."""

from __future__ import annotations

from statistics import fmean
from typing import Any

_SPLITS = {"train_": "", "validation_": "validation_"}
_NAMES = {"loss": "loss", "accuracy": "accuracy", "error": "mae"}
_OF_BATCHES = {"accuracies": "accuracy", "errors": "mae"}


def translated(values: dict[str, Any]) -> dict[str, Any]:
    """The entries of an event as they are written today; those of today as they are."""
    kind, values = values["event"], dict(values)
    if kind == "RunStarted" and "measure" in values:
        values["metrics"] = ["mae" if values.pop("measure") == "mean absolute error" else "accuracy"]
    elif kind == "BatchesDone" and "accuracies" in values:
        found = {name: values.pop(old, ()) for old, name in _OF_BATCHES.items()}
        values["metrics"] = {name: fmean(each) for name, each in found.items() if each}
    elif kind == "EpochDone" and "train_loss" in values:
        values["metrics"] = _taken(
            values, {f"{old}{name}": f"{new}{_NAMES[name]}" for old, new in _SPLITS.items() for name in _NAMES}
        )
    elif kind == "Evaluated" and "loss" in values:
        values["metrics"] = _taken(values, _NAMES)
    return values


def _taken(values: dict[str, Any], names: dict[str, str]) -> dict[str, float]:
    """Entries taken out of `values` under their names of today, less those that were not known."""
    found = {new: values.pop(old, None) for old, new in names.items()}
    return {name: value for name, value in found.items() if value is not None}
