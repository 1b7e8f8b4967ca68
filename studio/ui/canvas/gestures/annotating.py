"""Frames and comments under the hand: dragged with what lies on them, or by an edge to another size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.graph.annotating import resize
from studio.graph.annotations import LEAST, Area, shown
from studio.text import tr
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.carrying import Carried
from studio.ui.canvas.gestures.gestures import Gesture
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.items.geometry import snapped
from studio.ui.canvas.items.shown import AnnotationPart
from studio.ui.dialogs.link import offer_link
from studio.ui.session.selection_edits import what_of

CURSORS = {
    "l": Qt.CursorShape.SizeHorCursor, "r": Qt.CursorShape.SizeHorCursor,
    "t": Qt.CursorShape.SizeVerCursor, "b": Qt.CursorShape.SizeVerCursor,
    "lt": Qt.CursorShape.SizeFDiagCursor, "rb": Qt.CursorShape.SizeFDiagCursor,
    "tr": Qt.CursorShape.SizeBDiagCursor, "lb": Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip
"""What the pointer looks like over the edges that it would take."""


def annotation_gesture(canvas: CanvasContext, at: Pointer, part: AnnotationPart) -> Gesture:
    """What a press on an annotation begins."""
    return ResizeAnnotation(canvas, at, part) if part.edges else MoveAnnotation(canvas, at, part.name)


class MoveAnnotation(Gesture):
    """Drags what is selected along with an annotation, or with Alt held a frame from under what lies on it; without a
    drag it was a click, which selects it."""

    def __init__(self, canvas: CanvasContext, start: Pointer, name: str) -> None:
        super().__init__(canvas, start)
        self._name, self._is_held = name, False
        self._before = canvas.session.selection, canvas.scene.shown.selected_annotations
        self._was_selected = name in self._before[1]
        self._link = canvas.scene.annotations.link_at(start.scene, canvas.camera.zoom)
        if not self._was_selected:
            nodes, annotations = self._before if start.adds else (frozenset[str](), frozenset[str]())
            canvas.choose(nodes, annotations | {name})
        is_alone = bool(start.modifiers & Qt.KeyboardModifier.AltModifier)
        self._carried = Carried(canvas, name if is_alone else "")

    def move(self, at: Pointer) -> None:
        """Show it where it would come to stand: its corner on the grid, unless Alt is held."""
        if not self._is_held and (at.pixel - self.start.pixel).manhattanLength() < QApplication.startDragDistance():
            return
        self._is_held = True
        self.canvas.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        x, y, *_ = self._carried.annotations[self._name]
        shift = at.scene - self.start.scene
        wanted = x + shift.x(), y + shift.y()
        if self.canvas.snaps_to_grid and not at.modifiers & Qt.KeyboardModifier.AltModifier:
            wanted = snapped(wanted)
        self._carried.place(wanted[0] - x, wanted[1] - y)

    def release(self, at: Pointer) -> None:
        """Leave it there; a click selects one alone, or with Shift or Ctrl takes it in or out of the selection."""
        if self._is_held:
            self._carried.put_down()
        elif self._link and at.modifiers & Qt.KeyboardModifier.ControlModifier:
            offer_link(self.canvas.view, self._link)
        elif at.adds and self._was_selected:
            self.canvas.choose_annotations(self._before[1] - {self._name})
        elif not at.adds:
            self.canvas.choose((), [self._name])

    def cancel(self) -> None:
        """Put everything back."""
        self._carried.place(0.0, 0.0)
        self.canvas.choose(*self._before)


class ResizeAnnotation(Gesture):
    """Draws edges of a frame or comment elsewhere."""

    def __init__(self, canvas: CanvasContext, start: Pointer, part: AnnotationPart) -> None:
        super().__init__(canvas, start)
        self.cursor = CURSORS.get(part.edges, Qt.CursorShape.SizeAllCursor)
        self._part = part
        self._origin = self._area = shown(self.session.graph.annotations)[part.name].area
        canvas.choose((), [part.name])

    def move(self, at: Pointer) -> None:
        """Show it as large as it would be: its edges on the grid, unless Alt is held."""
        by, edges = at.scene - self.start.scene, self._part.edges
        left, top, width, height = self._origin
        right, bottom = left + width, top + height
        x, y = (right if "r" in edges else left) + by.x(), (bottom if "b" in edges else top) + by.y()
        if self.canvas.snaps_to_grid and not at.modifiers & Qt.KeyboardModifier.AltModifier:
            x, y = snapped((x, y))
        left = min(x, right - LEAST) if "l" in edges else left
        top = min(y, bottom - LEAST) if "t" in edges else top
        right = max(x, left + LEAST) if "r" in edges else right
        bottom = max(y, top + LEAST) if "b" in edges else bottom
        self._area = Area(left, top, right - left, bottom - top)
        self.scene.annotations.place({self._part.name: self._area})

    def release(self, at: Pointer) -> None:
        """Leave it so."""
        name, area = self._part.name, self._area
        label = tr("Resize {what}", what=what_of(self.session.graph, (), [name]))
        self.session.edit(label, lambda graph: resize(graph, name, area))

    def cancel(self) -> None:
        """Have it as large as it was."""
        self.scene.annotations.place({self._part.name: self._origin})
