"""About the program: its version, the versions of what it stands on, and their licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget

from studio import __version__
from studio.errors import told_by
from studio.text import tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.plain_text import tooltip
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message
from studio.ui.widgets.reading_table import reading_table
from studio.ui.widgets.tile import APP, FamilyTile

if TYPE_CHECKING:
    from studio.project.components import Component

SIZE = QSize(640, 560)


class AboutDialog(Dialog):
    """Looks at what is installed off the UI thread."""

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About NN Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.table = reading_table(tr("What it is made of"), (tr("Name"), tr("Version"), tr("Licence")))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.copy_button, self.close_button = QPushButton(tr("Copy Versions")), QPushButton(tr("Close"))
        self.copy_button.setToolTip(tooltip(tr("Copy all names and versions, to send along with a report of a fault")))
        self.copy_button.setEnabled(False)
        self.told, self.message = label(tr("Looking…"), wrap=True), Message()
        self._versions = ""
        self._build()
        self.resize(SIZE)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._versions))
        self.close_button.clicked.connect(self.accept)
        self._channel = Channel(pool, "components", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(lambda error: self.message.tell(*told_by(error)))
        self._channel.ask(_looked_up)

    def done(self, result: int) -> None:
        """Ask for nothing any more."""
        self._channel.withdraw()
        super().done(result)

    def _show(self, found: tuple[str, list[Component]]) -> None:
        self._versions, components = found
        self.told.setText(tr("It stands on the work of many, under these licences:"))
        self.table.setRowCount(len(components))
        for row, component in enumerate(components):
            for column, words in enumerate(component):
                cell = QTableWidgetItem(words)
                cell.setToolTip(tooltip(words))
                self.table.setItem(row, column, cell)
        self.copy_button.setEnabled(True)

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("NN Studio", 18, 600))
        words.addWidget(label(tr("Version {version}", version=__version__), tone="muted"))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(FamilyTile(APP, 48))
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addLayout(apart(self.copy_button, self.close_button))


def _looked_up() -> tuple[str, list[Component]]:
    from studio.project.components import components, versions

    return versions(), components()
