"""The columns of the outline: what a cell says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.formatting import numbers
from studio.project.outline import Line
from studio.text import in_language, tr


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, how wide it begins, and what it says of a line."""

    title: str
    width: int
    say: Callable[[Line], str]


def _problems(line: Line) -> str:
    return line.problems[0].message if line.problems else ""


COLUMNS = (
    Column(tr("Name"), 150, lambda line: line.name),
    Column(tr("Layer"), 96, lambda line: line.kind),
    Column(tr("Settings"), 120, lambda line: line.detail),
    Column(tr("Inputs"), 96, lambda line: tr(", ").join(line.inputs)),
    Column(tr("Shape"), 96, lambda line: line.shape),
    Column(tr("Parameters"), 84, lambda line: numbers.exact(line.parameters) if line.parameters else ""),
    Column(tr("Problems"), 240, _problems),
)

NAME, PARAMETERS, PROBLEMS = 0, 5, 6


def titles() -> list[str]:
    """The titles in the language in use."""
    return [in_language(column.title) for column in COLUMNS]
