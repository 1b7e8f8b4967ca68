"""A comparison of runs as lines of a table: a cell for each run, those of the best marked; and as text to copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.formatting import tables
from studio.formatting.numbers import exact
from studio.formatting.quantities import duration
from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.text import tr
from studio.training.runs import differences, values
from studio.training.runs.comparison import Comparison


@dataclass(frozen=True)
class Line:
    """One thing of all runs in their order; `best` are the places of the runs that no other surpasses.

    `numbers` are the cells of a line of numbers with all their digits, "" where one is not known.
    """

    name: str
    cells: tuple[str, ...]
    best: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Lines that belong together, under a title."""

    title: str
    lines: tuple[Line, ...]


def parts(compared: Comparison, macs: Sequence[int | None] = ()) -> tuple[Part, ...]:
    """All that is told of the runs, without parts that have no line. `macs` are multiply-accumulates for one sample."""
    found = (
        Part(tr("Run"), tuple(_course(compared))),
        Part(tr("Results"), tuple(_results(compared))),
        Part(tr("Settings that differ"), tuple(_settings(compared))),
        Part(tr("Network"), tuple(_network(compared, macs))),
    )
    return tuple(part for part in found if part.lines)


def titles(compared: Comparison) -> list[str]:
    """What the runs are called, or all of their paths where two are called alike."""
    short = [run.title for run in compared.runs]
    if len(set(short)) < len(short):
        return [shortened(str(run.path), LONGEST_PATH) for run in compared.runs]
    return [shortened(title) for title in short]


def network_sentences(compared: Comparison) -> list[str]:
    """What differs between the network of each run and that of the first."""
    names = titles(compared)
    told = zip(names[1:], compared.networks[1:], strict=True)
    return [tr("{run} beside {first}: {said}.", run=name, first=names[0], said=_said(each)) for name, each in told]


def as_markdown(compared: Comparison, macs: Sequence[int | None] = ()) -> str:
    """The table for a document, the best in each line followed by a star."""
    lines = ([line.name, *_marked(line)] for part in parts(compared, macs) for line in part.lines)
    return tables.markdown(["", *titles(compared)], [*lines, *_networks(compared)], len(compared.runs) + 1)


def as_csv(compared: Comparison, macs: Sequence[int | None] = ()) -> str:
    """The table for a spreadsheet, numbers with all their digits."""
    lines = ([line.name, *(line.numbers or line.cells)] for part in parts(compared, macs) for line in part.lines)
    return tables.separated(["", *titles(compared)], [*lines, *_networks(compared)])


def _marked(line: Line) -> list[str]:
    return [f"{cell} ★" if place in line.best else cell for place, cell in enumerate(line.cells)]


def _networks(compared: Comparison) -> Iterator[list[str]]:
    if any(compared.networks[1:]):
        yield [tr("beside the first"), "", *(_said(told) for told in compared.networks[1:])]


def _course(compared: Comparison) -> Iterator[Line]:
    yield _line(tr("state"), [run.state_words for run in compared.runs])
    if len({run.name for run in compared.runs}) > 1:
        yield _line(tr("project"), [shortened(run.name) for run in compared.runs])
    yield _line(tr("epochs"), [str(run.epoch) for run in compared.runs])
    yield _line(tr("time"), [duration(run.seconds) for run in compared.runs])
    if any(run.notes.tags for run in compared.runs):
        yield _line(tr("tags"), [tr(", ").join(run.notes.tags) for run in compared.runs])
    yield _line(tr("device"), [run.device or values.UNKNOWN for run in compared.runs])


def _results(compared: Comparison) -> Iterator[Line]:
    for name, standing in compared.metrics.items():
        cells = tuple(values.words(name, value) for value in standing.values)
        best = standing.best if len(standing.best) < len(cells) else ()
        yield Line(values.label(name), cells, best, _digits(standing.values))


def _settings(compared: Comparison) -> Iterator[Line]:
    for name, found in compared.settings.items():
        yield _line(name, [differences.shown(value) for value in found])


def _network(compared: Comparison, macs: Sequence[int | None]) -> Iterator[Line]:
    yield _counts(tr("parameters"), [run.parameters for run in compared.runs])
    if macs:
        yield _counts(tr("MACs"), macs)


def _counts(name: str, counts: Sequence[int | None]) -> Line:
    cells = tuple(values.UNKNOWN if count is None else exact(count) for count in counts)
    return Line(name, cells, numbers=_digits(counts))


def _digits(found: Sequence[float | None]) -> tuple[str, ...]:
    return tuple("" if each is None else str(each) for each in found)


def _line(name: str, cells: Sequence[str]) -> Line:
    return Line(name, tuple(cells))


def _said(told: Sequence[str] | None) -> str:
    if told is None:
        return tr("the network of one of them was not kept")
    return differences.told(told) if told else tr("the same network")
