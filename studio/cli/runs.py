"""Runs at the command line: those in a folder, as a table for people and as JSON values for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from studio import paths
from studio.cli.console import console, table, values
from studio.formatting.quantities import duration
from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.project.file import load
from studio.project.identity import identified
from studio.project.run_places import beside
from studio.project.runs_of import runs_of, runs_of_user
from studio.text import ntr, tr, written_out
from studio.training.metrics import VALIDATION
from studio.training.runs.description import TEST, Description
from studio.training.runs.listing import listed_runs

STAR = "★"
LONGEST_NOTE = 300


def runs_in(place: Path | None) -> list[Description]:
    """The runs in a folder or of a project file, newest first; without either, the user's.

    Raises TrainingError or ProjectError.
    """
    if place is None:
        return runs_of_user()
    if place.is_file():
        return runs_of(identified(load(place), place), place)
    return listed_runs(place, paths.run_index())


def entry(run: Description) -> dict[str, Any]:
    """A run for programs."""
    return {
        "run": run.path.name,
        "path": str(run.path),
        "name": run.name,
        "title": run.notes.title,
        "tags": list(run.notes.tags),
        "note": run.notes.note,
        "star": run.notes.star,
        "state": run.state,
        "reason": run.reason,
        "began": datetime.fromtimestamp(run.began).astimezone().isoformat(timespec="seconds"),
        "epoch": run.epoch,
        "steps": run.steps,
        "seconds": run.seconds,
        "device": run.device,
        "parameters": run.parameters,
        "metrics": dict(run.metrics),
        "alarms": [dict(alarm) for alarm in run.alarms],
        "settings": dict(run.settings),
        "data": {**run.data, "fingerprint": run.fingerprint or None},
    }


def show_runs(runs: Sequence[Description], place: Path | None) -> None:
    """The runs as a table, then what is to be said of single ones; without any, how to begin one."""
    screen = console()
    shown = paths.runs() if place is None else beside(place) if place.is_file() else place
    if not runs:
        screen.print(tr("There are no runs in {folder}.", folder=shown))
        screen.print(
            tr("“studio train FILE --out {run}” begins one, and so does Train in the window.", run=shown / "1")
        )
        return
    found = table(
        tr("run"), tr("network"), tr("state"), f">{tr('epochs')}", tr("result"), f">{tr('time')}", tr("began")
    )
    for run in runs:
        found.add_row(
            Text(called(run, shown), "bold"),
            written_out(shortened(run.name)),
            run.state_words,
            str(run.epoch),
            result(run.metrics),
            duration(run.seconds),
            f"{datetime.fromtimestamp(run.began):%Y-%m-%d %H:%M}",
        )
    screen.print(found)
    for run in runs:
        if run.notes.note:
            said = written_out(shortened(" ".join(run.notes.note.split()), LONGEST_NOTE))
            screen.print(Text.assemble((label(run, shown), "bold"), "  ", said))
        for alarm in run.alarms:
            said = written_out(shortened(str(alarm.get("message", "")), LONGEST_NOTE))
            screen.print(Text.assemble((label(run, shown), "bold"), "  ", (said, "yellow")))
        if run.reason:
            screen.print(Text.assemble((label(run, shown), "bold"), "  ", (written_out(run.reason), "dim")))
    screen.print(ntr("{count} run", "{count} runs", len(runs)), style="dim")


def called(run: Description, folder: Path) -> str:
    """What a person calls a run, with a star and its tags, then where it lies; in letters that steer no terminal."""
    notes = run.notes
    words = [STAR if notes.star else "", notes.title, *(f"#{tag}" for tag in notes.tags)]
    said = written_out(shortened(" ".join(filter(None, words))))
    return f"{said}\n{label(run, folder)}" if said else label(run, folder)


def label(run: Description, folder: Path) -> str:
    """Where a run lies within a folder, or in which folder elsewhere, in letters that steer no terminal."""
    path = run.path
    root = folder.resolve()
    elsewhere = Path(path.parent.name, path.name) if path != root else Path(path.name)
    within = path.relative_to(root) if path != root and path.is_relative_to(root) else elsewhere
    return written_out(shortened(str(within), LONGEST_PATH))


def result(metrics: Mapping[str, float]) -> str:
    """The values on the samples that tell most: test, else validation, else training; "" without any."""
    tested = _after(TEST, metrics)
    validated = _after(VALIDATION, metrics)
    if tested:
        return tr("test {values}", values=values(tested))
    if validated:
        return tr("validation {values}", values=values(validated))
    return values(metrics)


def _after(prefix: str, metrics: Mapping[str, float]) -> dict[str, float]:
    return {name.removeprefix(prefix): value for name, value in metrics.items() if name.startswith(prefix)}
