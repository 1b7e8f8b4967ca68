"""The report of a run on paper: laid out by Qt in pages of A4, its drawings as drawings, as a PDF file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEventLoop, QMarginsF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.pdf_file import pdf_file

if TYPE_CHECKING:
    from studio.project.report import Report

MARGIN = 16.0
"""Millimetres around the text."""

DPI, PRINT_DPI = 96, 1200
FOOT = 28.0
"""Pixels at the bottom of a page that are left to its number."""

HEADING = 64.0
"""Pixels that a title takes over a picture that fills a page."""

ADDRESS = "drawing:"


def pdf(report: Report) -> bytes:
    """The content of a PDF file, made on any thread. Needs a QGuiApplication."""
    loop = QEventLoop()  # without one the timers of the document find nobody on a thread of Python's
    size, margins = QPageSize(QPageSize.PageSizeId.A4), QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    page = QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    content = pdf_file(report.title, PRINT_DPI, page, partial(_print, report))
    del loop
    return content


def _print(report: Report, writer: QPdfWriter) -> None:
    from studio.project.report.page import paper  # which brings torch

    scale = writer.resolution() / DPI
    width, height = writer.width() / scale, writer.height() / scale - FOOT
    drawings = _Drawings([QSvgRenderer(QByteArray(each.svg.encode())) for each in report.pictures])
    document = QTextDocument()
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0)
    font = theme.fixed_font(13)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(font)
    document.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject.value, drawings)
    document.setHtml(paper(report, (width, height - HEADING), ADDRESS))
    document.setPageSize(QSizeF(width, height))
    painter = QPainter(writer)
    painter.scale(scale, scale)
    count = document.pageCount()
    for number in range(count):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * height)
        document.drawContents(painter, QRectF(0, number * height, width, height))
        painter.restore()
        painter.setFont(theme.fixed_font(11))
        painter.setPen(QColor(theme.LIGHT.muted))
        foot = QRectF(0, height + FOOT / 2, width, FOOT / 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, tr("{page} of {count}", page=number + 1, count=count))
    painter.end()


class _Drawings(QPyTextObject):
    """Draws what stands in the text as pictures."""

    def __init__(self, drawings: list[QSvgRenderer]) -> None:
        super().__init__()
        self._drawings = drawings

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        image = format.toImageFormat()
        return QSizeF(image.width(), image.height())

    def drawObject(
        self, painter: QPainter, place: QRectF | QRect, document: QTextDocument, position: int, format: QTextFormat
    ) -> None:
        number = int(format.toImageFormat().name().removeprefix(ADDRESS))
        self._drawings[number].render(painter, QRectF(place))
