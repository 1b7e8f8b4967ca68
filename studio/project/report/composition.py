"""Puts the report of a run together from its sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from studio import __version__
from studio.formatting.moments import exactly
from studio.formatting.numbers import exact
from studio.formatting.quantities import duration
from studio.project.report.blocks import Block, Facts, Paragraph, Picture, Report
from studio.project.report.circumstances import course, environment
from studio.project.report.content import Content
from studio.project.report.curves import curves
from studio.project.report.data import data
from studio.project.report.network import network
from studio.project.report.reproducing import reproducing
from studio.project.report.results import results
from studio.project.report.settings import settings
from studio.text import tr
from studio.training.runs.values import label, words

MOST_HEADLINES = 3
"""So many results stand at the top."""


def report_of(content: Content, drawn: Picture | None = None) -> Report:
    """The report of a run, with what can be read of it, and the picture of its network where that was drawn."""
    sections = (
        results(content), curves(content), network(content, drawn), data(content), settings(content), course(content),
        environment(content), reproducing(content),
    )  # fmt: skip
    return Report(
        title=content.description.title,
        subtitle=_subtitle(content),
        lead=tuple(_lead(content)),
        sections=tuple(section for section in sections if section is not None),
        made=tr("Made by NN Studio {version} on {moment}.", version=__version__,
                moment=exactly(datetime.now().timestamp())),
    )  # fmt: skip


def _subtitle(content: Content) -> str:
    project = content.description.name
    return tr("{project}: run {state}", project=project, state=content.description.state_words) if project else ""


def _lead(content: Content) -> Iterator[Block]:
    for fault in content.faults:
        yield Paragraph(fault, "warning")
    described = content.description
    if described.reason and described.state != "damaged":
        yield Paragraph(described.reason, "muted")
    yield Facts(tuple(_headlines(content)), large=True)
    if described.notes.note:
        yield Paragraph(described.notes.note)


def _headlines(content: Content) -> Iterator[tuple[str, str]]:
    """What a reader looks for first: results, on test samples where these were tested, then what it took."""
    described = content.description
    tested = {name: value for name, value in described.metrics.items() if name.startswith("test_")}
    validated = {name: value for name, value in described.metrics.items() if name.startswith("validation_")}
    reached = tested or validated or described.metrics
    for name, value in sorted(reached.items(), key=lambda pair: pair[0].endswith("loss"))[:MOST_HEADLINES]:
        yield label(name), words(name, value)
    if described.parameters is not None:
        yield tr("parameters"), exact(described.parameters)
    yield tr("epochs"), exact(described.epoch)
    yield tr("steps"), exact(described.steps)
    yield tr("time trained"), duration(described.seconds)
