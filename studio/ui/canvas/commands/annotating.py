"""What a person can do with frames and comments from menus and keys: each is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF

from studio.formatting import numbers
from studio.formatting.shortened import shortened
from studio.graph.annotating import SIZES, annotate, frame_for, held, recolour, resize, tag
from studio.graph.annotations import COLOURS, Annotation, Area, Comment, Frame, shown
from studio.graph.neighbours import Direction
from studio.text import ntr, tr
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.comment_item import laid_out
from studio.ui.canvas.items.geometry import GRID, snapped
from studio.ui.dialogs.link import offer_link
from studio.ui.dialogs.question import Answer, ask
from studio.ui.session.selection_edits import what_of

_OFFERED = 6
"""So many links of a comment can be chosen from."""

_GROWS: dict[Direction, tuple[int, int]] = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class Annotating:
    """The commands of one canvas for its annotations; they act on its selection."""

    def __init__(self, canvas: CanvasContext) -> None:
        self._canvas = canvas
        self._session = canvas.session

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the actions for annotations do, by their ids."""
        return {
            "annotation.frame": self.frame,
            "annotation.comment": self.comment,
            "annotation.link": self.open_link,
            "annotation.next": self.select_next,
            "annotation.fit": self.fit_frame,
            "annotation.colour.none": self.uncolour,
            **{f"annotation.colour.{colour}": partial(self.recolour, colour) for colour in COLOURS},
        }

    def frame(self) -> None:
        """Put a frame around what is selected or, where that is nothing, where the pointer is; its title is asked."""
        chosen = self._canvas.scene.shown
        area = frame_for(self._canvas.seen.graph, chosen.selection, chosen.selected_annotations)
        self._add(tr("Add Frame"), Frame(area or self._place_for(Frame), tr("Frame")))

    def comment(self) -> None:
        """Put a comment where the pointer is, and have it written."""
        self._add(tr("Add Comment"), Comment(self._place_for(Comment)))

    def open_link(self) -> None:
        """Ask which link of the selected comment is to be opened, where it has several, and whether it is."""
        graph, look = self._session.graph, self._canvas.scene.shown.look
        chosen = map(graph.annotations.get, self._canvas.scene.shown.selected_annotations)
        comments = [each for each in chosen if isinstance(each, Comment)]
        links = [link for each in comments for link in laid_out(each.text, each.area.width, look).links()]
        if not links:
            self._canvas.hint.emit(tr("This comment has no links."))
        elif len(links) == 1:
            offer_link(self._canvas.view, links[0].address)
        else:
            answers = [Answer(link.address, shortened(link.words)) for link in links[:_OFFERED]]
            asked = ask(
                self._canvas.view, tr("Which link?"), tr("Nothing is opened before you have seen where it leads."),
                [*answers, Answer("", tr("Cancel"))],
            )  # fmt: skip
            if asked:
                offer_link(self._canvas.view, asked)

    def fit_frame(self) -> None:
        """Have the selected frames close around what lies on them."""
        graph, seen = self._session.graph, self._canvas.seen.graph
        changed = graph
        for name, each in shown(graph.annotations).items():
            if name in self._canvas.scene.shown.selected_annotations and isinstance(each, Frame):
                on = held(seen, each.area)
                area = frame_for(seen, on.nodes, on.annotations)
                changed = resize(changed, name, area) if area is not None else changed
        if changed is not graph:
            self._session.apply_graph(tr("Fit Frame"), changed)

    def recolour(self, colour: str) -> None:
        """Give what is selected another colour."""
        nodes, names = self._canvas.picked, self._canvas.scene.shown.selected_annotations
        label = tr("Colour {what}", what=what_of(self._session.graph, nodes, names))
        self._session.edit(label, lambda graph: recolour(tag(graph, nodes, colour), names, colour))

    def uncolour(self) -> None:
        """Give the selected nodes no colour of their own."""
        nodes = self._canvas.picked
        label = tr("Remove Colour of {what}", what=what_of(self._session.graph, nodes))
        self._session.edit(label, lambda graph: tag(graph, nodes, ""))

    def select_next(self) -> None:
        """Select the next annotation, from top to bottom, and say what it is."""
        present = shown(self._canvas.seen.graph.annotations)
        order = sorted(present, key=lambda name: (present[name].area.y, present[name].area.x))
        chosen = [order.index(name) for name in self._canvas.scene.shown.selected_annotations]
        if order:
            name = order[(max(chosen) + 1) % len(order) if chosen else 0]
            self._canvas.choose((), [name])
            self._canvas.reveal((), [name])
            self._canvas.hint.emit(self._told(name, present[name]))

    def grow(self, direction: Direction) -> None:
        """Draw the lower right corner of the selected annotations a step further; repeated, it stays one step."""
        graph, names = self._session.graph, self._canvas.scene.shown.selected_annotations
        across, down = (GRID * each for each in _GROWS[direction])
        changed = graph
        for name in names:
            area = shown(graph.annotations)[name].area
            changed = resize(changed, name, area.grown(0, 0, across, down))
        if names:
            self._session.apply_graph(tr("Resize {what}", what=what_of(graph, (), names)), changed, merge=True)

    def _add(self, label: str, annotation: Annotation) -> None:
        graph, name = annotate(self._session.graph, annotation)
        if self._session.apply_graph(label, graph):
            self._canvas.choose((), [name])
            self._canvas.reveal((), [name])
            self._canvas.words_wanted.emit(name, label)

    def _place_for(self, kind: type[Annotation]) -> Area:
        """A place in the middle of the view, or where the pointer is, for what is made for nothing."""
        centre = self._canvas.pointer_place() or self._canvas.camera.visible.center()
        width, height = SIZES[kind]
        corner = centre - QPointF(width / 2, height / 2)
        place = (corner.x(), corner.y())
        return Area(*(snapped(place) if self._canvas.snaps_to_grid else place), width, height)

    def _told(self, name: str, each: Annotation) -> str:
        """What is selected now, for the status bar."""
        what = what_of(self._session.graph, (), [name])
        if isinstance(each, Comment):
            return tr("Selected: {what}.", what=what)
        count = len(held(self._session.graph, each.area).nodes)
        nodes = ntr("{number} node", "{number} nodes", count, number=numbers.exact(count))
        return tr("Selected: {what}, with {nodes} on it.", what=what, nodes=nodes)
