"""What the mouse can do on the canvas: one small state object a gesture, from press to release or Esc."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication

from studio.graph.edits import move
from studio.graph.links import Link
from studio.graph.model import Position
from studio.graph.wiring import can_stand_in, cut, insert
from studio.text import tr
from studio.ui.canvas.commands.step_names import cut_label
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.alignment import Alignment, align
from studio.ui.canvas.gestures.carrying import Carried
from studio.ui.canvas.gestures.insertion import paint_insertion
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH, card_rect

ALIGN_PIXELS = 6
"""How near a card has to come to fall into line with another."""

_OVER = 0.75 * HEIGHT
"""How near the middle of a held card a link has to run."""


class Gesture:
    """Begun by a press; then `move` any number of times and in the end `release` or `cancel`."""

    cursor = Qt.CursorShape.ArrowCursor
    pans_at_edges = True

    def __init__(self, canvas: CanvasContext, start: Pointer) -> None:
        self.canvas = canvas
        self.scene = canvas.scene
        self.session = canvas.session
        self.start = start

    def move(self, at: Pointer) -> None:
        """The pointer has moved."""

    def release(self, at: Pointer) -> None:
        """The button was let go: do what was shown, as one undo step."""

    def cancel(self) -> None:
        """Leave everything as it was before the press."""

    def paint(self, painter: QPainter) -> None:
        """Draw what the gesture shows over the network, in scene coordinates."""


class Pan(Gesture):
    """Moves the view over the network."""

    cursor = Qt.CursorShape.ClosedHandCursor
    pans_at_edges = False

    def __init__(self, canvas: CanvasContext, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._last = start.pixel

    def move(self, at: Pointer) -> None:
        """Keep what was pressed under the pointer."""
        self.canvas.camera.pan(self._last - at.pixel)
        self._last = at.pixel


class RubberBand(Gesture):
    """Selects the nodes in a rectangle drawn on empty canvas; with Shift or Ctrl adds them."""

    def __init__(self, canvas: CanvasContext, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._before = self.session.selection
        self._links = self.scene.shown.selected_links
        self._annotations = self.scene.shown.selected_annotations
        self._kept = self._before if start.adds else frozenset()
        self._beside = self._annotations if start.adds else frozenset()
        self._area = QRectF()
        self.canvas.choose(self._kept, self._beside)

    def move(self, at: Pointer) -> None:
        """Select what the rectangle touches now."""
        self._area = QRectF(self.start.scene, at.scene).normalized()
        self.session.select(self._kept | self.canvas.seen.all_members(self.scene.nodes_in(self._area)))
        self.canvas.choose_annotations(self._beside.union(self.scene.annotations.within(self._area)))

    def cancel(self) -> None:
        """Bring the earlier selection back."""
        self.canvas.choose(self._before, self._annotations)
        self.scene.select_links(self._links)

    def paint(self, painter: QPainter) -> None:
        """The rectangle."""
        look = self.scene.shown.look
        pen = QPen(look.accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(look.faded("accent", 28))
        painter.drawRect(self._area)


class MoveNodes(Gesture):
    """Drags the selected nodes, in line with others or on the grid; a loose node dropped on a link goes into it."""

    def __init__(self, canvas: CanvasContext, start: Pointer, name: str) -> None:
        super().__init__(canvas, start)
        self._name = name
        self._members = canvas.seen.members(name)
        self._was_selected = name in self.scene.shown.selection
        self._before, self._beside = self.session.selection, self.scene.shown.selected_annotations
        if not self._was_selected:
            self.session.select(self._before | self._members if start.adds else self._members)
            self.canvas.choose_annotations(self._beside if start.adds else ())
        self._carried = Carried(canvas)
        self._origin = self._carried.places
        moving = self._origin.keys()
        self._others = [node.position for each, node in canvas.seen.graph.items() if each not in moving]
        self._in_sight: tuple[QRectF, list[Position]] = (QRectF(), [])
        self._places: dict[str, Position] = {}
        self._alignment = Alignment((0.0, 0.0))
        self._into: Link | None = None

    def move(self, at: Pointer) -> None:
        """Show the nodes where they would come to stand."""
        away = (at.pixel - self.start.pixel).manhattanLength()
        if not self._places and away < QApplication.startDragDistance():
            return
        self.canvas.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        shift = at.scene - self.start.scene
        x, y = self._origin[self._name]
        free = bool(at.modifiers & Qt.KeyboardModifier.AltModifier)
        self._alignment = self._aligned((x + shift.x(), y + shift.y()), free=free)
        dx, dy = self._alignment.position[0] - x, self._alignment.position[1] - y
        self._places = self._carried.place(dx, dy)
        self._aim(at)

    def release(self, at: Pointer) -> None:
        """Move for good, into the link underneath if there is one; without a move it was a click."""
        if not self._places:
            self._click(at)
        elif self._into is not None:
            name, (link,), flow = self._name, self.canvas.seen.links(self._into), self.session.place.flow
            places = dict(self._places)
            self.session.edit(
                tr("Insert {what}", what=name), lambda graph: insert(move(graph, places), name, link, flow)
            )
            self.scene.place({each: node.position for each, node in self.session.graph.items() if each in places})
        else:
            self._carried.put_down()

    def cancel(self) -> None:
        """Put the nodes back."""
        self._carried.place(0.0, 0.0)
        self.session.select(self._before)
        self.canvas.choose_annotations(self._beside)

    def paint(self, painter: QPainter) -> None:
        """The guides, or the links that there would be."""
        if self._into is not None:
            paint_insertion(painter, self.scene, self._into, self._places[self._name])
        elif self._places:
            paint_guides(painter, self.canvas, self._alignment)

    def _aligned(self, wanted: Position, *, free: bool) -> Alignment:
        if free:
            return Alignment(wanted)
        others = self._others_in(self.canvas.camera.visible)
        return align(wanted, others, ALIGN_PIXELS / self.canvas.camera.zoom, grid=self.canvas.snaps_to_grid)

    def _others_in(self, seen: QRectF) -> list[Position]:
        """The places of other cards in sight, looked for only when something else comes into sight."""
        if seen != self._in_sight[0]:
            left, top, right, bottom = seen.left() - WIDTH, seen.top() - HEIGHT, seen.right(), seen.bottom()
            found = [place for place in self._others if left < place[0] < right and top < place[1] < bottom]
            self._in_sight = seen, found
        return self._in_sight[1]

    def _aim(self, at: Pointer) -> None:
        """Mark the link that a loose node would be put into."""
        link = None
        if len(self._origin) == 1 and not self._carried.annotations:
            middle = card_rect(self._places[self._name]).center()
            found = self.scene.link_at(at.scene, self.canvas.reach) or self.scene.link_at(middle, _OVER)
            link = found if found and self._can_stand_in(found) else None
        self._into = link

    def _can_stand_in(self, seen: Link) -> bool:
        """Whether the card could be put into a link that is seen, which is to be a single one."""
        name, links = self._name, self.canvas.seen.links(seen)
        return name in self.session.graph and len(links) == 1 and can_stand_in(self.session.graph, name, links[0])

    def _click(self, at: Pointer) -> None:
        """A click selects one node alone, or with Shift or Ctrl takes it in or out of the selection."""
        self.scene.select_links(())
        if at.adds and self._was_selected:
            self.session.select(self.session.selection - self._members)
            self.canvas.choose_annotations(self._beside)
        elif not at.adds:
            self.session.select(self._members)
            self.canvas.choose_annotations(())


class CutLinks(Gesture):
    """Cuts the links that a freely drawn line crosses."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: CanvasContext, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._line = [start.scene]
        self._cut: list[Link] = []
        self._before = self.scene.shown.selected_links

    def move(self, at: Pointer) -> None:
        """Draw the line on and mark the links it crosses."""
        self._line.append(at.scene)
        self._cut += [link for link in self.scene.links_cut_by(self._line[-2:]) if link not in self._cut]
        self.scene.select_links(self._cut)

    def release(self, at: Pointer) -> None:
        """Cut them, as one step."""
        self.scene.select_links(())
        if self._cut:
            links = self.canvas.links(self._cut)
            self.session.edit(cut_label(self.session.graph, links), lambda graph: cut(graph, links))

    def cancel(self) -> None:
        """Cut nothing."""
        self.scene.select_links(self._before)

    def paint(self, painter: QPainter) -> None:
        """The line."""
        pen = QPen(self.scene.shown.look.problem["error"], 2, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._line)


def paint_guides(painter: QPainter, canvas: CanvasContext, alignment: Alignment) -> None:
    """Thin lines through the cards that stand in line."""
    pen = QPen(canvas.scene.shown.look.accent, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLines(list(alignment.guides))
