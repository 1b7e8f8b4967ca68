"""A message on a tinted card: what is the matter, and what to do about it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.text import paragraph
from studio.ui import theme
from studio.ui.widgets.label import label, set_tone

Severity = Literal["error", "warning", "success", "info"]


class Message(QWidget):
    """Hidden until it has something to tell; a button comes with what it offers."""

    offer_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity: Severity = "error"
        self._text = label(wrap=True, weight=500)
        self._remedy = label(size=12, wrap=True, tone="muted")
        self.offer_button = QPushButton()
        self.offer_button.setProperty("kind", "plain")
        self.offer_button.clicked.connect(self.offer_taken)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        words.addWidget(self._remedy)
        words.addWidget(self.offer_button, alignment=Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 12, 12, 12)
        row.addLayout(words)
        self.hide()

    @property
    def text(self) -> str:
        """What is told at the moment, remedy included; empty while hidden."""
        return "" if self.isHidden() else paragraph(self._text.text(), self._remedy.text())

    def tell(self, message: str, remedy: str = "", severity: Severity = "error", *, offer: str = "") -> None:
        """Show a message in place of the one before; `offer` is what its button says, where it has one."""
        self._severity = severity
        self._text.setText(message)
        set_tone(self._text, "" if severity == "info" else severity)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self.offer_button.setText(offer)
        self.offer_button.setVisible(bool(offer))
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(colours, f"{self._severity}_fill")))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(12, 12, theme.pixmap(self._severity, 20, self._severity, ratio))
