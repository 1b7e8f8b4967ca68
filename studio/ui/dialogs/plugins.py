"""Plug-ins that are installed, with their origin, and which of them a person lets run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.text import listed, paragraph, tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.plain_text import caption
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message

SIZE = QSize(560, 360)
ABOUT = tr("Plug-ins are Python code of other distributions: layers, losses, data and exporters. Allow those whose "
           "makers you trust; they run as freely as any program.")  # fmt: skip


class PluginsDialog(Dialog):
    """Looks for them off the UI thread. What is allowed is loaded at once; what is forbidden stays for this time."""

    loaded = Signal()

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Plug-ins"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.boxes: dict[str, QCheckBox] = {}
        self.told, self.message = label(tr("Looking…"), tone="muted", wrap=True), Message()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Plug-ins"), 16, 600))
        column.addWidget(label(ABOUT, tone="muted", wrap=True))
        column.addWidget(self.message)
        column.addLayout(self._rows)
        column.addWidget(self.told)
        column.addStretch(1)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        column.addLayout(apart(None, self.close_button))
        self.resize(SIZE)
        self._channel, self._loading = Channel(pool, "plug-ins", self), Channel(pool, "plug-in", self)
        self._channel.answered.connect(self._show)
        self._loading.answered.connect(self._tell)
        for channel in (self._channel, self._loading):
            channel.failed.connect(lambda error: self.message.tell(*told_by(error)))
        self._channel.ask(_described)

    def done(self, result: int) -> None:
        """Ask for nothing any more."""
        self._channel.withdraw()
        self._loading.withdraw()
        super().done(result)

    def _show(self, found: list[dict[str, Any]]) -> None:
        self.told.setText("" if found else tr("None are installed. They are found by their entry points, nn_studio.*"))
        for each in found:
            box = QCheckBox(caption(f"{each['name']} {each['version']}"))
            box.setChecked(each["allowed"])
            self.boxes[each["name"]] = box
            box.toggled.connect(self._allow)
            self._rows.addWidget(box)
            self._rows.addWidget(label(listed(each["offers"]), 12, tone="muted", wrap=True))
        self._tell([failure for each in found for failure in each["failures"]])

    def _allow(self, _: bool) -> None:
        """Ask with all that is chosen: of several changes in a row only the last may be answered."""
        self._loading.ask(partial(_allowed, {name: box.isChecked() for name, box in self.boxes.items()}))

    def _tell(self, failures: list[str]) -> None:
        if failures:
            self.message.tell(paragraph(*failures), severity="warning")
        else:
            self.message.hide()
        self.loaded.emit()


def _described() -> list[dict[str, Any]]:
    from studio.project.plugins import described

    return described()


def _allowed(chosen: Mapping[str, bool]) -> list[str]:
    from studio.project.plugins import allow, load_allowed

    for name, yes in chosen.items():
        allow(name, yes=yes)
    return list(load_allowed())
