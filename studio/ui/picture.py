"""Pictures of networks and printed reports for those who have no window: the command line and the screenshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studio.graph import Graph
from studio.ui.app import application
from studio.ui.canvas.drawing import save_picture
from studio.ui.widgets.pictures import PictureError, cannot_be_written, png_bytes
from studio.ui.widgets.report_paper import pdf

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.project.report import Report

__all__ = ["PictureError", "cannot_be_written", "draw", "png_bytes", "print_report", "save_picture"]


def draw(graph: Graph, analysis: Analysis | None, path: Path) -> None:
    """Draw a network into a file, with an application of its own. Raises PictureError."""
    application()
    save_picture(graph, analysis, path)


def print_report(report: Report) -> bytes:
    """The report of a run as the content of a PDF file, with an application of its own."""
    application()
    return pdf(report)
