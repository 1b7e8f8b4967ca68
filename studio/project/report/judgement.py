"""What the best weights of a run make of its test samples, in its report: confusion, classes, numbers, mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studio.data.errors import DataError
from studio.formatting.numbers import exact
from studio.formatting.quantities import loss, percent
from studio.project.report.blocks import Block, Folded, Matrix, Paragraph, Table
from studio.project.report.content import Content
from studio.project.snapshots import snapshot
from studio.text import listed, tr
from studio.training.errors import TrainingError
from studio.training.metrics import figure
from studio.training.runs.values import UNKNOWN

MOST_CLASSES = 20
"""A table of more classes than that against each other is no longer read."""

WORST = 10
"""So many mistakes are told."""


def judgement(content: Content) -> Iterator[Block]:
    """Figures worked out of the predictions, which are made where they were not kept; or why there are none."""
    if content.project is None or content.best is None:
        return
    from studio.evaluation.making import of
    from studio.evaluation.summary import summarised

    try:
        found = summarised(of(content.run, snapshot(content.project), "test", "best"), WORST)
    except (TrainingError, DataError) as error:
        yield Paragraph(tr("There is no more to tell of single samples. {reason}", reason=error.message), "muted")
        return
    for note in found["notes"]:
        yield Paragraph(note, "muted")
    yield from _intervals(found)
    yield from _of_classes(found)
    yield from _of_numbers(found)
    yield from _worst(found)


def _intervals(found: Mapping[str, Any]) -> Iterator[Block]:
    """Where figures would lie on all samples that there could be."""
    told = {"accuracy": figure("accuracy"), "loss": figure("loss"), "f1_macro": figure("f1")}
    rows = tuple(
        (told[name].label, told[name].words(ends[0]), told[name].words(ends[1]))
        for name, ends in found.get("intervals", {}).items()
        if name in told and ends is not None and None not in ends
    )
    if rows:
        yield Paragraph(tr("With a confidence of 95 %, on test samples:"), "muted")
        yield Table((tr("figure"), tr("at least"), tr("at most")), rows)


def _of_classes(found: Mapping[str, Any]) -> Iterator[Block]:
    per_class = found.get("per_class", [])
    if not per_class:
        return
    names = tuple(found["classes"])
    if found["task"] != "labels" and len(names) <= MOST_CLASSES:
        yield Paragraph(tr("Truth from top to bottom, predictions from left to right:"), "muted")
        yield Matrix(names, tuple(map(tuple, found["confusion"])))
    head = (tr("class"), tr("precision"), tr("recall"), "F1", tr("samples"))
    rows = tuple(
        (each["class"], *(_share(each[name]) for name in ("precision", "recall", "f1")), exact(each["support"]))
        for each in per_class
    )
    table = Table(head, rows)
    yield table if len(rows) <= MOST_CLASSES else Folded(tr("All classes"), (table,))


def _of_numbers(found: Mapping[str, Any]) -> Iterator[Block]:
    targets = found.get("targets", [])
    if targets:
        named = [figure(name) for name in ("mae", "rmse", "r2")]
        rows = tuple(
            (each["name"], *(UNKNOWN if each[one.name] is None else one.words(each[one.name]) for one in named))
            for each in targets
        )
        yield Table((tr("number"), *(one.label for one in named)), rows)


def _worst(found: Mapping[str, Any]) -> Iterator[Block]:
    rows = tuple(
        (
            each["source"] or exact(each["index"]), _plain(each["truth"]), _plain(each["prediction"]),
            UNKNOWN if each["loss"] is None else loss(each["loss"]),
        )
        for each in found["worst"]
    )  # fmt: skip
    if rows:
        head = (tr("sample"), tr("truth"), tr("prediction"), tr("loss"))
        yield Folded(tr("The test samples with the largest loss"), (Table(head, rows, words=3),))


def _plain(value: Any) -> str:
    """A truth or an answer in words."""
    if value is None:
        return UNKNOWN
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return tr(", ").join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed(map(_plain, value)) or UNKNOWN
    return str(value)


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else percent(value)
