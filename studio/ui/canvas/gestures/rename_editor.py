"""Renames a node in place: a field over its title, which says beneath why a name is refused."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from studio.graph import EditError
from studio.graph.edits import rename
from studio.text import paragraph, tr
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.in_place import InPlaceLine

_WIDTH = 220


class RenameEditor(InPlaceLine):
    """Open from its making until Enter with a name that is allowed, Esc, or a click elsewhere."""

    def __init__(self, canvas: CanvasContext, name: str, at: QPoint) -> None:
        super().__init__(canvas, QLineEdit(name))
        self.name = name
        self.field.setAccessibleName(tr("New name of {node}", node=name))
        self.field.selectAll()
        self.refusal = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._build()
        self.open_at(at)

    def commit(self) -> None:
        """Rename the node, or say beneath the field why that is refused."""
        name, new = self.name, self.field.text().strip()
        try:
            graph = rename(self._canvas.session.graph, name, new)
        except EditError as error:
            self._refuse(error)
            return
        was_chosen = self._canvas.picked
        self.leave()
        if new != name:
            self._canvas.session.apply_graph(tr("Rename {node} to {name}", node=name, name=new), graph)
            self._canvas.choose([new if each == name else each for each in was_chosen])

    def _refuse(self, error: EditError) -> None:
        self.refusal.setText(paragraph(error.message, error.remedy))
        self.refusal.show()
        self.field.setProperty("wrong", True)
        self.field.style().polish(self.field)
        self.adjustSize()

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
        self.field.setFont(theme.fixed_font(13, 600))
        self.field.textEdited.connect(self.refusal.hide)
