"""What a network is worth at a glance: its metrics with how far they can be trusted, and a line for each class."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.background.evaluation_figures import Figures, MetricTold
from studio.ui.panels.evaluation.class_table import ClassTable, Column
from studio.ui.widgets.label import label
from studio.ui.widgets.scrolled import scrolled

METRICS_WIDTH = 208


class Overview(QWidget):
    """Metrics at the left, the table of classes, labels or targets at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ClassTable(tr("How well each is told"))
        self._inner = QWidget()
        self._inner.setProperty("surface", "clear")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(16, 8, 8, 12)
        self._column.setSpacing(0)
        area = scrolled(self._inner, tr("Figures of the run"))
        area.setFixedWidth(METRICS_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(area)
        row.addWidget(self.table, 1)

    def show_figures(self, figures: Figures) -> None:
        """Show these."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for metric in figures.metrics:
            self._column.addWidget(_Metric(metric))
        self._column.addStretch(1)
        table = figures.table
        self.table.setVisible(table is not None)
        if table is not None:
            columns = [Column(heading, values, write) for heading, values, write in table.columns]
            self.table.show_columns(table.first, table.names, columns)


class _Metric(QWidget):
    """A value below its name, and the interval that it is told with."""

    def __init__(self, metric: MetricTold) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(label(metric.title, 12, tone="muted"))
        column.addWidget(label(metric.value, 18, 600))
        if metric.interval:
            column.addWidget(
                label(tr("95 % confidence: {interval}", interval=metric.interval), 11, tone="muted", wrap=True)
            )
        self.setAccessibleName(f"{metric.title} {metric.value}")
