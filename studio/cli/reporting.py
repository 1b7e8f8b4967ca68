"""The report of a run as a document at the command line."""

from __future__ import annotations

from pathlib import Path

from studio.api.exchange import drawing
from studio.cli.exporting import allow_code_of
from studio.formatting.numbers import storage
from studio.project.report.writing import check_target
from studio.text import tr, written_out


def write_report(folder: Path, out: Path, *, force: bool, allow_code: bool) -> None:
    """Write the report of the run in a folder. Raises an error with a remedy."""
    check_target(out, replace=force)
    from studio.project.report import Content, picture, report_of
    from studio.project.report.writing import write

    if allow_code:
        from studio.training.runs import Run

        allow_code_of(Run.open(folder))
    content, draw = Content.of(folder), drawing()
    from studio.ui.picture import print_report

    size = write(report_of(content, picture(content, draw)), out, print_report)
    print(tr("{file}: the report of the run “{run}”, {size}.",
             file=written_out(str(out)), run=folder.absolute().name, size=storage(size)))  # fmt: skip
