"""Words that change many times a second: painted anew without a new layout of the window around them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.widgets.label import Tone

Ground = Literal["panel", "info_fill"]


class LiveText(QWidget):
    """One line of text on a panel.

    A QLabel would have the whole window laid out again with every change of its text; and as this fills its own
    background, nothing below it is painted again either.
    """

    def __init__(
        self,
        text: str = "",
        size: int = 13,
        weight: int = 400,
        *,
        tone: Tone = "",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        ground: Ground = "panel",
    ) -> None:
        """`ground` is the colour of what it stands on."""
        super().__init__()
        self._text = text
        self._tone, self._ground = tone, ground
        self._align = align | Qt.AlignmentFlag.AlignVCenter
        self.setFont(theme.font(size, weight))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What is shown."""
        return self._text

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        """Show something else, in another colour where one is given."""
        if (text, tone or self._tone) == (self._text, self._tone):
            return
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """A line high; as wide as there is room."""
        return QSize(40, QFontMetrics(self.font()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut short with an ellipsis where there is too little room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(theme.current(), self._ground)))
        painter.setFont(self.font())
        painter.setPen(QColor(getattr(theme.current(), self._tone or "text")))
        room = self.contentsRect()
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self._align, shown)
