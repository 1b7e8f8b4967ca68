"""Points of a plane with the colours of their classes, or of the numbers that are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import three_digits
from studio.text import ntr, tr
from studio.ui import theme

if TYPE_CHECKING:
    from studio.data.inspection.page import Page, Sample

MARGIN = 28
LEGEND = 20
RADIUS = 3.0
ROOM = 0.05
"""Of the range, beside the outermost points."""


class Scatter(QWidget):
    """Both axes have one scale, so that circles are round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: tuple[Sample, ...] = ()
        self._classes: tuple[str, ...] = ()
        self._numbers = (0.0, 0.0)
        self.setMinimumHeight(100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def samples(self) -> tuple[Sample, ...]:
        """Those shown."""
        return self._samples

    def show_page(self, page: Page, classes: Sequence[str]) -> None:
        """Show other points."""
        numbers = [sample.number for sample in page.samples if sample.number is not None]
        self._numbers = (min(numbers), max(numbers)) if numbers else (0.0, 0.0)
        told = [tr("lowest: {number}", number=three_digits(self._numbers[0])),
                tr("highest: {number}", number=three_digits(self._numbers[1]))]  # fmt: skip
        self._samples, self._classes = page.samples, tuple(told if numbers else classes)
        self.setAccessibleName(ntr("{count} point", "{count} points", len(page.samples)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._samples:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(self.rect()).adjusted(MARGIN, LEGEND + 8, -MARGIN, -MARGIN)
        xs = [float(sample.values[0]) for sample in self._samples]
        ys = [float(sample.values[1]) for sample in self._samples]
        view = _View(field, xs, ys)
        self._paint_axes(painter, view, xs, ys)
        painter.setPen(Qt.PenStyle.NoPen)
        for sample, x, y in zip(self._samples, xs, ys, strict=True):
            painter.setBrush(self._colour(sample))
            painter.drawEllipse(view.at(x, y), RADIUS, RADIUS)
        self._paint_legend(painter)

    def _colour(self, sample: Sample) -> QColor:
        """That of its class; of a number one between those of the lowest and the highest."""
        colours = theme.current().runs
        colour = QColor(colours[(sample.label or 0) % len(colours)])
        if sample.number is not None:
            low, high = self._numbers
            colour = _between(QColor(colours[0]), QColor(colours[1]), (sample.number - low) / ((high - low) or 1.0))
        colour.setAlphaF(0.75)
        return colour

    def _paint_axes(self, painter: QPainter, view: _View, xs: Sequence[float], ys: Sequence[float]) -> None:
        colours = theme.current()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(view.field)
        painter.setFont(theme.font(11))
        painter.setPen(QColor(colours.muted))
        below = QRectF(view.field.left(), view.field.bottom() + 4, view.field.width(), 16)
        words = tr("x from {low} to {high}, y from {bottom} to {top}", low=three_digits(min(xs)),
                   high=three_digits(max(xs)), bottom=three_digits(min(ys)), top=three_digits(max(ys)))  # fmt: skip
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_legend(self, painter: QPainter) -> None:
        colours, x = theme.current(), float(MARGIN)
        painter.setFont(theme.font(12))
        for place, name in enumerate(self._classes):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.runs[place % len(colours.runs)]))
            painter.drawEllipse(QPointF(x + 4, LEGEND / 2 + 4), 4, 4)
            painter.setPen(QColor(colours.text))
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRectF(x + 14, 4, width + 4, LEGEND), Qt.AlignmentFlag.AlignVCenter, name)
            x += width + 32


class _View:
    """Where points of the plane lie on the screen."""

    def __init__(self, field: QRectF, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.field = field
        width, height = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
        self._middle = QPointF((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        self._scale = min(field.width() / width, field.height() / height) * (1 - 2 * ROOM)

    def at(self, x: float, y: float) -> QPointF:
        """The place of a point."""
        centre = self.field.center()
        across, up = (x - self._middle.x()) * self._scale, (y - self._middle.y()) * self._scale
        return QPointF(centre.x() + across, centre.y() - up)


def _between(first: QColor, second: QColor, share: float) -> QColor:
    """A mixture of two colours; a share of 1 is the second."""
    parts = zip(first.getRgbF()[:3], second.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(before + (after - before) * share for before, after in parts))
