"""How far the reading or measuring of data is, and what gives it up."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from studio.formatting.numbers import exact
from studio.text import tr
from studio.ui.background.data_look import DataLook
from studio.ui.widgets.label import label

REFRESH = 100
"""Milliseconds between looks at how far it is."""

PATIENCE = 300
"""Milliseconds after which it shows: what is over sooner would only flicker."""


class ProgressRow(QWidget):
    """Shows itself while something takes its time."""

    def __init__(self, look: DataLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.words = label("", 12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = QPushButton(tr("Stop"))
        self.stop_button.clicked.connect(look.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)
        self._soon.timeout.connect(self._appear)
        self._timer = QTimer(self, interval=REFRESH)
        self._timer.timeout.connect(self._show)
        look.changed.connect(self._follow)
        self.hide()

    @property
    def _is_busy(self) -> bool:
        return self._look.state == "reading" or self._look.is_measuring

    def _follow(self) -> None:
        if not self._is_busy:
            self._soon.stop()
            self._timer.stop()
            self.hide()
        elif self.isHidden() and not self._soon.isActive():
            self._soon.start()

    def _appear(self) -> None:
        if self._is_busy:
            self._show()
            self._timer.start()
            self.show()

    def _show(self) -> None:
        progress, is_reading = self._look.progress, self._look.state == "reading"
        told = {"done": exact(progress.done), "of": exact(progress.of)}
        if not progress.of:
            self.words.setText(tr("Reading: {done} …", **told) if is_reading else tr("Measuring …"))
        else:
            self.words.setText(tr("Measuring: {done} of {of}", **told))
        self.bar.setRange(0, progress.of)
        self.bar.setValue(min(progress.done, progress.of))
