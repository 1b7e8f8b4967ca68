"""How the values of a run's metrics are told, by their names with what they were reached on."""

from __future__ import annotations

from studio.text import tr
from studio.training.metrics import LOSS, METRICS, VALIDATION, figure
from studio.training.metrics.figure import Better
from studio.training.runs.description import TEST

UNKNOWN = "—"


def label(name: str) -> str:
    """The name of a value with what it was reached on."""
    told = figure(_plain(name)).inline
    if name.startswith(TEST):
        return tr("test {values}", values=told)
    if name.startswith(VALIDATION):
        return tr("validation {values}", values=told)
    return told


def words(name: str, value: float | None) -> str:
    """A value as people read it."""
    return UNKNOWN if value is None else figure(_plain(name)).words(value)


def better(name: str) -> Better | None:
    """Which values are better; None for a metric that this version does not know."""
    plain = _plain(name)
    if plain == LOSS.name:
        return LOSS.better
    return METRICS[plain].better if plain in METRICS else None


def is_loss(name: str) -> bool:
    """Whether a value is a loss, which says nothing beside another kind of loss."""
    return _plain(name) == LOSS.name


def _plain(name: str) -> str:
    return name.removeprefix(TEST).removeprefix(VALIDATION)
