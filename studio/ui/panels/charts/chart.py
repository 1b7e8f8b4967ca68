"""One chart of the training: curves per batch and per epoch over the epochs, with legend, zoom and read-out.

Imports pyqtgraph and numpy: only the plots panel imports it, and only when there is something to plot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.formatting.quantities import loss
from studio.text import tr
from studio.training.metrics import LOSS, Figure, Unit
from studio.ui import theme
from studio.ui.panels.charts.axis import Axis, percent_tick
from studio.ui.panels.charts.curve_layer import CurveLayer, Line
from studio.ui.panels.charts.curves import Points, Smoothing
from studio.ui.panels.charts.legend import Entry, Legend
from studio.ui.plain_text import tooltip
from studio.ui.widgets.live_text import LiveText

Split = Literal["training", "validation"]
SPLITS: tuple[Split, ...] = get_args(Split)

COLORS = {"training": ("#2563eb", "#6a9bff"), "validation": ("#e0580b", "#fdb022")}
"""Colour of each split, on light and on dark: told apart with any kind of colour vision."""

HEADER_MARGIN = 12

MARKER_ROOM = 16
"""Pixels that an epoch needs to carry a marker; closer ones would merge into a band."""

SLACK = 1.15
"""What is seen may be so many times what there is to see."""

CEILING: dict[Unit, float] = {"share": 1.03, "number": float("inf")}
"""No more is shown above the highest value there can be."""

FRAME = 16
"""Milliseconds: changes of the visible range are gathered for so long before the curves are drawn anew."""


class _Curve:
    """What is known of one split: thin lines per batch, bold ones with dots per epoch."""

    def __init__(self, split: Split) -> None:
        self.split = split
        self.batches, self.smooth, self.epochs = Points(), Points(), Points()
        self.smoothing = Smoothing(0.0)

    def clear(self) -> None:
        for points in (self.batches, self.smooth, self.epochs):
            points.clear()
        self.smoothing = Smoothing(self.smoothing.weight)

    def add_batches(self, x: ArrayLike, y: ArrayLike) -> None:
        known = len(self.batches)
        self.batches.append(x, y)
        self.smooth.append(self.batches.x[known:], self.smoothing.extend(self.batches.y[known:]))

    def set_smoothing(self, weight: float) -> None:
        self.smoothing = Smoothing(weight)
        self.smooth.clear()
        self.smooth.append(self.batches.x, self.smoothing.extend(self.batches.y))

    def color(self, shown: theme.Theme) -> str:
        return COLORS[self.split][shown.mode == "dark"]

    def lines(self, first: float, last: float, pixels: float) -> list[Line]:
        """What to draw of it between two epochs that are so many pixels apart."""
        shown = theme.current()
        color, columns = self.color(shown), max(int(pixels / 2), 50)
        x, y = self.epochs.outline(first, last, columns)
        apart = len(x) < 2 or len(x) * MARKER_ROOM <= pixels * (x[-1] - x[0]) / (last - first)
        return [
            Line(*self.batches.outline(first, last, columns), _blend(color, shown.panel, 0.22), 1.0),
            Line(*self.smooth.outline(first, last, columns), _blend(color, shown.panel, 0.55), 1.0),
            Line(x, y, QColor(color), 2.0, dots=apart),
        ]


class Chart(QWidget):
    """A titled chart over epochs. Give it points, then `redraw`; it follows the newest until a person zooms or pans."""

    hovered = Signal(object)  # epoch under the pointer, None when it has left
    moved = Signal()  # a person zoomed or panned
    asked_to_follow = Signal()  # double click

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self._logarithmic = False
        self.follows = True
        self.curves: dict[Split, _Curve] = {split: _Curve(split) for split in SPLITS}
        self._title = LiveText(figure.label, 13, 600)
        self._title.setToolTip(tooltip(figure.label))
        self.legend = Legend()
        self._readout = _Readout(self)
        self._plot = _plot(_ticks(figure))
        self._layer = CurveLayer()
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._redraw_soon = QTimer(self, singleShot=True, interval=FRAME)
        self._redraw_soon.timeout.connect(self.redraw)
        self._assemble()
        theme.notifier().changed.connect(self.take_colours)
        self.take_colours()

    def show_figure(self, figure: Figure) -> None:
        """Show something else from now on."""
        if figure != self.figure:
            self.figure = figure
            self._title.set_text(figure.label)
            self._title.setToolTip(tooltip(figure.label))
            self._plot.getAxis("left").set_words(_ticks(figure))

    @property
    def view(self) -> pg.ViewBox:
        """The part of the chart that shows a range of values."""
        return self._plot.getPlotItem().getViewBox()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(len(curve.batches) or len(curve.epochs) for curve in self.curves.values())

    def clear(self) -> None:
        """Forget all points, and follow again."""
        for curve in self.curves.values():
            curve.clear()
        self.follows = True
        self.show_readout(None)

    def add_batches(self, steps: ArrayLike, values: ArrayLike, per_epoch: int) -> None:
        """Add training points of single batches: steps (N,) counted from 1 and values (N,)."""
        self.curves["training"].add_batches(np.asarray(steps, np.float64) / per_epoch, np.asarray(values, np.float64))

    def add_epoch(self, epoch: int, training: float | None, validation: float | None) -> None:
        """Add the means over an epoch at its end; None where there is none."""
        for split, value in zip(SPLITS, (training, validation), strict=True):
            if value is not None:
                self.curves[split].epochs.append(epoch, value)

    def set_smoothing(self, weight: float) -> None:
        """Smooth the batches: 0 not at all, towards 1 ever more."""
        for curve in self.curves.values():
            curve.set_smoothing(weight)
        self._redraw_soon.start()

    def set_logarithmic(self, on: bool) -> None:
        """Show values on a logarithmic axis, or a linear one."""
        self._logarithmic = on
        self._plot.getPlotItem().getAxis("left").setLogMode(y=on)
        self.follow()

    def follow(self) -> None:
        """Show everything, and go with what arrives."""
        self.follows = True
        self.redraw()

    def redraw(self) -> None:
        """Draw what is known, no finer than the pixels there are."""
        self._redraw_soon.stop()
        if self.follows:
            self._fit()
        first, last = self.view.viewRange()[0]
        lines = [line for curve in self.curves.values() for line in curve.lines(first, last, self.view.width())]
        lines.sort(key=lambda line: line.width)
        self._layer.show_lines([self._scaled(line) for line in lines], self.view.viewRect())
        self.view.updateMatrix()  # pyqtgraph would do it while painting, and then paint all again
        self._write_legend()

    def take_colours(self) -> None:
        """Draw in the colours of the present theme."""
        shown = theme.current()
        self._plot.setBackground(shown.panel)
        for side in ("left", "bottom"):
            self._plot.getPlotItem().getAxis(side).paint_in(shown)
        self._layer.ground = QColor(shown.panel)
        self._line.setPen(pg.mkPen(shown.muted, width=1))
        self._redraw_soon.start()

    def show_readout(self, epoch: float | None) -> None:
        """Put the cross-hair at an epoch and say the values there; None takes it away."""
        lines = [] if epoch is None else self._values_at(epoch)
        self._line.setVisible(bool(lines))
        if not lines or epoch is None:
            self._readout.hide()
            return
        self._line.setPos(epoch)
        at = self.view.mapViewToDevice(QPointF(epoch, 0))
        x = self._plot.mapTo(self, at.toPoint()).x() if at is not None else 0
        self._readout.tell(lines, x, self._plot.geometry().adjusted(0, 8, 0, -36), low=self._runs_high(epoch))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_header()
        self._redraw_soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.asked_to_follow.emit()
            return True
        return False

    def _assemble(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(HEADER_MARGIN, 8, HEADER_MARGIN, 0)
        header.addWidget(self._title)
        header.addSpacing(HEADER_MARGIN)
        header.addWidget(self.legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self._plot, 1)
        item = self._plot.getPlotItem()
        item.addItem(self._line, ignoreBounds=True)
        item.addItem(self._layer, ignoreBounds=True)
        self._line.hide()
        self.view.sigRangeChangedManually.connect(lambda *_: self.moved.emit())
        self.view.sigXRangeChanged.connect(self._range_changed)
        self._plot.scene().sigMouseMoved.connect(self._hover)
        self._plot.viewport().installEventFilter(self)

    def _range_changed(self, *_: object) -> None:
        """Zoomed or panned, curves need other points; while following, a redraw changes the range itself."""
        if not self.follows:
            self._redraw_soon.start()

    def _hover(self, position: QPointF) -> None:
        inside = self.view.sceneBoundingRect().contains(position)
        self.hovered.emit(self.view.mapSceneToView(position).x() if inside else None)

    def _scaled(self, line: Line) -> Line:
        if not self._logarithmic:
            return line
        shown = line.y > 0
        return line._replace(x=line.x[shown], y=np.log10(line.y[shown]))

    def _fit(self) -> None:
        """Show all epochs, and the values less the rarest spikes of single batches."""
        last, values = 0.0, []
        for curve in self.curves.values():
            for points in (curve.batches, curve.epochs):
                if len(points):
                    last = max(last, float(points.x[-1]))
            _, batches = curve.batches.outline(0.0, last, 400)
            if len(batches):
                values.append(np.percentile(batches, (1, 98)))
            values.append(curve.epochs.y)
        known = np.concatenate(values) if values else np.empty(0)
        if self._logarithmic:
            known = np.log10(known[known > 0])
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        margin = 0.06 * (high - low) or 0.05
        self._show_range(max(last, 0.05), low - margin, min(high + margin, CEILING[self.figure.unit]))

    def _show_range(self, last: float, low: float, high: float) -> None:
        """Show at least this, and not much more. Axes are costly to draw, so they stay while they still fit."""
        (_, shown_last), (shown_low, shown_high) = self.view.viewRange()
        if not last * 1.01 <= shown_last <= last * SLACK:
            self.view.setXRange(0.0, last * 1.06, padding=0)
        slack = (SLACK - 1) * (high - low)
        if not (low - slack <= shown_low <= low + slack / 4 and high - slack / 4 <= shown_high <= high + slack):
            self.view.setYRange(low, high, padding=0)

    def _write_legend(self) -> None:
        shown = theme.current()
        self.legend.show_entries(
            tuple(
                Entry(curve.color(shown), _name(split), self.figure.words(value))
                for split, curve in self.curves.items()
                if (value := self._latest(curve)) is not None
            )
        )
        self._share_header()

    def _share_header(self) -> None:
        """Give the title the room that the values leave."""
        wanted = QFontMetrics(self._title.font()).horizontalAdvance(self._title.text()) + 1
        left = self.width() - 3 * HEADER_MARGIN - self.legend.least_width
        self._title.setFixedWidth(max(min(wanted, left), HEADER_MARGIN))

    def _latest(self, curve: _Curve) -> float | None:
        """The newest value: of the last epoch, or of the smoothed batches when they go further."""
        points = [points for points in (curve.epochs, curve.smooth) if len(points)]
        return float(max(points, key=lambda each: each.x[-1]).y[-1]) if points else None

    def _runs_high(self, epoch: float) -> bool:
        """Whether the training runs through the upper half of the chart there, where the read-out would hide it."""
        points = max((self.curves["training"].smooth, self.curves["training"].epochs), key=len)
        at = points.nearest(epoch)
        if at is None:
            return False
        value = np.log10(max(points.y[at], 1e-300)) if self._logarithmic else points.y[at]
        return bool(value > sum(self.view.viewRange()[1]) / 2)

    def _values_at(self, epoch: float) -> list[tuple[str, str]]:
        training, words = self.curves["training"], self.figure.words
        lines: list[tuple[str, str]] = []
        batch = training.batches.nearest(epoch)
        if batch is not None:
            of_each = tr("Batch") if self.figure is LOSS else tr("Batches")
            lines = [(tr("Epoch"), f"{training.batches.x[batch]:.2f}"), (of_each, words(training.batches.y[batch]))]
            if training.smoothing.weight > 0:
                lines.append((tr("Smoothed"), words(training.smooth.y[batch])))
        for split, curve in self.curves.items():
            at = curve.epochs.nearest(epoch)
            if at is not None:
                lines.append((_at_epoch(split, round(curve.epochs.x[at])), words(curve.epochs.y[at])))
        return lines


class _Readout(QLabel):
    """The values at the cross-hair, on a small card beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme.font(12))
        self.hide()

    def tell(self, lines: list[tuple[str, str]], x: int, within: QRect, *, low: bool) -> None:
        shown = theme.current()
        rows = "".join(
            f'<tr><td style="color:{shown.muted}">{name}</td><td align="right">&nbsp;&nbsp;&nbsp;{value}</td></tr>'
            for name, value in lines
        )
        self.setStyleSheet(
            f"background: {shown.raised}; color: {shown.text}; border: 1px solid {shown.border};"
            " border-radius: 6px; padding: 6px 8px;"
        )
        self.setText(f"<table cellspacing=0>{rows}</table>")
        self.adjustSize()
        room = within.right() - x - 12 >= self.width()
        self.move(x + 12 if room else x - 12 - self.width(), within.bottom() - self.height() if low else within.top())
        self.show()
        self.raise_()


