"""What a drag takes along: the selected nodes and annotations, with what lies on the frames among them."""

from __future__ import annotations

from collections.abc import Mapping

from studio.graph.annotating import Parts, shift
from studio.graph.annotations import Area, shown
from studio.graph.model import Position
from studio.ui.canvas.commands.step_names import move_label
from studio.ui.canvas.context import CanvasContext


class Carried:
    """Shown elsewhere while the drag lasts, and put down there as one undo step. `alone` is a frame of which nothing
    that lies on it goes along."""

    def __init__(self, canvas: CanvasContext, alone: str = "") -> None:
        self._scene, self._session = canvas.scene, canvas.session
        graph = canvas.session.graph
        self._parts = Parts(frozenset(), frozenset([alone])) if alone else canvas.held
        seen = canvas.seen
        annotations = shown(seen.graph.annotations)
        cards = set(map(seen.seen, self._parts.nodes))
        self.places: Mapping[str, Position] = {name: seen.graph[name].position for name in cards}
        """Where the cards and tiles were."""
        visible = self._parts.annotations & annotations.keys()
        self.annotations: Mapping[str, Area] = {name: annotations[name].area for name in visible}
        """Where the annotations were."""
        self._by = (0.0, 0.0)
        self._label = move_label(graph, list(canvas.session.selection), canvas.scene.shown.selected_annotations)

    def place(self, dx: float, dy: float) -> dict[str, Position]:
        """Show all of it so far from where it was; gives the places of the nodes."""
        self._by = dx, dy
        places = {name: (x + dx, y + dy) for name, (x, y) in self.places.items()}
        self._scene.place(places)
        self._scene.annotations.place({name: area.moved(dx, dy) for name, area in self.annotations.items()})
        return places

    def put_down(self) -> None:
        """Leave it where it is shown or, where the edit is refused, where it was."""
        by = self._by
        if by != (0.0, 0.0) and not self._session.edit(self._label, lambda graph: shift(graph, self._parts, *by)):
            self.place(0.0, 0.0)
