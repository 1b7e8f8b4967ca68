"""What is said of a metric that was to be told and has no value."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from studio.text import in_language, tr
from studio.training.metrics import METRICS, figure


def left_out(names: Sequence[str], values: Collection[str]) -> list[str]:
    """For each of these metrics that is not among the values: `no AUROC (only one class occurs)`."""
    return [_told(name) for name in names if name not in values]


def _told(name: str) -> str:
    reason = METRICS[name].undefined if name in METRICS else ""
    if not reason:
        return tr("no {metric}", metric=figure(name).inline)
    return tr("no {metric} ({reason})", metric=figure(name).inline, reason=in_language(reason))