def _name(split: Split) -> str:
    return tr("Training") if split == "training" else tr("Validation")


def _at_epoch(split: Split, epoch: int) -> str:
    if split == "training":
        return tr("Training, epoch {epoch}", epoch=epoch)
    return tr("Validation, epoch {epoch}", epoch=epoch)


def _ticks(figure: Figure) -> Callable[[float], str]:
    return percent_tick if figure.unit == "share" else loss


def _plot(words: Callable[[float], str]) -> pg.PlotWidget:
    axes = {
        "left": Axis("left", words),
        "bottom": Axis("bottom", lambda epoch: tr("epoch {epoch}", epoch=f"{epoch:g}")),
    }
    plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
    item = plot.getPlotItem()
    item.hideButtons()
    item.setContentsMargins(4, 8, 20, 4)
    for axis in axes.values():
        axis.setZValue(-1)  # the grid belongs behind the curves
    view = item.getViewBox()
    view.setZValue(0)
    view.disableAutoRange()
    view.setDefaultPadding(0)
    view.setLimits(xMin=-0.05)
    plot.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it fills its own background
    plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
    return plot


def _blend(color: str, ground: str, share: float) -> QColor:
    """`share` of a colour on a ground, opaque: a see-through pen costs several times as much to paint."""
    front, back = QColor(color), QColor(ground)
    red, green, blue = (
        round(share * getattr(front, part)() + (1 - share) * getattr(back, part)()) for part in ("red", "green", "blue")
    )
    return QColor(red, green, blue)
