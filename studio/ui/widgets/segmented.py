"""A choice among a few words side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.widgets.told import Told, tell_value
from studio.ui.widgets.value import MIXED, Value

HEIGHT = 28
PADDING = 10


class Segmented(QWidget, Told):
    """Edits one of a few words: click, or the arrow keys."""

    ROLE = QAccessible.Role.ComboBox

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, words: Sequence[str], said: Sequence[str] | None = None, parent: QWidget | None = None) -> None:
        """`said` is what is shown of them, in the same order, where that is something else."""
        super().__init__(parent)
        self._words = tuple(words)
        self._said = self._words if said is None else tuple(said)
        self._value: Value = None
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> Value:
        """The word chosen."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._value = value
        self.update()

    def offer(self, words: Sequence[str]) -> None:
        """Have other words to choose from; what was chosen stays so where it is among them."""
        self._words = self._said = tuple(words)
        self._value = self._value if self._value in self._words else None
        self._hovered = -1
        self.updateGeometry()
        self.update()

    def told_value(self) -> str:
        return self._said[self._words.index(self._value)] if self._value in self._words else ""

    def set_wrong(self, wrong: bool) -> None:
        """Every word here is allowed."""

    def choose(self, word: str) -> None:
        """What a click on a word does."""
        if word != self._value:
            self._value = word
            self.update()
            tell_value(self)
            self.edited.emit(word)

    def segment(self, index: int) -> QRectF:
        """Where a word stands: as wide as it needs, and what is to spare shared out evenly."""
        widths = self._widths()
        spare = (self.width() - 4 - sum(widths)) / len(widths)
        return QRectF(2 + sum(widths[:index]) + index * spare, 2, widths[index] + spare, self.height() - 4)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 2 * PADDING * len(self._words), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 4, HEIGHT)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(theme.font(12, 600))
        return [metrics.horizontalAdvance(word) + 8 for word in self._said]

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.field_border), 1))
        painter.setBrush(QColor(colours.field))
        painter.drawRoundedRect(frame, 6, 6)
        for index in range(len(self._words)):
            self._paint_word(painter, index, hovered=index == self._hovered)

    def _paint_word(self, painter: QPainter, index: int, *, hovered: bool) -> None:
        colours, box = theme.current(), self.segment(index)
        chosen = self._words[index] == self._value and self._value is not MIXED
        if chosen or hovered:
            painter.setPen(QPen(QColor(colours.field_border), 1) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.raised if chosen else colours.hover))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(theme.font(12, 600 if chosen else 400))
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._said[index])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self._words[self._at(event.position().x())])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position().x())
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        at = self._words.index(self._value) if self._value in self._words else 0
        self.choose(self._words[max(0, min(len(self._words) - 1, at + steps[Qt.Key(event.key())]))])

    def _at(self, x: float) -> int:
        return next((at for at in range(len(self._words)) if x < self.segment(at).right()), len(self._words) - 1)
