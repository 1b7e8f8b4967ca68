"""A plot in the panel: painted once, and told where the pointer is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import ended, paragraph, tr
from studio.ui import theme
from studio.ui.panels.evaluation.figure_painter import FigureField, PlotFigure, paint_figure

REACH = 28.0
"""Pixels from the pointer within which a point of a series is told."""


class FigureView(QWidget):
    """Shows a figure; nothing where there is none."""

    pointed = Signal(str)  # the point of a series under the pointer, "" where there is none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: PlotFigure | None = None
        self._painted: QPixmap | None = None
        self._near: QPointF | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(220, 170)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier().changed.connect(self._renew)

    @property
    def figure(self) -> PlotFigure | None:
        """What is shown."""
        return self._figure

    def show_figure(self, figure: PlotFigure | None) -> None:
        """Show another figure."""
        self._figure, self._near = figure, None
        if figure is not None:
            told = tr(", ").join(filter(None, (f"{each.name} {each.value}".strip() for each in figure.series)))
            self.setAccessibleName(figure.title)
            self.setAccessibleDescription(paragraph(ended(told), figure.note))
        self._renew()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._figure is None:
            return
        ratio = self.devicePixelRatioF()
        if self._painted is None or self._painted.size() != self.size() * ratio:
            self._painted = QPixmap(self.size() * ratio)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(QColor(theme.current().panel))
            inner = QPainter(self._painted)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_figure(inner, self._figure, QRectF(self.rect()), theme.current())
            inner.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        if self._near is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().text), 1.5))
            painter.drawEllipse(self._near, 5, 5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._near = None
        self.pointed.emit("")
        self.update()

    def _point(self, at: QPointF) -> None:
        """Find the nearest point of all series."""
        figure = self._figure
        if figure is None:
            return
        within, best, words = FigureField(figure, QRectF(self.rect())), REACH, ""
        self._near = None
        for series in figure.series:
            if not len(series.x) or series.how == "dashes":
                continue
            places = within.places(series)
            away = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
            nearest = int(away.argmin())
            if away[nearest] < best:
                best, self._near = float(away[nearest]), QPointF(*places[nearest].tolist())
                values = f"{figure.across_words} {series.x[nearest]:.4g}, {figure.up_words} {series.y[nearest]:.4g}"
                words = f"{series.name}: {values}" if series.name else values
        self.pointed.emit(words.replace("-", "−"))
        self.update()

    def _renew(self) -> None:
        self._painted = None
        self.update()
