"""A field opened over the canvas, to write in place what stands there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.canvas.context import CanvasContext

_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Reasons to lose the focus that are not a click elsewhere: the field's own menu opens, another window is looked at."""


class InPlaceEditor(QWidget):
    """Open from its making until it is closed; a click elsewhere takes what was written, as far as it is allowed."""

    def __init__(self, canvas: CanvasContext, field: QWidget) -> None:
        super().__init__(canvas.view)
        self._canvas = canvas
        self._written = field
        self._is_done = False
        field.setParent(self)
        field.installEventFilter(self)
        canvas.session.document_left.connect(self._take)

    def open_at(self, at: QPoint) -> None:
        """Stand at a place of the canvas, as far as there is room, and take the keyboard."""
        self.adjustSize()
        room = self._canvas.view.rect()
        x = max(8, min(at.x(), room.right() - self.width() - 8))
        self.move(x, max(8, min(at.y(), room.bottom() - self.height() - 8)))
        self.show()
        self.raise_()
        self._written.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Take what was written, or say why it is refused."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click elsewhere ends the writing."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self._take()
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        """End the writing; what was written belongs to the document that is shown."""
        if not self._is_done:
            self.commit()
            self.leave()

    def leave(self) -> None:
        """Be gone, and give the keyboard back to the canvas."""
        if self._is_done:
            return
        self._is_done = True
        had_focus = self._written.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()


class InPlaceLine(InPlaceEditor):
    """One line: Enter takes what was written, as far as it is allowed, and Esc leaves what was there."""

    def __init__(self, canvas: CanvasContext, field: QLineEdit) -> None:
        super().__init__(canvas, field)
        self.field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc end the writing, too."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)
