"""What a person can do with the network from menus and keys: each changes it as one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from studio.graph import Graph, Source
from studio.graph.annotating import discard, shift
from studio.graph.annotations import shown
from studio.graph.columns import in_columns, is_in_columns
from studio.graph.copies import add_copy
from studio.graph.edits import remove, remove_and_heal
from studio.graph.flow import Flow
from studio.graph.layout import suited
from studio.graph.links import Link, Port
from studio.graph.model import Position
from studio.graph.neighbours import Direction, neighbour
from studio.graph.wiring import can_stand_in, chain, cut, insert, links_of
from studio.layers.block_edits import adopt
from studio.project.file import ProjectError
from studio.project.link_fits import fits_now, question
from studio.text import tr
from studio.ui.canvas.commands import clipboard
from studio.ui.canvas.commands.placing import Placer
from studio.ui.canvas.commands.step_names import cut_label
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.geometry import GRID
from studio.ui.session import selection_edits
from studio.ui.session.selection_edits import named, what_of

STRIDE = 5
"""Grid steps that Shift + arrow moves."""

_STEPS: dict[Direction, tuple[int, int]] = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class Commands:
    """The commands of one canvas; they act on its selection."""

    def __init__(self, canvas: CanvasContext, placer: Placer) -> None:
        self._canvas = canvas
        self._placer = placer
        self._session = canvas.session

    def select_all(self) -> None:
        """Select every node and annotation."""
        self._canvas.choose(self._session.graph, self._canvas.scene.annotations)

    def select_none(self) -> None:
        """Give up the selection; without one, leave the block entered.

        A block is selected when one comes out of it: another Esc leads on out, as if nothing were.
        """
        session, seen = self._session, self._canvas.scene.shown
        chosen = session.selection or seen.selected_links or seen.selected_annotations
        came_out = bool(session.level) and session.selection == {self._canvas.views.came_out_of}
        if chosen and not came_out:
            self._canvas.choose(())
        else:
            session.leave()

    def invert_selection(self) -> None:
        """Select exactly what is not selected."""
        scene = self._canvas.scene
        nodes = self._session.graph.keys() - self._session.selection
        self._canvas.choose(nodes, scene.annotations.keys() - scene.shown.selected_annotations)

    def delete(self) -> None:
        """Remove the selected nodes and links."""
        self._remove(lambda what: tr("Delete {what}", what=what), remove)

    def delete_and_heal(self) -> None:
        """Remove the selected nodes and join what they stood between."""
        self._remove(lambda what: tr("Delete and heal {what}", what=what), remove_and_heal)

    def copy(self) -> None:
        """Put the selected nodes and annotations on the clipboard, with what lies on frames."""
        held = self._canvas.held
        if any(held):
            clipboard.copy(self._session.graph, held)

    def cut(self) -> None:
        """Put the selected nodes and annotations on the clipboard and remove them, with what lies on frames."""
        held = self._canvas.held
        if any(held):
            self.copy()
            self._canvas.choose(*held)
            self._remove(lambda what: tr("Cut {what}", what=what), remove)

    def paste(self) -> None:
        """Add what is on the clipboard, at the pointer."""
        self._paste(incoming=False)

    def paste_linked(self) -> None:
        """Add what is on the clipboard, with the links into it."""
        self._paste(incoming=True)

    def duplicate(self) -> None:
        """Add a copy of the selected nodes and annotations beside them."""
        held, before = self._canvas.held, self._session.graph
        if any(held):
            names = self._canvas.picked + sorted(held.nodes - self._session.selection)
            self._canvas.choose_new(before, selection_edits.duplicate(self._session, names, held.annotations))

    def rename(self) -> None:
        """Rename the selected node or frame in place, or write the selected comment."""
        annotations = self._canvas.scene.shown.selected_annotations
        tiles = self._canvas.scene.shown.selection & self._canvas.seen.tiles.keys()
        if tiles:
            self._canvas.title_wanted.emit(next(iter(tiles)))
        elif self._canvas.picked:
            self._canvas.name_wanted.emit(self._canvas.picked[-1])
        elif annotations:
            self._canvas.words_wanted.emit(next(iter(annotations)), "")

    def connect(self) -> None:
        """Link the selected nodes one to the next, in the order they were selected."""
        names = self._canvas.picked
        if len(names) >= 2:
            label = tr("Connect {what}", what=" → ".join(names) if len(names) <= 3 else named(names))
            self._session.edit(label, lambda graph: chain(graph, names, self._fits))

    def disconnect(self) -> None:
        """Pull out the links among the selected nodes, or all links of a single one."""
        chosen = self._canvas.links(self._canvas.scene.shown.selected_links)
        links = chosen or links_of(self._session.graph, self._session.selection)
        if links:
            self._session.edit(cut_label(self._session.graph, links), lambda graph: cut(graph, links))

    def insert(self) -> None:
        """Put the selected node into the selected link; without a node, offer layers to put there."""
        seen = next(iter(self._canvas.scene.shown.selected_links), None) or self._only_link_out()
        names, flow = self._canvas.picked, self._session.place.flow
        link = self._canvas.links([seen])[0] if seen is not None else None
        if seen is None or link is None:
            self._canvas.hint.emit(
                tr("Select a link first, or a node with one link out of it: Insert puts a layer there.")
            )
        elif len(names) == 1 and can_stand_in(self._session.graph, names[0], link):
            self._session.edit(tr("Insert {what}", what=names[0]), lambda graph: insert(graph, names[0], link, flow))
        else:
            self._canvas.layer_wanted_in.emit(seen)

    def arrange(self, flow: Flow | None = None) -> None:
        """Lay the whole network out, so that data run this way or else the way that suits the canvas's shape; one that
        is in columns stays so unless a way is asked for."""
        graph = self._canvas.seen.graph
        if flow is None and is_in_columns(graph, self._session.place.flow):
            self.arrange_columns()
        else:
            self._arrange(*suited(graph, self._room, flow))

    def arrange_columns(self) -> None:
        """Fold the layers of the network into as many columns as suit the canvas's shape, or lines where data run to
        the right."""
        flow = self._session.place.flow
        self._arrange(flow, in_columns(self._canvas.seen.graph, self._room, flow))

    @property
    def _room(self) -> tuple[float, float]:
        size = self._canvas.view.viewport().size()
        return size.width(), size.height()

    def _arrange(self, flow: Flow, places: Mapping[str, Position]) -> None:
        session, graph, seen = self._session, self._session.graph, self._canvas.seen
        before = {name: node.position for name, node in seen.graph.items()}
        if not graph or (places == before and flow == session.place.flow):
            return
        if session.apply_graph(tr("Lay out"), seen.placed(places), flow=flow):
            self._canvas.view.fit_all()
            self._canvas.glide_from(before)

    def nudge(self, direction: Direction, *, far: bool) -> None:
        """Move the selected nodes and annotations a little; repeated, it stays one step."""
        held, annotations = self._canvas.held, self._canvas.scene.shown.selected_annotations
        if not any(held):
            return
        dx, dy = _STEPS[direction]
        length = GRID * (STRIDE if far else 1)
        label = tr("Nudge {what}", what=what_of(self._session.graph, self._canvas.picked, annotations))
        self._session.edit(label, lambda graph: shift(graph, held, dx * length, dy * length), merge=True)
        self._canvas.reveal(*held)

    def walk(self, direction: Direction, *, extend: bool) -> None:
        """Select the next node in a direction, in place of or in addition to what is selected."""
        seen, picked = self._canvas.seen, self._canvas.picked
        graph = seen.graph
        if not graph:
            return
        to = (
            neighbour(graph, seen.seen(picked[-1]), direction, self._session.place.flow)
            if picked
            else (graph.order or tuple(graph))[0]
        )
        if to is not None:
            self._session.select(seen.members(to).union(picked if extend else ()))
            self._canvas.reveal(seen.members(to))

    def _remove(self, label: Callable[[str], str], edit: Callable[[Graph, Iterable[str]], Graph]) -> None:
        graph, names, chosen = self._session.graph, self._session.selection, self._canvas.scene.shown
        links, annotations = chosen.selected_links, chosen.selected_annotations
        if names or annotations:
            what = what_of(graph, self._canvas.picked, annotations)
            tiles = [tile for tile in self._canvas.seen.tiles.values() if tile.nodes.keys() <= names]
            gone = annotations.union(*(tile.beside for tile in tiles))
            self._session.edit(label(what), lambda graph: discard(edit(graph, names), gone))
        elif links:
            cutting = self._canvas.links(links)
            self._session.edit(cut_label(graph, cutting), lambda graph: cut(graph, cutting))

    def _paste(self, *, incoming: bool) -> None:
        try:
            part = clipboard.pasted()
        except ProjectError as error:
            remedy = error.remedy or tr("Copy nodes of a network first.")
            told = tr("The clipboard cannot be pasted here. {reason}", reason=error.message)
            self._session.refused.emit(told, remedy)
            return
        if part or part.annotations:
            part = adopt(self._session.project.definitions, part)
            place = self._placer.pasted_at()
            graph, names = add_copy(self._session.graph, part, place, incoming=incoming)
            before = self._session.graph
            new = shown(graph.annotations).keys() - before.annotations.keys()
            self._session.apply_graph(tr("Paste {what}", what=what_of(graph, names, new)), graph)
            self._canvas.choose_new(before, names)

    def _only_link_out(self) -> Link | None:
        names = list(self._canvas.scene.shown.selection)
        consumers = self._canvas.seen.graph.consumers[names[0]] if len(names) == 1 else ()
        return Link(*consumers[0]) if len(consumers) == 1 else None

    def _fits(self, graph: Graph, source: Source, target: str, port: int) -> bool:
        asked = question(graph, self._session.read_outs, source, Port(target, "in", port))
        return asked is None or not fits_now(self._session.read_outs, asked.layer, asked.inputs).refusal
