"""Who draws networks and prints reports for those who have no window: the command line and the screenshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.ui.app import application
from studio.ui.widgets.figure_paper import Paper
from studio.ui.widgets.pictures import PictureError, cannot_be_written, png_bytes
from studio.ui.widgets.report_paper import pdf

if TYPE_CHECKING:
    from studio.project.report import Report

__all__ = ["PictureError", "cannot_be_written", "draughtsman", "png_bytes", "print_report"]


def draughtsman() -> Paper:
    """Who draws networks, with an application of its own."""
    application()
    return Paper()


def print_report(report: Report) -> bytes:
    """The report of a run as the content of a PDF file, with an application of its own."""
    application()
    return pdf(report)
