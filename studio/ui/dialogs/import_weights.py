"""Weights of a file beside the tensors of the open network: matched by name and shape, for a person to confirm."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.formatting.numbers import shape as shape_text
from studio.text import paragraph, tr
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.plain_text import tooltip
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.reading_table import reading_table

if TYPE_CHECKING:
    from studio.project.importing_weights import Fitted

SIZE = QSize(760, 540)
TITLES = (tr("In the network"), tr("Shape"), tr("In the file"), tr("Shape"), tr("Fits"))
STATES = {"matched": tr("yes"), "missing": tr("missing"), "mismatched": tr("another shape"), "surplus": tr("surplus")}
"""What is said of a tensor; what does not fit stands at the top."""


class WeightsDialog(Dialog):
    """Accepted with what `fitted`, when a person wants the weights that fit."""

    def __init__(self, source: Path, path: Path, pool: Pool, parent: QWidget | None = None) -> None:
        """`path` is the file of the open project."""
        super().__init__(parent)
        self.setWindowTitle(tr("Take in weights"))
        self.fitted: Fitted | None = None
        self.told = label("", tone="muted", wrap=True)
        self.message, self.table = Message(), _table()
        self.busy = busy_bar()
        self.cancel_button, self.take_button = QPushButton(tr("Cancel")), QPushButton(tr("Take those that fit"))
        self.take_button.setProperty("kind", "primary")
        self.take_button.setEnabled(False)
        self.cancel_button.clicked.connect(self.reject)
        self.take_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(tr("Weights of “{name}”", name=source.name), 16, 600, wrap=True))
        for widget in (self.told, self.message, self.busy):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        for button in (self.cancel_button, self.take_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.resize(SIZE)
        self._channel = Channel(pool, "weights", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        self._channel.ask(partial(_fitted, source, path))

    def done(self, result: int) -> None:
        """Wait for nothing any more."""
        self._channel.withdraw()
        super().done(result)

    def _show(self, fitted: Fitted) -> None:
        self.fitted = fitted
        self.busy.hide()
        matches = fitted.report.matches
        rows = [(each.status, each.target, shape_text(each.shape), each.source,
                 shape_text(each.given) if each.source else "") for each in matches.rows]  # fmt: skip
        rows += [("surplus", "", "", name, "") for name in matches.surplus]
        rows.sort(key=lambda row: row[0] == "matched")
        self.table.setRowCount(len(rows))
        for number, (status, *cells) in enumerate(rows):
            for column, text in enumerate((*cells, str(STATES[status]))):
                self.table.setItem(number, column, _item(text, status if column == len(cells) else ""))
        fit, whole = len(matches.of("matched")), len(matches.rows)
        told = tr("{fit} of {whole} tensors of the network are in the file by name and shape.",
                  fit=exact(fit), whole=exact(whole))  # fmt: skip
        left = tr("The others begin as the network's settings say; what is surplus is left out.")
        self.told.setText(told if matches.whole else paragraph(told, left))
        self.take_button.setEnabled(True)
        self.take_button.setText(tr("Take all") if matches.whole else tr("Take those that fit"))
        self.take_button.setFocus()

    def _fail(self, error: Exception) -> None:
        self.busy.hide()
        self.table.hide()
        self.message.tell(*told_by(error, tr("The file cannot be taken in: {reason}.", reason=error)))


def _item(text: str, status: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(tooltip(text))
    if status:
        colours = theme.current()
        item.setForeground(QColor(colours.success if status == "matched" else colours.warning))
    return item


def _table() -> QTableWidget:
    table = reading_table(tr("Tensors"), TITLES)
    table.setWordWrap(False)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in (0, 2):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return table


def _fitted(source: Path, path: Path) -> Fitted:
    from studio.project.importing_weights import fitted_weights

    return fitted_weights(source, path)
