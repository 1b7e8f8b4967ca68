"""What a run has learnt, at the command line: its figures as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from studio.cli.console import console, table
from studio.cli.failures import INTERRUPTED, CommandError
from studio.cli.training import interrupts_stop
from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.text import ntr, tr, written_out
from studio.training.control import Control, Stopped
from studio.training.metrics import LOSS, figure
from studio.training.metrics.left_out import left_out

if TYPE_CHECKING:
    from studio.training.runs.checkpoint_index import Which
    from studio.training.testing import SplitName

MOST_COLUMNS = 12
"""A confusion of more classes is told by the pairs that are confused most."""

MOST_PAIRS = 10
MOST_CLASSES = 40
LONGEST = 36


def evaluated(folder: Path, split: SplitName, which: Which, worst: int, *, allow_code: bool) -> dict[str, Any]:
    """The figures of a run, as `summarised` has them. Raises TrainingError, DataError, ProjectError or CommandError."""
    control = Control()
    with interrupts_stop(control):
        from studio import api

        try:
            return api.evaluate(
                folder, split, checkpoint=which, worst=worst, allow_code=allow_code, control=control
            )  # fmt: skip
        except Stopped:
            raise CommandError(tr("Interrupted."), status=INTERRUPTED) from None


def show(found: Mapping[str, Any]) -> None:
    """Print the figures: a sentence, tables of classes or numbers, confusion, the worst samples, and notes."""
    screen = console()
    screen.print(_title(found), style="bold")
    screen.print(_figures(found))
    for each in (_classes(found), _thresholds(found), _confusion(found), _targets(found), _worst(found)):
        if each is not None:
            screen.print()
            screen.print(each)
    for sentence in found["notes"]:
        screen.print(sentence)


def _title(found: Mapping[str, Any]) -> str:
    told = {"run": found["run"], "epoch": found["epoch"]}
    samples = found["samples"]
    match found["split"]:
        case "train":
            return ntr("“{run}” after epoch {epoch}, on {number} training sample",
                       "“{run}” after epoch {epoch}, on {number} training samples",
                       samples, number=exact(samples), **told)  # fmt: skip
        case "validation":
            return ntr("“{run}” after epoch {epoch}, on {number} validation sample",
                       "“{run}” after epoch {epoch}, on {number} validation samples",
                       samples, number=exact(samples), **told)  # fmt: skip
        case _:
            return ntr("“{run}” after epoch {epoch}, on {number} test sample",
                       "“{run}” after epoch {epoch}, on {number} test samples",
                       samples, number=exact(samples), **told)  # fmt: skip


def _figures(found: Mapping[str, Any]) -> str:
    """Metrics and loss, with where they may lie, in a line."""
    known = {name: value for name, value in {**found["metrics"], LOSS.name: found["loss"]}.items() if value is not None}
    intervals, told = found["intervals"], []
    for name, value in known.items():
        words, between = figure(name).told(value), intervals.get(name)
        if between is not None and None not in between:
            low, high = (figure(name).words(each) for each in between)
            words = tr("{value} ({low} to {high})", value=words, low=low, high=high)
        told.append(words)
    return tr(", ").join([*told, *left_out(list(found["metrics"]), known)])


def _classes(found: Mapping[str, Any]) -> Table | None:
    rows = found.get("per_class")
    if not rows:
        return None
    columns = {"precision": tr("precision"), "recall": tr("recall"), "f1": tr("F1"), "iou": tr("IoU")}
    shown = [name for name in columns if name in rows[0]]
    heading = tr("label") if found["task"] == "labels" else tr("class")
    made = table(heading, *(f">{columns[name]}" for name in shown), f">{tr('support')}")
    for row in rows[:MOST_CLASSES]:
        made.add_row(_name(row["class"]), *(_share(row[name]) for name in shown), exact(row["support"]))
    rest = len(rows) - MOST_CLASSES
    if rest > 0:
        made.add_row(ntr("and {count} more", "and {count} more", rest), *("" for _ in shown), "")
    return made


def _thresholds(found: Mapping[str, Any]) -> Table | None:
    """From where on yes would be best said of these samples."""
    rows = found.get("thresholds")
    if not rows:
        return None
    heads = (tr("yes above"), tr("precision"), tr("recall"), tr("best F1"))
    made = table(tr("label") if found["task"] == "labels" else tr("class"), *(f">{head}" for head in heads))
    for row in rows[:MOST_CLASSES]:
        made.add_row(_name(row["class"]), *(_share(row[name]) for name in ("threshold", "precision", "recall", "f1")))
    return made


def _confusion(found: Mapping[str, Any]) -> Table | None:
    """The matrix, or the pairs that are confused most."""
    counts, names = found.get("confusion"), found.get("classes")
    if not counts or not names or found["task"] == "labels":
        return None
    if len(names) > MOST_COLUMNS:
        return _pairs(counts, names)
    made = table(tr("truth, taken for"), *(f">{written_out(shortened(name, 12))}" for name in names))
    for at, (name, row) in enumerate(zip(names, counts, strict=True)):
        cells = (
            Text(exact(count), "bold" if place == at else "" if count else "dim") for place, count in enumerate(row)
        )
        made.add_row(_name(name), *cells)
    return made


def _pairs(counts: list[list[int]], names: list[str]) -> Table | None:
    wrong = [
        (count, truth, answer)
        for truth, row in enumerate(counts)
        for answer, count in enumerate(row)
        if count and truth != answer
    ]
    if not wrong:
        return None
    made = table(tr("truth"), tr("taken for"), f">{tr('times')}")
    for count, truth, answer in sorted(wrong, key=lambda each: -each[0])[:MOST_PAIRS]:
        made.add_row(_name(names[truth]), _name(names[answer]), exact(count))
    return made


def _targets(found: Mapping[str, Any]) -> Table | None:
    if not found.get("targets"):
        return None
    made = table(tr("number"), f">{tr('mean absolute error')}", f">{tr('root mean squared error')}", f">{tr('R²')}")
    for target in found["targets"]:
        made.add_row(_name(target["name"]), *(_number(target[name]) for name in ("mae", "rmse", "r2")))
    return made


def _worst(found: Mapping[str, Any]) -> Table | None:
    if not found["worst"]:
        return None
    has_source = any(each["source"] for each in found["worst"])
    heads = [tr("source")] if has_source else []
    made = table(f">{tr('sample')}", *heads, tr("truth"), tr("answer"), f">{tr('loss')}")
    for each in found["worst"]:
        source = [written_out(shortened(each["source"] or "", 2 * LONGEST))] if has_source else []
        made.add_row(
            str(each["index"]), *source, _value(each["truth"]), _value(each["prediction"]), _number(each["loss"])
        )
    return made


def _value(value: Any) -> str:
    """A truth or an answer in a few words."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        value = [f"{name} {_value(each)}" for name, each in value.items()]
    if isinstance(value, list):
        return written_out(shortened(tr(", ").join(_value(each) for each in value), LONGEST)) or "–"
    return written_out(shortened(value, LONGEST)) if isinstance(value, str) else _number(value)


def _name(name: str) -> Text:
    return Text(written_out(shortened(name, LONGEST)), "bold")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
