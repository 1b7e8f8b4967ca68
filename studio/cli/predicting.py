"""Predictions for samples that a person names on the command line, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.cli.console import console, note, table
from studio.cli.failures import FAILED, MISUSED, CommandError
from studio.text import listed, tr, written_out

if TYPE_CHECKING:
    from studio.evaluation.asking import Entry

MOST_TOLD = 3
"""So many classes are told with their probabilities."""


def predict_all(
    subject: Path,
    inputs: Sequence[str],
    rows: Sequence[str],
    texts: Sequence[str],
    which: str | None,
    *,
    as_json: bool,
    allow_code: bool,
) -> int:
    """Print the answers; gives the exit status, which is not 0 where something could not be answered."""
    from studio.api.running import given_all
    from studio.data.pictures.decode import quiet
    from studio.project.asked import asked

    if not (inputs or rows or texts):
        raise CommandError(tr("Nothing is given to predict."), tr("Name a file, or give --row or --text."), MISUSED)
    _check_apart(subject, which)
    found = asked(subject, which or "best", allow_code=allow_code)
    note(*filter(None, (found.name, *found.notes)))
    with quiet():
        entries = list(found.about(given_all(found, inputs, rows, texts)))
    wrong = [entry["error"] for entry in entries if "error" in entry]
    if as_json:
        from studio.cli.app import print_json

        print_json(entries)
    else:
        _show(entries)
    if wrong:
        note(*map(written_out, wrong))
    return FAILED if wrong else 0


def _check_apart(subject: Path, which: str | None) -> None:
    if which is not None and subject.suffix.lower() == ".onnx":
        raise CommandError(
            tr("An ONNX file has the weights of one checkpoint."), tr("Leave --checkpoint out."), MISUSED
        )


def _show(entries: Sequence[Entry]) -> None:
    rows = table(tr("input"), tr("prediction"), tr("how sure"))
    for entry in entries:
        if "error" not in entry:
            rows.add_row(written_out(entry["input"]), *map(written_out, _told(entry)))
    if rows.row_count:
        console().print(rows)


def _told(entry: Entry) -> tuple[str, str]:
    """The prediction and its probabilities in words."""
    if "values" in entry:
        return _numbers(entry["values"]), ""
    if "shares" in entry:
        return "", _likeliest(entry["shares"])
    prediction, chances = entry["prediction"], entry["probabilities"]
    if isinstance(chances, list):
        return " ".join(prediction), " ".join(f"{max(each.values()):.1%}" for each in chances)
    return (listed(prediction) if isinstance(prediction, list) else str(prediction)), _likeliest(chances)


def _numbers(values: Any) -> str:
    if isinstance(values, dict):
        return tr(", ").join(f"{name} {value:.6g}" for name, value in values.items())
    return tr("the sample itself; --json has its numbers")


def _likeliest(chances: dict[str, float]) -> str:
    best = sorted(chances.items(), key=lambda item: -item[1])[:MOST_TOLD]
    return tr(", ").join(f"{name} {chance:.1%}" for name, chance in best)
