"""The three steps from nothing to a network one can take away, told on the start page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.label import label

STEPS = (
    (tr("Draw a network"), tr("Drag layers onto the canvas and link them. Shapes, parameters and costs show at once.")),
    (tr("Train"), tr("Press F5 and watch loss and accuracy while the network learns. Pause or stop at any time.")),
    (tr("Export"), tr("Take away an ONNX file, compared with PyTorch on real samples, or readable Python.")),
)


class Steps(QWidget):
    """Numbered, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(24)
        for number, (title, sentence) in enumerate(STEPS, 1):
            line.addLayout(_step(number, title, sentence), 1)


def _step(number: int, title: str, sentence: str) -> QVBoxLayout:
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(_Number(number))
    head.addWidget(label(title, 15, 600), 1)
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addLayout(head)
    column.addWidget(label(sentence, 12, tone="muted", wrap=True))
    column.addStretch(1)
    return column


class _Number(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.info_fill))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(QColor(colours.accent))
        painter.setFont(theme.font(12, 700))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
