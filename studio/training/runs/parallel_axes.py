"""Runs as lines across upright axes: one for each setting in which they differ and each metric they reached."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from studio.training.metrics import VALIDATION
from studio.training.metrics.figure import Better
from studio.training.runs import values
from studio.training.runs.description import TEST, Description
from studio.training.runs.differences import shown
from studio.training.runs.overview import metric_names, settings_apart, short_name

MOST_TICKS = 12
"""Different values that are named at an axis each; of more, only numbers are, at the ends and between."""

DECADES = 10.0
"""How many times the smallest the largest number has to be for an axis to be logarithmic."""


@dataclass(frozen=True)
class Axis:
    """An upright axis. `places` has where each run crosses it, from 0 at the bottom to 1; None where it has no value.

    `ticks` are what is
    written beside it, `words` the values as people read them. `better` says for a metric which end is.
    """

    name: str
    title: str
    places: tuple[float | None, ...]
    ticks: tuple[tuple[float, str], ...]
    words: tuple[str, ...]
    better: Better | None = None


def axes(runs: Sequence[Description]) -> tuple[Axis, ...]:
    """The axes of settings, then those of the metrics that tell most: on test samples, else validation, else training.

    A metric that fewer than two runs have reached has none; every run has to have its settings.
    """
    apart = settings_apart(runs)
    of_settings = [_of_setting(name, short_name(name, apart), row) for name, row in apart.items()]
    return (*of_settings, *(_of_metric(name, runs) for name in _telling(runs)))


def _telling(runs: Sequence[Description]) -> list[str]:
    names = [name for name in metric_names(runs) if sum(name in run.metrics for run in runs) > 1]
    for prefix in (TEST, VALIDATION):
        found = [name for name in names if name.startswith(prefix)]
        if found:
            return found
    return names


def _of_setting(name: str, title: str, row: Sequence[Any]) -> Axis:
    words = tuple(map(shown, row))
    if all(value is None or _is_number(value) for value in row):
        return Axis(name, title, *_numeric(row, words), words)
    keys = [json.dumps(value, sort_keys=True) for value in row]
    order = sorted(set(keys))
    at = {key: _share(place, 0, len(order) - 1) for place, key in enumerate(order)}
    ticks = {at[key]: told for key, told in zip(keys, words, strict=True)} if len(order) <= MOST_TICKS else {}
    return Axis(name, title, tuple(at[key] for key in keys), tuple(sorted(ticks.items())), words)


def _of_metric(name: str, runs: Sequence[Description]) -> Axis:
    row = [run.metrics.get(name) for run in runs]
    words = tuple(values.words(name, value) for value in row)
    return Axis(name, values.label(name), *_numeric(row, words), words, values.better(name))


def _numeric(
    row: Sequence[float | None], words: Sequence[str]
) -> tuple[tuple[float | None, ...], tuple[tuple[float, str], ...]]:
    """Where numbers lie on an axis from the smallest to the largest, and what is written beside it."""
    known = [value for value in row if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    scale: Callable[[float], float] = math.log if low > 0 and high / low >= DECADES else float
    places = tuple(None if value is None else _share(scale(value), scale(low), scale(high)) for value in row)
    named = {place: told for place, told in zip(places, words, strict=True) if place is not None}
    if len(named) > MOST_TICKS:
        named = {place: told for place, told in named.items() if place in (0.0, 1.0)}
    return places, tuple(sorted(named.items()))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _share(value: float, low: float, high: float) -> float:
    """Where a value lies between two others; in the middle where these are the same."""
    return (value - low) / (high - low) if high > low else 0.5
