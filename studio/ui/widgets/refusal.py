"""Why a value is refused, on a card over what stands below its field: nothing moves, and clicks go through it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.ui import theme
from studio.ui.widgets.ground import MOVES, ground

PADDING = 8
GAP = 2
_COMES, _GOES = QEvent.Type.Enter, QEvent.Type.Leave


class Refusal(QLabel):
    """In sight while its field is worked in or pointed at, and once it is said until something else has the keys."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._is_said = self._is_pointed_at = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(12))
        self.setProperty("tone", "error")
        self.setWordWrap(True)
        self.setContentsMargins(PADDING, PADDING - 2, PADDING, PADDING - 2)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        field.destroyed.connect(self.deleteLater)
        field.installEventFilter(self)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._follow_focus)

    def say(self, sentence: str) -> None:
        """Say it, or with an empty sentence nothing any more."""
        if sentence == self.text():
            return
        self.setText(sentence)
        self._is_said = bool(sentence)
        self._show_where_it_belongs()
        if sentence:
            self.setAccessibleName(sentence)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along with the field, wherever it or what it stands in is moved."""
        kind = event.type()
        if watched is self._field and kind in (_COMES, _GOES):
            self._is_pointed_at = kind is _COMES
            self._show_where_it_belongs()
        elif kind in MOVES and self.text():
            self._show_where_it_belongs()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.error), 1))
        painter.setBrush(QColor(colours.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.error_fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()
        super().paintEvent(event)

    def _follow_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if self.text() and now is not None:
            self._is_said = self._has(now)
            self._show_where_it_belongs()

    def _has(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self._field or self._field.isAncestorOf(widget))

    def _show_where_it_belongs(self) -> None:
        wanted = self._is_said or self._is_pointed_at or self._has(QApplication.focusWidget())
        if not self.text() or not wanted or not self._field.isVisible():
            self.hide()
            return
        on, way = ground(self._field)
        for part in way:
            part.installEventFilter(self)
        if self.parentWidget() is not on:
            self.setParent(on)
        width = self._field.width()
        height = self.heightForWidth(width)
        corner = self._field.mapTo(on, QPoint(0, 0))
        below = corner.y() + self._field.height() + GAP
        top = below if below + height <= on.height() else corner.y() - height - GAP
        self.setGeometry(corner.x(), top, width, height)
        self.show()
        self.raise_()
