"""A dialog that begins to work something out as it opens, while the window goes on working, and then shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.errors import told_by
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.progress import Progress
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message


class AnswerDialog(Dialog):
    """A title, a sentence, and what was found; closing it gives the work up."""

    def __init__(self, title: str, about: str, content: QWidget, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._progress = Progress()
        self._channel: Channel | None = None
        self.told = label(about, tone="muted", wrap=True)
        self.message = Message()
        self.busy = busy_bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(title, 16, 600))
        for widget in (self.told, self.message, self.busy):
            column.addWidget(widget)
        column.addWidget(content, 1)
        self.resize(size)

    def ask(self, pool: Pool, key: str, work: Callable[[Progress], Any]) -> None:
        """Have it worked out; the work looks at its progress to see whether it was given up."""
        progress = self._progress
        self._channel = Channel(pool, key, self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._fail)
        self._channel.ask(lambda: work(progress))

    def show_answer(self, found: Any) -> None:
        """Show what was found."""
        raise NotImplementedError

    def done(self, result: int) -> None:
        """Give up what is not done yet."""
        self._progress.give_up()
        if self._channel is not None:
            self._channel.withdraw()
        super().done(result)

    def _take(self, found: Any) -> None:
        self.busy.hide()
        self.show_answer(found)

    def _fail(self, error: Exception) -> None:
        self.busy.hide()
        self.message.tell(*told_by(error))
