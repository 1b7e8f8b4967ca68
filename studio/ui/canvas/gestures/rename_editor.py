"""Renames a node in place: a field over its title, which says beneath why a name is refused."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from studio.graph import EditError
from studio.graph.edits import rename
from studio.text import tr
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext

_WIDTH = 220

_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Reasons to lose the focus that are not a click elsewhere: the field's own menu opens, another window is looked at."""


class RenameEditor(QWidget):
    """Open from its making until Enter with a name that is allowed, Esc, or a click elsewhere."""

    def __init__(self, canvas: CanvasContext, name: str, at: QPoint) -> None:
        super().__init__(canvas.view)
        self._canvas = canvas
        self.name = name
        self._is_done = False
        self.field = QLineEdit(name, self)
        self.field.setAccessibleName(tr("New name of {node}", node=name))
        self.field.selectAll()
        self.refusal = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._build()
        self.move(self._kept_inside(at))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the name, Esc leaves the old one; so does a click elsewhere with a name that is refused."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._commit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS and not self._is_done:
            self._commit()
            self._close()
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        name, new = self.name, self.field.text().strip()
        try:
            graph = rename(self._canvas.session.graph, name, new)
        except EditError as error:
            self._refuse(error)
            return
        was_chosen = self._canvas.picked
        self._close()
        if new != name:
            self._canvas.session.apply_graph(tr("Rename {node} to {name}", node=name, name=new), graph)
            self._canvas.choose([new if each == name else each for each in was_chosen])

    def _refuse(self, error: EditError) -> None:
        self.refusal.setText(f"{error.message} {error.remedy}".strip())
        self.refusal.show()
        self.field.setProperty("wrong", True)
        self.field.style().polish(self.field)
        self.adjustSize()

    def _close(self) -> None:
        if self._is_done:
            return
        self._is_done = True
        had_focus = self.field.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _build(self) -> None:
        colours = theme.current()
        self.setFixedWidth(_WIDTH)
        self.refusal.setWordWrap(True)
        self.refusal.setObjectName("refusal")
        self.refusal.setStyleSheet(
            f"#refusal {{ color: {colours.error}; background: {colours.error_fill}; "
            f"border: 1px solid {colours.error}; border-radius: 6px; padding: 4px 8px; font-size: 12px; }}"
        )
        self.refusal.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.field)
        box.addWidget(self.refusal)
        self.field.setFont(theme.font(13, 600))
        self.field.textEdited.connect(self.refusal.hide)
        self.field.installEventFilter(self)
        self.adjustSize()

    def _kept_inside(self, at: QPoint) -> QPoint:
        room = self._canvas.view.rect()
        x = max(8, min(at.x(), room.right() - self.width() - 8))
        return QPoint(x, max(8, min(at.y(), room.bottom() - self.height() - 8)))
