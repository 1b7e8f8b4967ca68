"""A problem as a small card: what is wrong, below it what to do, and a button that does it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.graph import Severity
from studio.ui import theme
from studio.ui.widgets.elided_button import ElidedButton
from studio.ui.widgets.label import label


class ProblemCard(QWidget):
    """In the colours of its severity, wherever it is told in full. `button` says what its button does, if any."""

    remedy_wanted = Signal()

    def __init__(
        self, severity: Severity, message: str, remedy: str, button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._severity = severity
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 10, 12, 10)
        column.setSpacing(2)
        told = label(message, 12, 500, wrap=True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(told)
        if remedy:
            column.addWidget(label(remedy, 12, tone="muted", wrap=True))
        self.button: ElidedButton | None = None
        if button:
            self.button = ElidedButton(button)
            self.button.clicked.connect(self.remedy_wanted)
            column.addSpacing(6)
            column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(colours, f"{self._severity}_fill")))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        theme.icon(self._severity, self._severity).paint(painter, QRect(11, 9, 18, 18))
