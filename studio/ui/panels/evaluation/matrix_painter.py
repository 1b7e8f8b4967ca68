"""Paints a confusion matrix, in a widget and for files alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from studio.formatting.numbers import compact
from studio.text import tr
from studio.ui import theme

By = Literal["counts", "rows", "columns"]
"""What cells tell: how many samples, or their share of those of the true (row) or the predicted class (column)."""

NAMES = 104.0
"""Pixels for the names of the classes beside the matrix at most, and above it."""

PICTURE = QSizeF(720, 720)
"""Of a matrix in a file."""

TITLE, LINE = 22.0, 20.0
LARGEST = 64.0
"""Pixels of a cell's side at most."""

SMALLEST_WORDS = 11.0
"""Of a cell's side: where it is less, no names stand beside it."""

MANY = 64
"""From so many classes on the cells are painted as a picture, which takes no longer for a thousand of them."""

Cell = tuple[int, int]
"""True class and predicted class, by their numbers."""


@dataclass(frozen=True, eq=False)
class Confusion:
    """How many samples of each class (rows) were taken for each (columns), (K, K), and the names of the K classes."""

    counts: npt.NDArray[np.int64]
    classes: tuple[str, ...]

    @cached_property
    def by_row(self) -> npt.NDArray[np.float64]:
        """Shares of the samples of the true class; 0 where there are none."""
        return _shares(self.counts, self.counts.sum(axis=1, keepdims=True))

    @cached_property
    def by_column(self) -> npt.NDArray[np.float64]:
        """Shares of the samples taken for the predicted class; 0 where there are none."""
        return _shares(self.counts, self.counts.sum(axis=0, keepdims=True))

    def values(self, by: By) -> npt.NDArray[Any]:
        """What the cells tell."""
        return {"counts": self.counts, "rows": self.by_row, "columns": self.by_column}[by]

    @property
    def worst(self) -> Cell | None:
        """Which class is most often taken for which other; None where no sample is mistaken."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong, 0)
        if not wrong.any():
            return None
        truth, prediction = np.unravel_index(int(wrong.argmax()), wrong.shape)
        return int(truth), int(prediction)


@dataclass(frozen=True)
class MatrixLayout:
    """Where the cells of a matrix of `count` classes lie: the first at `left`, `top`, each of `side` pixels."""

    count: int
    left: float
    top: float
    side: float
    lying: bool = True
    """Whether the names above have room beside each other; else they stand upright."""

    @classmethod
    def within(cls, area: QRectF, classes: Sequence[str]) -> MatrixLayout:
        """As large as there is room for: names above lie where they can, and none are told where cells are tiny."""
        count = max(len(classes), 1)
        metrics = QFontMetricsF(theme.font(11))
        widest = max((metrics.horizontalAdvance(name) for name in classes), default=0.0)
        names = min(NAMES, widest + 12)
        for beside, above, least in ((names, LINE, widest + 4), (names, names, SMALLEST_WORDS), (4.0, 4.0, 0.0)):
            room = min(area.width() - TITLE - beside, area.height() - TITLE - above)
            side = min(room / count, LARGEST)
            if side >= least:
                break
        left, top = area.left() + TITLE + beside, area.top() + TITLE + above
        return cls(count, left, top, max(side, 0.5), above is LINE)

    @property
    def field(self) -> QRectF:
        """All cells."""
        return QRectF(self.left, self.top, self.count * self.side, self.count * self.side)

    def cell(self, at: Cell) -> QRectF:
        """One of them."""
        return QRectF(self.left + at[1] * self.side, self.top + at[0] * self.side, self.side, self.side)

    def at(self, place: QPointF) -> Cell | None:
        """The cell at a pixel."""
        column, row = (place.x() - self.left) / self.side, (place.y() - self.top) / self.side
        inside = 0 <= column < self.count and 0 <= row < self.count
        return (int(row), int(column)) if inside else None


def table_of(shown: Confusion) -> list[list[str]]:
    """The counts with the names of the classes, for a file: true classes are rows."""
    rows = ([name, *map(str, counts)] for name, counts in zip(shown.classes, shown.counts.tolist(), strict=True))
    return [["truth \\ prediction", *shown.classes], *rows]


def paint_matrix_picture(shown: Confusion, by: By, painter: QPainter) -> None:
    """Paint a matrix for a file, in light colours, as large as `PICTURE`."""
    painter.fillRect(QRectF(0, 0, PICTURE.width(), PICTURE.height()), QColor(theme.LIGHT.panel))
    area = QRectF(8, 8, PICTURE.width() - 24, PICTURE.height() - 24)
    paint_matrix(painter, shown, by, MatrixLayout.within(area, shown.classes), theme.LIGHT)


def paint_matrix(painter: QPainter, shown: Confusion, by: By, layout: MatrixLayout, colours: theme.Theme) -> None:
    """Paint a matrix with the names of its classes and what its sides are."""
    _paint_titles(painter, layout, colours)
    if layout.count >= MANY:
        painter.drawImage(layout.field, heat(shown, by, colours))
    else:
        _paint_cells(painter, shown, by, layout, colours)
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(layout.field)
    if layout.side >= SMALLEST_WORDS:
        _paint_names(painter, shown.classes, layout, colours)


def heat(shown: Confusion, by: By, colours: theme.Theme) -> QImage:
    """A pixel a cell: right answers in the accent, mistakes in the colour of errors, the more the stronger."""
    strength = np.clip(_strengths(shown, by), 0.0, 1.0)[..., None]
    is_right = np.eye(len(strength), dtype=bool)[..., None]
    ground, right, wrong = (_rgb(each) for each in (colours.field, colours.accent, colours.error))
    pixels = (ground + (np.where(is_right, right, wrong) - ground) * strength).round().astype(np.uint8)
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _paint_cells(painter: QPainter, shown: Confusion, by: By, layout: MatrixLayout, colours: theme.Theme) -> None:
    values, picture = shown.values(by), heat(shown, by, colours)
    font = theme.font(12 if layout.side >= 40 else 11 if layout.side >= 28 else 9)
    for row in range(layout.count):
        for column in range(layout.count):
            box, ground = layout.cell((row, column)), picture.pixelColor(column, row)
            painter.fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5), ground)
            words = _words(values[row, column], by)
            if layout.side >= 18 and words:
                _paint_number(painter, box, words, font, ground, colours)


def _paint_number(
    painter: QPainter, box: QRectF, words: str, font: QFont, ground: QColor, colours: theme.Theme
) -> None:
    """Dark on light and light on dark, where it has room."""
    if QFontMetricsF(font).horizontalAdvance(words) <= box.width() - 2:
        dark, light = sorted((QColor(colours.text), QColor(colours.panel)), key=QColor.lightnessF)
        painter.setFont(font)
        painter.setPen(dark if _luminance(ground) > 0.24 else light)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _paint_titles(painter: QPainter, layout: MatrixLayout, colours: theme.Theme) -> None:
    field = layout.field
    painter.setFont(theme.font(11, 600))
    painter.setPen(QColor(colours.muted))
    above = QRectF(field.left(), 2, max(field.width(), 120.0), TITLE - 6)
    painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("Prediction"))
    painter.save()
    painter.translate(12, field.bottom())
    painter.rotate(-90)
    beside = QRectF(0, -10, max(field.height(), 60.0), 16)
    painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr("Truth"))
    painter.restore()


def _paint_names(painter: QPainter, classes: Sequence[str], layout: MatrixLayout, colours: theme.Theme) -> None:
    painter.setFont(theme.font(11))
    painter.setPen(QColor(colours.text))
    metrics, room = QFontMetricsF(painter.font()), layout.left - TITLE - 8
    for at, name in enumerate(classes):
        beside = QRectF(TITLE, layout.top + at * layout.side, room, layout.side)
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        middle = layout.left + (at + 0.5) * layout.side
        if layout.lying:
            box = QRectF(middle - layout.side / 2, layout.top - 20, layout.side, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
            continue
        painter.save()
        painter.translate(middle, layout.top - 6)
        painter.rotate(-90)
        height = layout.top - TITLE - 6
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, height)
        painter.drawText(QRectF(0, -8, height, 16), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


def _words(value: Any, by: By) -> str:
    """A cell in words; nothing where no sample is in it."""
    if not value:
        return ""
    if by == "counts":
        return str(int(value)) if value < 10_000 else compact(float(value)).replace(" ", "")
    return f"{100 * float(value):.0f}" if value >= 0.095 else f"{100 * float(value):.1f}"


def _strengths(shown: Confusion, by: By) -> npt.NDArray[np.float64]:
    """How strongly each cell is coloured, from 0 to 1; mistakes are few, so their roots are shown."""
    values = shown.by_column if by == "columns" else shown.by_row
    return np.where(values > 0, 0.06 + 0.94 * np.sqrt(values), 0.0)


def _rgb(colour: str) -> npt.NDArray[np.int64]:
    found = QColor(colour)
    return np.array([found.red(), found.green(), found.blue()])


def _shares(counts: npt.NDArray[np.int64], sums: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return counts / np.maximum(sums, 1)


def _luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4
        for each in colour.getRgbF()[:3]  # type: ignore[index]
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
