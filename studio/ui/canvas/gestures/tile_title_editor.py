"""Writes what a tile of collapsed nodes is called in place: a field over its title."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from studio.graph.annotations import collapsed
from studio.graph.collapsed_view import MARK
from studio.graph.collapsing import retitle
from studio.text import tr
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.in_place import InPlaceLine

_WIDTH = 220


class TileTitleEditor(InPlaceLine):
    """Open until Enter, Esc, or a click elsewhere. A tile with nothing written is called after what is inside."""

    def __init__(self, canvas: CanvasContext, name: str, at: QPoint) -> None:
        self._title = canvas.seen.title(name)
        super().__init__(canvas, QLineEdit(self._title))
        self._name = name.removeprefix(MARK)
        self.field.setAccessibleName(tr("Title of the tile"))
        self.field.setPlaceholderText(tr("Title of the tile"))
        self.field.setFont(theme.fixed_font(13, 600))
        self.field.selectAll()
        self.setFixedWidth(_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        self.open_at(at)

    def commit(self) -> None:
        """Give the tile its title."""
        session, title, name = self._canvas.session, self.field.text().strip(), self._name
        if name in collapsed(session.graph.annotations) and title != self._title:
            label = tr("Rename {what}", what=tr("tile “{title}”", title=self._title))
            session.edit(label, lambda graph: retitle(graph, name, title))
        self.leave()
