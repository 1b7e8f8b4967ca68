"""Writes the title of a frame in place: a field over its strip."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from studio.graph.annotating import alter
from studio.graph.annotations import Frame
from studio.text import tr
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.in_place import InPlaceLine
from studio.ui.session.selection_edits import what_of

_NARROWEST, _WIDEST = 220, 480


class TitleEditor(InPlaceLine):
    """Open until Enter, Esc, which leaves the title as it was, or a click elsewhere. `step` is the step of undo that
    made the frame, which its first title belongs to."""

    def __init__(self, canvas: CanvasContext, name: str, step: str) -> None:
        frame = canvas.session.graph.annotations[name]
        assert isinstance(frame, Frame)
        super().__init__(canvas, QLineEdit(frame.title))
        self._name, self._step = name, step
        self.field.setAccessibleName(tr("Title of the frame"))
        self.field.setPlaceholderText(tr("Title of the frame"))
        self.field.setFont(theme.fixed_font(14, 600))
        self.field.selectAll()
        area = canvas.scene.annotations[name].area
        self.setFixedWidth(max(_NARROWEST, min(round(area.width() * canvas.camera.zoom), _WIDEST)))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        view = canvas.view
        self.open_at(view.viewport().mapTo(view, view.mapFromScene(area.topLeft())) + QPoint(2, 2))

    def commit(self) -> None:
        """Give the frame its title."""
        session, title = self._canvas.session, self.field.text().strip()
        frame = session.graph.annotations.get(self._name)
        if isinstance(frame, Frame) and title != frame.title:
            label = self._step or tr("Rename {what}", what=what_of(session.graph, (), [self._name]))
            changed = {self._name: replace(frame, title=title)}
            session.edit(label, lambda graph: alter(graph, changed), merge=bool(self._step))
        self.leave()
