"""A plot as a value, and how it is painted: on the screen and for files by the same code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from studio.ui import theme
from studio.ui.widgets.plot_axis import PlotAxis, placed

Numbers = npt.NDArray[np.float64]

PICTURE = QSizeF(640, 480)
"""Of a figure in a file."""

LEFT, ABOVE, RIGHT, BELOW = 58.0, 40.0, 16.0, 42.0
"""Room about the field for words, in pixels."""

BESIDE = 28.0
"""Room for the dot of a name, and to the next one."""

TICK_WIDTH, TICK_HEIGHT = 64.0, 28.0
MOST_POINTS = 1_000
"""Points of a line that are drawn: more have no pixels of their own."""

DASHES = (4.0, 3.0)


@dataclass(frozen=True, eq=False)
class Series:
    """Points x and y (N,), joined by a line, as dots, or as bars from 0 on; `colour` is a place among the theme's
    colours of curves, or the name of one of its others.
    """

    name: str
    x: Numbers
    y: Numbers
    how: Literal["line", "dashes", "dots", "bars"] = "line"
    colour: int | str = 0
    value: str = ""
    """What is told of it beside its name."""


@dataclass(frozen=True, eq=False)
class PlotFigure:
    """Series over two axes, in words; `mark` is a point that stands out, `note` a sentence about what is seen."""

    title: str
    across: PlotAxis
    up: PlotAxis
    across_words: str
    up_words: str
    series: Sequence[Series]
    mark: tuple[float, float] | None = None
    note: str = ""
    rows: Sequence[Sequence[Any]] = field(default=())
    """What a table of it has, the names of its columns first; by itself the points of its series."""

    def table(self) -> list[list[Any]]:
        """All its numbers, for a file."""
        if self.rows:
            return [list(row) for row in self.rows]
        head = ["series", self.across_words, self.up_words]
        points = ([each.name, x, y] for each in self.series for x, y in zip(each.x, each.y, strict=True))
        return [head, *([name, f"{x:.9g}", f"{y:.9g}"] for name, x, y in points)]


@dataclass(frozen=True)
class FigureField:
    """Where the values of a figure lie within a rectangle of pixels."""

    figure: PlotFigure
    area: QRectF

    @property
    def box(self) -> QRectF:
        """Where the series are."""
        return self.area.adjusted(LEFT, ABOVE, -RIGHT, -BELOW)

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of two values."""
        return placed(self.box, self.figure.across, self.figure.up, x, y)

    def places(self, series: Series) -> npt.NDArray[np.float64]:
        """The pixels of a series (N, 2)."""
        box, across, up = self.box, self.figure.across, self.figure.up
        x = box.left() + (series.x - across.low) / (across.high - across.low) * box.width()
        y = box.bottom() - (series.y - up.low) / (up.high - up.low) * box.height()
        return np.stack([x, y], axis=1)


def paint_figure(painter: QPainter, figure: PlotFigure, area: QRectF, colours: theme.Theme) -> None:
    """Paint a figure with its title, the names of its series and its axes."""
    within = FigureField(figure, area)
    _paint_head(painter, figure, area, colours)
    _paint_axes(painter, within, colours)
    painter.save()
    painter.setClipRect(within.box.adjusted(-2, -2, 2, 2))
    for series in figure.series:
        _paint_series(painter, series, within, colours)
    painter.restore()
    if figure.mark is not None:
        painter.setPen(QPen(QColor(colours.panel), 2))
        painter.setBrush(QColor(colours.text))
        painter.drawEllipse(within.place(*figure.mark), 5, 5)


def paint_figure_picture(figure: PlotFigure, painter: QPainter) -> None:
    """Paint a figure for a file, in light colours, as large as `PICTURE`."""
    area = QRectF(0, 0, PICTURE.width(), PICTURE.height())
    painter.fillRect(area, QColor(theme.LIGHT.panel))
    paint_figure(painter, figure, area, theme.LIGHT)


def colour_of(series: Series, colours: theme.Theme) -> QColor:
    """The colour of a series in a theme."""
    if isinstance(series.colour, int):
        return QColor(colours.runs[series.colour % len(colours.runs)])
    return QColor(getattr(colours, series.colour))


