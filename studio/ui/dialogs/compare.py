"""Runs side by side: settings that differ, results with the best marked, size and differences of their networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.errors import told_by
from studio.text import tr
from studio.training.runs.comparison import Comparison
from studio.training.runs.comparison_table import Line, as_csv, as_markdown, network_sentences, parts, titles
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.plain_text import tooltip
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.reading_table import reading_table

SIZE = QSize(780, 620)
ROW_HEIGHT = 28
NAME_WIDTH, RUN_WIDTH = 200, 160
ICON, DOT = 16, 9


class Compared(NamedTuple):
    """Runs side by side, with the multiply-accumulates of their networks."""

    comparison: Comparison
    macs: tuple[int | None, ...]


class CompareDialog(Dialog):
    """Reads the runs off the UI thread; stands beside the window, which goes on working."""

    def __init__(
        self, paths: Sequence[Path], pool: Pool, colour_of: Callable[[Path], str], parent: QWidget | None = None
    ) -> None:
        """`colour_of` tells the colour of a run in the curves, "" for one that is not shown there."""
        super().__init__(parent)
        self.setWindowTitle(tr("Compare runs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._colour_of = colour_of
        self._found: Compared | None = None
        self.message = Message()
        self.table = _table()
        self.notes = label("", 12, tone="warning", wrap=True)
        self.networks = label("", 12, tone="muted", wrap=True)
        self.csv_button = QPushButton(tr("Copy as CSV"))
        self.markdown_button = QPushButton(tr("Copy as Markdown"))
        self._busy = busy_bar()
        self._assemble()
        self._channel = Channel(pool, "compared-runs", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        self._channel.ask(partial(_compared, tuple(paths)))

    @property
    def is_known(self) -> bool:
        """Whether the runs have been read."""
        return self._found is not None

    def copy_csv(self) -> None:
        """Put the table on the clipboard for a spreadsheet."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(as_csv(*self._found))

    def copy_markdown(self) -> None:
        """Put the table on the clipboard for a document."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(as_markdown(*self._found))

    def _assemble(self) -> None:
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        self.csv_button.clicked.connect(self.copy_csv)
        self.markdown_button.clicked.connect(self.copy_markdown)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.markdown_button, self.csv_button):
            button.setEnabled(False)
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self._busy)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        for shown in (self.networks, self.notes):
            column.addWidget(shown)
            shown.hide()
        column.addLayout(buttons)
        self.resize(SIZE)

    def _show(self, found: Compared) -> None:
        self._found = found
        self._busy.hide()
        compared = found.comparison
        self._fill(found)
        for shown, sentences in ((self.networks, network_sentences(compared)), (self.notes, list(compared.notes()))):
            shown.setText("\n".join(sentences))
            shown.setVisible(bool(sentences))
        for button in (self.csv_button, self.markdown_button):
            button.setEnabled(True)
        self.table.setFocus()

    def _fail(self, error: Exception) -> None:
        self._busy.hide()
        self.table.hide()
        self.message.tell(*told_by(error))

    def _fill(self, found: Compared) -> None:
        compared, table = found.comparison, self.table
        table.setColumnCount(1 + len(compared.runs))
        table.setHorizontalHeaderItem(0, QTableWidgetItem(""))
        for place, (run, title) in enumerate(zip(compared.runs, titles(compared), strict=True), 1):
            table.setHorizontalHeaderItem(place, _heading(title, self._colour_of(run.path), str(run.path)))
            table.setColumnWidth(place, RUN_WIDTH)
        table.setColumnWidth(0, NAME_WIDTH)
        for part in parts(compared, found.macs):
            _add_title(table, part.title)
            for line in part.lines:
                _add_line(table, line)


def _table() -> QTableWidget:
    table = reading_table(tr("Comparison"))
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setWordWrap(False)
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    return table


def _heading(title: str, colour: str, told: str) -> QTableWidgetItem:
    item = QTableWidgetItem(title)
    item.setToolTip(tooltip(told))
    item.setFont(theme.font(13, 600))
    if colour:
        item.setIcon(_dot(colour))
    return item


def _add_title(table: QTableWidget, title: str) -> None:
    row = table.rowCount()
    table.insertRow(row)
    item = QTableWidgetItem(title)
    item.setFont(theme.font(12, 600))
    item.setForeground(QColor(theme.current().muted))
    table.setItem(row, 0, item)
    table.setSpan(row, 0, 1, table.columnCount())


def _add_line(table: QTableWidget, line: Line) -> None:
    row = table.rowCount()
    table.insertRow(row)
    for place, text in enumerate((line.name, *line.cells)):
        is_best = place - 1 in line.best
        item = QTableWidgetItem(f"{text} ★" if is_best else text)
        item.setToolTip(tooltip(text))
        if is_best:
            item.setFont(theme.font(13, 600))
            item.setForeground(QColor(theme.current().success))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("{value}, the best", value=text))
        elif place == 0:
            item.setForeground(QColor(theme.current().muted))
        table.setItem(row, place, item)


def _dot(colour: str) -> QPixmap:
    ratio = 2.0
    picture = QPixmap(round(ICON * ratio), round(ICON * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF((ICON - DOT) / 2, (ICON - DOT) / 2, DOT, DOT))
    painter.end()
    return picture


def _compared(paths: tuple[Path, ...]) -> Compared:
    from studio.project.run_macs import macs_of

    comparison = Comparison.of(paths)
    return Compared(comparison, tuple(macs_of(run.path) for run in comparison.runs))
