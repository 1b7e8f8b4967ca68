"""The notice at the foot of the canvas: what was refused or went wrong, why, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui.plain_text import tooltip
from studio.ui.widgets.message import Message, Severity

MARGIN = 16
WIDEST = 640
SHORTEST_STAY = 3_000
OFFER_STAY = 12_000
READING_SPEED = 55
"""Milliseconds a notice stays at least, with a button, and for each of its characters."""


class Notice(Message):
    """A message that floats over the lower edge of a widget; goes away by itself or at a click."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._act: Callable[[], None] | None = None
        self.offer_taken.connect(self._take)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.setToolTip(tooltip(tr("Click to dismiss")))
        over.installEventFilter(self)

    def tell(self, message: str, remedy: str = "", severity: Severity = "error", *, offer: str = "") -> None:
        """Show a message with its remedy, for as long as it takes to read."""
        super().tell(message, remedy, severity, offer=offer)
        self._act = None
        self._place()
        self.raise_()
        stay = SHORTEST_STAY + READING_SPEED * len(message + remedy)
        self._timer.start(max(stay, OFFER_STAY) if offer else stay)

    def offer(self, message: str, remedy: str, offer: str, act: Callable[[], None]) -> None:
        """Tell what was done, with a button that does something about it."""
        self.tell(message, remedy, "success", offer=offer)
        self._act = act

    def _take(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click dismisses it."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when what it floats over changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(WIDEST, self._over.width() - 2 * MARGIN)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = layout.heightForWidth(width)
        self.setGeometry((self._over.width() - width) // 2, self._over.height() - height - MARGIN, width, height)
