"""What stands where there is nothing to show: an icon, a title, a sentence, perhaps a button."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui import theme
from studio.ui.widgets.label import label

DISC, LEAST_DISC = 48, 24


class EmptyState(QWidget):
    """Calm, centred, and says what to do."""

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str = "",
        button: str = "",
        *,
        tint: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = label(title, 14, 600, wrap=True)
        self._sentence = label(sentence, 13, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(_Disc(icon, tint), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        for shown in (self._title, self._sentence):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(shown)
        if button:
            pressed = QPushButton(button)
            pressed.clicked.connect(self.pressed)
            column.addSpacing(8)
            column.addWidget(pressed, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    @property
    def sentence(self) -> str:
        """What is said below the title."""
        return self._sentence.text()

    def set_sentence(self, sentence: str) -> None:
        """Say something else below the title."""
        self._sentence.setText(sentence)


class _Disc(QWidget):
    def __init__(self, icon: str, tint: str) -> None:
        super().__init__()
        self._icon, self._tint = icon, tint
        self.setMaximumSize(DISC, DISC)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(DISC, DISC)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Smaller where there is little room, and nothing where there is almost none."""
        side = min(self.width(), self.height())
        if side < LEAST_DISC:
            return
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        fill = getattr(colours, f"{self._tint}_fill", colours.hover)
        painter.setBrush(QColor(fill))
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.drawEllipse(QRectF(place))
        inset = side // 4
        theme.icon(self._icon, self._tint).paint(painter, place.adjusted(inset, inset, -inset, -inset))