def _paint_head(painter: QPainter, figure: PlotFigure, area: QRectF, colours: theme.Theme) -> None:
    """The title, and beside it the named series as far as they have room."""
    painter.setFont(theme.font(13, 600))
    painter.setPen(QColor(colours.text))
    metrics = QFontMetricsF(painter.font())
    painter.drawText(QPointF(area.left() + 12, area.top() + 22), figure.title)
    x, right = area.left() + 12 + metrics.horizontalAdvance(figure.title) + 16, area.right() - 8
    painter.setFont(theme.font(11))
    metrics = QFontMetricsF(painter.font())
    named = [series for series in figure.series if series.name]
    told = [(series, " ".join(filter(None, (series.name, series.value)))) for series in named]
    if x + sum(metrics.horizontalAdvance(words) + BESIDE for _, words in told) > right:
        told = [(series, series.name) for series in named]
    for series, words in told:
        width = metrics.horizontalAdvance(words)
        if x + 12 + width > right:
            break
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(series, colours))
        painter.drawEllipse(QPointF(x + 4, area.top() + 18), 3.5, 3.5)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QPointF(x + 12, area.top() + 22), words)
        x += width + BESIDE


def _paint_axes(painter: QPainter, within: FigureField, colours: theme.Theme) -> None:
    box, figure = within.box, within.figure
    grid, words = QPen(QColor(colours.border), 1), QColor(colours.muted)
    painter.setFont(theme.font(11))
    ticks = figure.up.ticks(max(2, int(box.height() / TICK_HEIGHT)))
    for value, told in zip(ticks, figure.up.words(ticks), strict=True):
        y = within.place(figure.across.low, value).y()
        painter.setPen(grid)
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(words)
        beside = QRectF(box.left() - LEFT + 18, y - 8, LEFT - 24, 16)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
    ticks = figure.across.ticks(max(2, int(box.width() / TICK_WIDTH)))
    for value, told in zip(ticks, figure.across.words(ticks), strict=True):
        x = within.place(value, figure.up.low).x()
        painter.setPen(grid)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setPen(words)
        painter.drawText(QRectF(x - 32, box.bottom() + 4, 64, 16), Qt.AlignmentFlag.AlignHCenter, told)
    painter.setPen(words)
    below = QRectF(box.left(), box.bottom() + 21, box.width(), 16)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, figure.across_words)
    painter.save()
    painter.translate(within.area.left() + 10, box.center().y())
    painter.rotate(-90)
    painter.drawText(QRectF(-box.height() / 2, -8, box.height(), 16), Qt.AlignmentFlag.AlignCenter, figure.up_words)
    painter.restore()


def _paint_series(painter: QPainter, series: Series, within: FigureField, colours: theme.Theme) -> None:
    colour, places = colour_of(series, colours), within.places(series)
    if series.how == "dots":
        colour.setAlphaF(0.9 if len(places) < 300 else 0.55)
        painter.setPen(QPen(colour, 4.0 if len(places) < 2_000 else 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in places.tolist()]))
        return
    if series.how == "bars":
        _paint_bars(painter, places, within, colour)
        return
    pen = QPen(colour, 1.25 if series.how == "dashes" else 2.0, j=Qt.PenJoinStyle.RoundJoin)
    if series.how == "dashes":
        pen.setDashPattern(DASHES)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in _thinned(places).tolist()]))


def _paint_bars(painter: QPainter, places: Numbers, within: FigureField, colour: QColor) -> None:
    """Bars about their x, as wide as they are apart."""
    bottom = within.place(within.figure.across.low, max(within.figure.up.low, 0.0)).y()
    width = float(np.diff(places[:, 0]).min()) if len(places) > 1 else within.box.width() / 4
    colour.setAlphaF(0.75)
    for x, y in places.tolist():
        if y < bottom:
            painter.fillRect(QRectF(x - width / 2 + 1, y, max(width - 2, 1.0), bottom - y), colour)


def _thinned(places: Numbers) -> Numbers:
    """Fewer points of a long line, with its ends."""
    if len(places) <= MOST_POINTS:
        return places
    kept = np.linspace(0, len(places) - 1, MOST_POINTS).round().astype(np.int64)
    return places[np.unique(kept)]
