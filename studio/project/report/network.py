"""The network of a run in its report: a picture, and a table of its layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.compiler.table import Row, rows
from studio.formatting.numbers import exact, shape
from studio.layers import Declaration
from studio.project.exporters import Subject
from studio.project.figures import Draughtsman
from studio.project.figures.diagram import Diagram
from studio.project.figures.svg import svg
from studio.project.report.blocks import Block, Folded, Paragraph, Picture, Section, Table
from studio.project.report.content import Content
from studio.project.report.drawings import read_drawing
from studio.text import ntr, paragraph, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis


ON_SCREEN = 1.6
"""Pixels of the page to a point of the diagram."""


def network(content: Content, drawn: Picture | None) -> Section:
    """The section; without `drawn` there is no picture."""
    return Section("network", tr("Network"), tuple(_blocks(content, drawn)))


def _blocks(content: Content, drawn: Picture | None) -> Iterator[Block]:
    analysis = content.analysis
    if analysis is None:
        yield Paragraph(tr("The network of this run cannot be read."), "warning")
        return
    for problem in analysis.errors:
        yield Paragraph(paragraph(problem.message, problem.remedy), "warning")
    if drawn is not None:
        yield drawn
    yield from tables(analysis)


def picture(content: Content, draw: Draughtsman) -> Picture | None:
    """A diagram of the network; None where there is nothing to be drawn."""
    if content.project is None or not content.project.graph:
        return None
    ink = draw.ink("light")
    figure = replace(Diagram().figure(Subject(content.project), ink), ground=ink.colours["ground"])
    return read_drawing(svg(figure.scaled(ON_SCREEN)), figure.about)


def tables(analysis: Analysis) -> Iterator[Block]:
    """The layers with their costs, and what is inside of blocks to be looked up."""
    found = rows(analysis)
    outside = [row for row in found if not row.parent]
    yield Table(_head(), (*(_cells(row, analysis) for row in outside), _total(analysis)), words=3)
    inside = [row for row in found if row.parent]
    if inside:
        title = ntr("{count} layer inside of blocks", "{count} layers inside of blocks", len(inside))
        yield Folded(title, (Table(_head(), tuple(_cells(row, analysis) for row in inside), words=3),))


def _head() -> tuple[str, ...]:
    return tr("name"), tr("layer"), tr("output shape"), tr("parameters"), tr("MACs")


def _cells(row: Row, analysis: Analysis) -> tuple[str, ...]:
    parameters, *_, macs, _ = row.costs
    shapes = tr(", ").join(map(shape, row.shapes)) if row.shapes is not None else "—"
    return row.path, _layer(row, analysis), shapes, exact(parameters), exact(macs)


def _layer(row: Row, analysis: Analysis) -> str:
    """The kind of a layer with its settings."""
    whole = analysis.expansion.whole
    node = analysis.graph[row.path] if row.path in analysis.graph else whole.get(row.path)
    label = node.layer.label() if node is not None and isinstance(node.layer, Declaration) else ""
    return f"{row.layer} · {label}" if label else row.layer


def _total(analysis: Analysis) -> tuple[str, ...]:
    return tr("total"), "", "", exact(analysis.total.parameters), exact(analysis.total.macs)
