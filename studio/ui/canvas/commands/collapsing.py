"""What a person can do to see parts of a network as one tile, and node by node again: each is one undo step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial

from studio.formatting import numbers
from studio.graph import EditError
from studio.graph.annotating import held
from studio.graph.annotations import Frame, collapsed, shown
from studio.graph.collapsed_view import MARK
from studio.graph.collapsing import branch, collapse, expand, leading_only_to
from studio.text import ntr, tr
from studio.ui.actions import shortcut_text
from studio.ui.canvas.context import CanvasContext
from studio.ui.session.selection_edits import named


class Collapsing:
    """The commands of one canvas that collapse and expand; they act on its selection."""

    def __init__(self, canvas: CanvasContext) -> None:
        self._canvas = canvas
        self._session = canvas.session
        canvas.expansion_wanted.connect(self._expand)
        canvas.toggle_wanted.connect(self.toggle)
        canvas.collapse_wanted.connect(self.collapse_frame)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions do, by their ids."""
        return {
            "collapse.collapse": self.collapse,
            "collapse.leading": self.collapse_leading,
            "collapse.expand": self.expand,
            "collapse.expand_all": self.expand_all,
        }

    def collapse(self) -> None:
        """Have the selected nodes be seen as one tile, of a single one its branch, of a frame what lies on it; a single
        tile is expanded."""
        chosen, tiles = self._canvas.scene.shown.selection, self._canvas.seen.tiles
        if not chosen:
            for name in self._canvas.scene.shown.selected_annotations & self._frames.keys():
                self.collapse_frame(name)
        elif len(chosen) > 1:
            self._collapse(self._canvas.seen.all_members(chosen))
        elif chosen <= tiles.keys():
            self._expand(chosen)
        else:
            self._collapse_found(partial(branch, self._session.graph, *chosen))

    def collapse_leading(self) -> None:
        """Have the selected node be seen as one tile with all that leads to it alone."""
        if self._canvas.picked:
            self._collapse_found(partial(leading_only_to, self._session.graph, self._canvas.picked[-1]))

    def collapse_frame(self, name: str) -> None:
        """Have all that lies on a frame be seen as one tile, which is called as the frame is."""
        frame, seen = self._frames[name], self._canvas.seen
        nodes = seen.all_members(held(seen.graph, frame.area).nodes)
        if nodes:
            self._collapse(nodes, frame.title)
        else:
            self._session.refused.emit(tr("No card lies on this frame."), tr("Drag cards onto it first."))

    def toggle(self, name: str) -> None:
        """Expand a tile; collapse the branches that meet in a card."""
        if name in self._canvas.seen.tiles:
            self._expand([name])
        else:
            self._collapse_found(partial(branch, self._session.graph, name))

    def expand(self) -> None:
        """Have what is inside the selected tiles be seen."""
        self._expand(self._canvas.scene.shown.selection & self._canvas.seen.tiles.keys())

    def expand_all(self) -> None:
        """Have every node be seen that is not inside of a block."""
        self._expand([MARK + name for name in collapsed(self._session.graph.annotations)])

    def _collapse_found(self, find: Callable[[], frozenset[str]]) -> None:
        try:
            self._collapse(find())
        except EditError as error:
            self._session.refused.emit(error.message, error.remedy)

    @property
    def _frames(self) -> dict[str, Frame]:
        present = shown(self._session.graph.annotations)
        return {name: each for name, each in present.items() if isinstance(each, Frame)}

    def _collapse(self, names: Collection[str], title: str = "") -> None:
        graph, order = self._session.graph, [name for name in self._session.graph.order if name in names]
        around = (each.title for each in self._frames.values() if held(graph, each.area).nodes == names)
        title = title or next(around, "")
        label = tr("Collapse {what}", what=named(order))
        if not self._session.edit(label, lambda graph: collapse(graph, names, title)[0]):
            return
        self._canvas.choose(names)
        self._canvas.reveal(names)
        keys = shortcut_text("collapse.expand")
        told = tr("Collapsed into one tile, which computes the same as before.")
        self._canvas.hint.emit(tr("{told} {keys} expands it.", told=told, keys=keys) if keys else told)

    def _expand(self, tiles: Iterable[str]) -> None:
        """Expand tiles, given by what they are called in the graph that is seen or, of those inside, would be."""
        seen, flow = self._canvas.seen, self._session.place.flow
        names = [name.removeprefix(MARK) for name in tiles]
        titles = sorted(seen.tiles[MARK + name].title for name in names if MARK + name in seen.tiles)
        inside = seen.all_members(MARK + name for name in names if MARK + name in seen.tiles)
        before = {name: node.position for name, node in seen.graph.items()}
        count = len(titles)
        several = ntr("Expand {number} tile", "Expand {number} tiles", count, number=numbers.exact(count))
        label = tr("Expand {what}", what=titles[0]) if count == 1 else several
        if names and self._session.edit(label, lambda graph: expand(graph, names, flow)):
            self._canvas.choose(inside)
            self._canvas.reveal(inside)
            self._canvas.glide_from(before)
