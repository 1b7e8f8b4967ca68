"""Charts side by side where there is room for it, else in several rows, which scroll where they are too many."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

LEAST = QSize(230, 124)
"""Smaller charts cannot be read."""

GOOD_WIDTH = 300
"""Narrower charts are put up with only where wider ones would have to scroll."""


class ChartGrid(QScrollArea):
    """Gives all charts that are shown the same room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: list[QWidget] = []
        self._shown = self._columns = 0
        page = QWidget()
        page.setProperty("surface", "panel")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(4, 0, 4, 4)
        self._grid.setSpacing(8)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(page)

    def add(self, chart: QWidget) -> None:
        """Take a chart in behind the others."""
        chart.setParent(self.widget())  # before it is shown, else it were a window for a moment
        chart.setMinimumHeight(LEAST.height())
        self._charts.append(chart)
        self.show_first(len(self._charts))

    def show_first(self, count: int) -> None:
        """Show only so many charts."""
        if count != self._shown:
            self._shown, self._columns = count, 0
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = columns_of(self._shown, self.maximumViewportSize())
        if columns == self._columns:
            return
        self._columns = columns
        for number, chart in enumerate(self._charts):
            self._grid.removeWidget(chart)
            chart.setVisible(number < self._shown)
            if number < self._shown:
                self._grid.addWidget(chart, *divmod(number, columns))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))


def columns_of(charts: int, room: QSize) -> int:
    """How many stand side by side in a room of so many pixels, no row with much less than another."""
    columns = _evenly(charts, room.width() // GOOD_WIDTH)
    if ceil(charts / columns) * LEAST.height() > room.height():
        return _evenly(charts, room.width() // LEAST.width())
    return columns


def _evenly(charts: int, most: int) -> int:
    rows = ceil(charts / max(1, most))
    return ceil(charts / max(1, rows)) or 1
