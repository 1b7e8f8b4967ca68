"""How good the weights of a run are, in its report: on training, validation and test samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from studio.formatting.numbers import exact
from studio.project.report.blocks import Block, Paragraph, Section, Table
from studio.project.report.content import Content
from studio.project.report.judgement import judgement
from studio.text import ntr, paragraph, tr
from studio.training.events import EpochDone, RunFailed
from studio.training.metrics import figure
from studio.training.runs.values import UNKNOWN


def results(content: Content) -> Section:
    """The section."""
    return Section("results", tr("Results"), tuple(_blocks(content)))


def _blocks(content: Content) -> Iterator[Block]:
    for event in content.happened(RunFailed)[-1:]:
        yield Paragraph(paragraph(event.message, event.remedy), "warning")
    best, tests = content.best, {event.checkpoint: event for event in content.tests}
    if best is None:
        yield Paragraph(tr("No epoch is over yet, so nothing is known of how good the weights are."))
        return
    tested = tests.pop("best", None)
    columns = {
        tr("training"): best.training,
        tr("validation"): best.validation,
        tr("test"): {} if tested is None else tested.metrics,
    }
    yield Paragraph(_words(best))
    yield _table({name: values for name, values in columns.items() if values})
    if tested is not None:
        yield Paragraph(ntr("Tested on {count} sample.", "Tested on {count} samples.", tested.samples,
                            count=exact(tested.samples)), "muted")  # fmt: skip
    else:
        yield Paragraph(tr("The best weights were not tested on test samples."), "muted")
    yield from judgement(content)
    if tests:
        yield Paragraph(tr("Other checkpoints on the test samples:"), "muted")
        yield _table({name: event.metrics for name, event in tests.items()})


def _words(best: EpochDone) -> str:
    return tr(
        "After the best epoch, {epoch}, that is after {steps} steps:", epoch=exact(best.epoch), steps=exact(best.step)
    )


def _table(columns: Mapping[str, Mapping[str, float]]) -> Table:
    """A row for each figure, a column for each part of the samples."""
    names = dict.fromkeys(name for values in columns.values() for name in values)
    rows = tuple(
        (figure(name).label, *(figure(name).words(values[name]) if name in values else UNKNOWN
                               for values in columns.values()))
        for name in names
    )  # fmt: skip
    return Table((tr("figure"), *columns), rows)
