"""The report as a file: a page, or printed by whoever can print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.files import reason, replace_file
from studio.project.errors import ProjectError
from studio.project.report.blocks import Report
from studio.text import tr

PAGE, PRINTED = (".html", ".htm"), (".pdf",)
"""Endings of files."""

Print = Callable[[Report], bytes]
"""Makes the content of a PDF file of a report; only the room that knows Qt can."""


def check_target(path: Path, *, replace: bool) -> None:
    """Raise ProjectError where a report cannot be written there, or would take the place of a file unasked."""
    if path.suffix.lower() not in (*PAGE, *PRINTED):
        raise ProjectError(
            tr("“{name}” does not say what to write.", name=path.name), tr("End the name in .html or .pdf.")
        )
    if path.exists() and not replace:
        raise ProjectError(
            tr("There is already a file “{file}”.", file=path),
            tr("Choose another name, or give --force to replace it."),
        )


def write(report: Report, path: Path, to_pdf: Print) -> int:
    """Write a report as what the ending of the name says; gives its size in bytes. Raises ProjectError."""
    from studio.project.report.page import page

    content = page(report).encode() if path.suffix.lower() in PAGE else to_pdf(report)
    try:
        replace_file(path, content)
    except OSError as error:
        told = tr("“{path}” cannot be written. {reason}", path=path, reason=reason(path, error))
        raise ProjectError(told, tr("Choose another folder.")) from None
    return len(content)
