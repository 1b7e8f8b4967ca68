"""Writes a comment in place: a field for its Markdown over the sheet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from studio.graph.annotating import alter
from studio.graph.annotations import Comment
from studio.text import tr
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.in_place import InPlaceEditor
from studio.ui.canvas.items.comment_item import INSET, laid_out
from studio.ui.session.selection_edits import what_of

_SMALLEST, _LARGEST = (280, 140), (640, 420)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_HIGHEST = 1200.0


class CommentEditor(InPlaceEditor):
    """Open until Esc, Ctrl+Enter or a click elsewhere, all of which take what was written. `step` is the step of undo
    that made the comment, which its first words belong to."""

    def __init__(self, canvas: CanvasContext, name: str, step: str) -> None:
        comment = canvas.session.graph.annotations[name]
        assert isinstance(comment, Comment)
        self.field = QPlainTextEdit(comment.text)
        super().__init__(canvas, self.field)
        self._name, self._step = name, step
        self.field.setAccessibleName(tr("Words of the comment, in Markdown"))
        self.field.setPlaceholderText(tr("Write in Markdown. Esc when done."))
        self.field.setTabChangesFocus(True)
        self.field.setFont(theme.fixed_font(13))
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        area, zoom, room = canvas.scene.annotations[name].area, canvas.camera.zoom, canvas.view.rect()
        across, down = min(_LARGEST[0], room.width() - 16), min(_LARGEST[1], room.height() - 16)
        width, height = (round(each * zoom) for each in (area.width(), area.height()))
        self.setFixedSize(max(min(width, across), _SMALLEST[0]), max(min(height, down), _SMALLEST[1]))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        view = canvas.view
        self.open_at(view.viewport().mapTo(view, view.mapFromScene(area.topLeft())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and Ctrl+Enter end the writing."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() == Qt.Key.Key_Escape or (is_enter and event.modifiers() & _CONTROL):
                self.commit()
                self.leave()
                return True
        return super().eventFilter(watched, event)

    def commit(self) -> None:
        """Give the comment its words, and the height that they need."""
        session, text = self._canvas.session, self.field.toPlainText()
        comment = session.graph.annotations.get(self._name)
        if isinstance(comment, Comment) and text != comment.text:
            words = laid_out(text, comment.area.width, self._canvas.scene.shown.look)
            needed = min(words.size().height() + 2 * INSET, _HIGHEST)
            area = comment.area._replace(height=max(comment.area.height, needed))
            label = self._step or tr("Edit {what}", what=what_of(session.graph, (), [self._name]))
            changed = {self._name: replace(comment, text=text, area=area)}
            session.edit(label, lambda graph: alter(graph, changed), merge=bool(self._step))
