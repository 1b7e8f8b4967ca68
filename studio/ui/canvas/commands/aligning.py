"""Puts what is selected in line or at equal distances: each is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from studio.graph import Graph
from studio.graph.aligning import Axis, Line, Unit, line_up, pile_up, spread, units
from studio.graph.collapsed_view import View
from studio.text import tr
from studio.ui.canvas.context import CanvasContext
from studio.ui.session.selection_edits import what_of

_LINES: tuple[Line, ...] = ("left", "centre", "right", "top", "middle", "bottom")
_AXES: tuple[Axis, ...] = ("across", "down")


class Aligning:
    """The commands of one canvas that put its selection in order."""

    def __init__(self, canvas: CanvasContext) -> None:
        self._canvas = canvas
        self._session = canvas.session

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their ids."""
        aligned: dict[str, Callable[[], object]] = {f"align.{line}": partial(self.line_up, line) for line in _LINES}
        return aligned | {f"align.{axis}": partial(self.spread, axis) for axis in _AXES}

    def line_up(self, line: Line) -> None:
        """Put what is selected in line."""
        after = line_up(self._session.graph, self._units(), line)
        if pile_up(self._canvas.seen.graph, View(after).graph):
            self._session.refused.emit(
                tr("In line like that, these nodes would lie on each other."),
                tr("Align them the other way, or move them apart first."),
            )
            return
        self._apply(tr("Align {what}", what=self._what()), after)

    def spread(self, axis: Axis) -> None:
        """Put what is selected at equal distances."""
        self._apply(tr("Distribute {what}", what=self._what()), spread(self._session.graph, self._units(), axis))

    def _units(self) -> list[Unit]:
        shown, seen = self._canvas.scene.shown, self._canvas.seen
        found = units(seen.graph, shown.selection, shown.selected_annotations)
        return [each._replace(parts=seen.parts(each.parts)) for each in found]

    def _what(self) -> str:
        return what_of(self._session.graph, self._canvas.picked, self._canvas.scene.shown.selected_annotations)

    def _apply(self, label: str, after: Graph) -> None:
        before = {name: node.position for name, node in self._canvas.seen.graph.items()}
        if after is not self._session.graph and self._session.apply_graph(label, after):
            self._canvas.glide_from(before)
