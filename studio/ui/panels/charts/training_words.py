"""How the training goes, in the strip above the charts: speed, time left, memory, load, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.training.events import Event
from studio.training.progress import Progress
from studio.ui.panels.charts.strip import MARGIN, Strip
from studio.ui.widgets.live_text import LiveText

BETWEEN = "  ·  "


class TrainingWords(QWidget):
    """The strip, and below it a sentence where the device waits for the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress()
        self.strip = Strip(self)
        self.sentence = LiveText("", 12, tone="warning")
        self.sentence.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self.sentence.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.sentence)

    def take(self, event: Event) -> None:
        """Go on with an event of the training."""
        progress = self._progress
        progress.take(event)
        words = () if progress.ended else (*progress.usage_words, progress.time_words)
        self.strip.show_words(BETWEEN.join(filter(None, words)))
        self.sentence.set_text(progress.waiting_words)
        self.sentence.setVisible(bool(progress.waiting_words))

    def recall(self, events: Iterable[Event]) -> None:
        """Tell of a training that began earlier: how far it has come is known, its speed with its next event."""
        self.clear()
        for event in events:
            self._progress.take(event)

    def clear(self) -> None:
        """Tell of no training."""
        self._progress = Progress()
        self.strip.show_words("")
        self.sentence.hide()
