"""Activation functions laid over each other, with x, f(x) and f′(x) of each at a marker."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.explanation.functions.values import comparable, value_and_slope
from studio.layers import Layer
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.overlay_plot import Drawn, OverlayPlot
from studio.ui.widgets.reading_table import reading_table

SIZE = QSize(820, 640)
BEGINNING = ("ReLU", "Sigmoid", "Tanh")
MARK = 10


class FunctionsDialog(Dialog):
    """Choose functions at the left; drag the marker, or move it with the arrow keys.

    A layer that is given is among them with its own settings, the others have their defaults.
    """

    def __init__(self, parent: QWidget | None = None, given: Layer | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare activation functions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._given = given
        self._layers = {layer.kind: layer for layer in (*comparable(), *([given] if given else []))}
        self.choices, self.slopes = QListWidget(), QCheckBox(tr("Derivatives (dashed)"))
        self.plot = OverlayPlot(tr("Functions and their derivatives"))
        self.table = _table()
        self._fill()
        self._assemble()
        self.choices.itemChanged.connect(self._show)
        self.slopes.toggled.connect(self._show)
        self.plot.moved.connect(self._tell)
        theme.notifier().changed.connect(self._show)
        self._show()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The functions with a mark."""
        items = (self.choices.item(row) for row in range(self.choices.count()))
        return tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)

    def _fill(self) -> None:
        for kind in self._layers:
            item = QListWidgetItem(kind, self.choices)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_first = kind in BEGINNING or (self._given is not None and kind == self._given.kind)
            item.setCheckState(Qt.CheckState.Checked if is_first else Qt.CheckState.Unchecked)

    def _assemble(self) -> None:
        self.slopes.setChecked(True)
        self.choices.setAccessibleName(tr("Functions"))
        self.choices.setFixedWidth(150)
        self.choices.setSpacing(2)
        side = QVBoxLayout()
        side.addWidget(self.choices, 1)
        side.addWidget(self.slopes)
        middle = QVBoxLayout()
        middle.addWidget(self.plot, 3)
        middle.addWidget(self.table, 2)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(side)
        row.addLayout(middle, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Compare activation functions"), 16, 600))
        told = tr("Drag the marker, or move it with the arrow keys, to read the values.")
        column.addWidget(label(told, tone="muted", wrap=True))
        column.addLayout(row, 1)
        self.resize(SIZE)

    def _show(self) -> None:
        drawn = [Drawn(kind, partial(value_and_slope, self._layers[kind]), at) for at, kind in enumerate(self.chosen)]
        self.plot.show_functions(drawn, slopes=self.slopes.isChecked())
        self._tell(self.plot.marked)

    def _tell(self, x: float) -> None:
        self.table.setRowCount(len(self.chosen))
        runs = theme.current().runs
        for row, kind in enumerate(self.chosen):
            value, slope = value_and_slope(self._layers[kind], x)
            for column, text in enumerate((kind, f"{x:g}", f"{value:.5g}", f"{slope:.5g}")):
                item = QTableWidgetItem(text.replace("-", "−"))
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if not column:
                    item.setIcon(_mark(runs[row % len(runs)]))
                self.table.setItem(row, column, item)


def _mark(colour: str) -> QIcon:
    pixels = QPixmap(MARK, MARK)
    pixels.fill(QColor(colour))
    return QIcon(pixels)


def _table() -> QTableWidget:
    table = reading_table(tr("Values at the marker"), (tr("Function"), "x", "f(x)", "f′(x)"))
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    table.horizontalHeader().setDefaultAlignment(right)
    first = QTableWidgetItem(str(tr("Function")))
    first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setHorizontalHeaderItem(0, first)
    return table
