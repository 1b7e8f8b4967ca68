"""Early stopping: what of a training has to go on improving, and for how long it may fail to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pydantic import Field, field_validator

from studio.data.config import Task
from studio.formatting.shortened import shortened
from studio.graph import Finding, Kind
from studio.layers import Declaration
from studio.text import Text, listed, paragraph, tr
from studio.training.metrics import LOSS, METRICS, VALIDATION, chosen, figure

NOT_TOLD = Kind(
    "monitor-not-told",
    "Early stopping watches “{monitor}” (early_stopping.monitor), which this training does not tell.",
    "Choose {others}, or add the metric to those of the training.",
)
NOTHING_TO_VALIDATE = Kind(
    "nothing-to-validate",
    "Early stopping watches “{monitor}” (early_stopping.monitor), but the data have no validation samples.",
    "Keep a share of them for validation, or choose {others}.",
)

USUAL_MONITOR = f"{VALIDATION}{LOSS.name}"
"""What makes an epoch the best where nothing else is chosen."""


class EarlyStopping(Declaration):
    """Ends the training where a value has not improved for some epochs; the best epoch is the one of its best value.

    Prechelt, “Early Stopping — But When?” (1998) compares ways to choose the patience.
    """

    name = "early_stopping"
    title = "Early stopping"
    essential = ("monitor", "patience")

    monitor: str = Field(
        USUAL_MONITOR, title="Watches", description="The loss or a metric by its name, as curves and events have it"
    )
    patience: int = Field(5, ge=1, le=100_000, description="Epochs without improvement that are waited for")
    min_delta: float = Field(
        0.0, ge=0.0, le=1e9, title="Least gain", description="What a value has to be better by to count as that"
    )

    @field_validator("monitor")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name.removeprefix(VALIDATION) in (LOSS.name, *METRICS):
            return name
        every = [f"{before}{known}" for before in ("", VALIDATION) for known in (LOSS.name, *METRICS)]
        close = get_close_matches(name, every, 1)
        meant = tr("Did you mean “{name}”?", name=close[0]) if close else ""
        told = tr(
            "monitor is “{name}”, but has to be “loss” or the name of a metric, after “{validation}” for the value on "
            "the validation samples.",
            name=shortened(name),
            validation=VALIDATION,
        )
        raise ValueError(paragraph(told, meant))


def as_loss(monitor: str, metrics: Mapping[str, float]) -> float | None:
    """The value of that name so that lower is better; None where it is not told."""
    value = metrics.get(monitor)
    if value is None:
        return None
    return -value if figure(monitor.removeprefix(VALIDATION)).better == "higher" else value


def watchable(task: Task, classes: int, metrics: Sequence[str], *, validated: bool) -> tuple[str, ...]:
    """The names of the values that are told of each epoch, those on validation samples first where there are some."""
    plain = (LOSS.name, *(metric.name for metric in chosen(task, classes, metrics)))
    return (*(f"{VALIDATION}{name}" for name in plain), *plain) if validated else plain


def check_watchable(settings: EarlyStopping | None, names: Sequence[str]) -> Finding | None:
    """What is wrong where the value to watch is not among those that are told; None where all is well."""
    if settings is None or settings.monitor in names:
        return None
    told = {"monitor": settings.monitor, "others": listed(names, "or")}
    if settings.monitor.removeprefix(VALIDATION) in names:
        return NOTHING_TO_VALIDATE.finding(**told)
    return NOT_TOLD.finding(**told)


def monitor_words(monitor: str) -> Text:
    """What is watched, within a sentence: `validation loss`."""
    plain = figure(monitor.removeprefix(VALIDATION)).inline
    if monitor.startswith(VALIDATION):
        return tr("validation {metric}", metric=plain)
    return tr("training {metric}", metric=plain)
