"""A dialog that stays on the screen: what is below a form that grows, such as its buttons, can always be reached."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog


class Dialog(QDialog):
    """Takes no more room than the screen has, and moves up or aside where it grows over the edge."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_in_sight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        around = frame.size() - self.size()
        fitting = self.size().boundedTo(room.size() - around)
        self.resize(fitting)
        at = within(QRect(frame.topLeft(), fitting + around), room)
        if at.topLeft() != frame.topLeft():
            self.move(at.topLeft())


def within(area: QRect, room: QRect) -> QRect:
    """The area moved as little as gets it into the room; with its upper left corner there where it is larger."""
    moved = QRect(area)
    moved.moveRight(min(moved.right(), room.right()))
    moved.moveBottom(min(moved.bottom(), room.bottom()))
    moved.moveLeft(max(moved.left(), room.left()))
    moved.moveTop(max(moved.top(), room.top()))
    return moved
