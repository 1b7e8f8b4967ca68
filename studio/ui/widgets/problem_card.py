"""A problem as a small card: what is wrong, below it what to do, and a button that does it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.graph import Problem
from studio.ui import theme
from studio.ui.widgets.label import label


class ProblemCard(QWidget):
    """In the colours of its severity, wherever it is told in full. `remedy` is what its button says, if it has one."""

    remedy_wanted = Signal(object)  # Problem

    def __init__(self, problem: Problem, remedy: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity = problem.severity
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 10, 12, 10)
        column.setSpacing(2)
        message = label(problem.message, 12, 500, wrap=True)
        message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(message)
        if problem.remedy:
            column.addWidget(label(problem.remedy, 12, tone="muted", wrap=True))
        self.button: QPushButton | None = None
        if remedy:
            self.button = QPushButton(remedy.replace("&", "&&"))
            self.button.clicked.connect(lambda: self.remedy_wanted.emit(problem))
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
