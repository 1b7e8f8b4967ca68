"""How far long work is, and what gives it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from studio.text import tr
from studio.ui.widgets.label import label

REFRESH = 100
"""Milliseconds between looks at how far it is."""

PATIENCE = 300
"""Milliseconds after which it shows: what is over sooner would only flicker."""


class HowFar(NamedTuple):
    """What is done, in words, and how much of how much; `of` is 0 where nobody knows yet."""

    words: str
    done: int = 0
    of: int = 0


class ProgressRow(QWidget):
    """Shows itself while something takes its time."""

    stopped = Signal()  # a person gave it up

    def __init__(self, look: Callable[[], HowFar], parent: QWidget | None = None) -> None:
        """`look` says how far it is, asked now and then."""
        super().__init__(parent)
        self._look = look
        self._is_busy = False
        self.words = label("", 12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = QPushButton(tr("Stop"))
        self.stop_button.clicked.connect(self.stopped)
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
        self.hide()

    def follow(self, is_busy: bool) -> None:
        """Something is under way, or over."""
        self._is_busy = is_busy
        if not is_busy:
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
        now = self._look()
        self.words.setText(now.words)
        self.bar.setRange(0, now.of)
        self.bar.setValue(min(now.done, now.of))
