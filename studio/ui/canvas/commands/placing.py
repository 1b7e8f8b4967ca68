"""Adding layers: under the selection, at a point, behind a port, into a link; each as one undo step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QPointF

from studio.graph import EditError, Graph, Source
from studio.graph.edits import add, connect
from studio.graph.flow import Flow, behind, turned
from studio.graph.links import Link, Port
from studio.graph.model import Position
from studio.graph.wiring import add_behind, free_place, insert
from studio.layers import Layer, ParameterError
from studio.layers.node_names import new_name
from studio.project.block_offers import BLOCK, declared
from studio.project.link_fits import fits_now, spec_of
from studio.text import listed, tr
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH, port_place, snapped


class Placer:
    """Puts new layers into the network of a canvas, selects them and brings them into sight."""

    def __init__(self, canvas: CanvasContext) -> None:
        self._canvas = canvas
        self._session = canvas.session

    def add(self, kind: str, at: QPointF | None = None) -> str | None:
        """Add a layer: its card centred at `at`, or below the selection and linked to it when it fits.

        Gives the name it got, or None when it was refused.
        """
        made = self._made(kind)
        if made is None:
            return None
        if at is not None:
            return self._add(made, (), self.corner(at))
        above = self._above()
        place = self._below(above) if above else self.corner(self._canvas.camera.visible.center())
        return self._add(made, self._sources(made, above), place)

    def add_to_port(self, kind: str, port: Port, at: QPointF) -> str | None:
        """Add a layer whose nearest port is at `at`, linked to `port`."""
        made = self._made(kind)
        if made is None:
            return None
        name, port = new_name(self._session.graph, made), self._canvas.seen.port(port)
        source = Source(port.node, port.at)
        if port.side == "out":
            inputs = (source,) if made.inputs else ()
            return self._add(made, inputs, self._at_port("in", at))

        def edit(graph: Graph) -> Graph:
            place = free_place(graph, self._at_port("out", at), self._flow)
            graph = add(graph, name, made, (), place)
            return connect(graph, Source(name), port.node, port.at) if made.outputs else graph

        return self._do(tr("Add {what}", what=type(made).__name__), edit, name)

    def add_into(self, kind: str, link: Link, at: QPointF | None = None) -> str | None:
        """Add a layer into a link, at `at` as far as its ends leave room there."""
        made = self._made(kind)
        if made is None:
            return None
        name = new_name(self._session.graph, made)
        if link.target in self._canvas.seen.tiles:
            link = self._canvas.seen.links(link)[0]

        def edit(graph: Graph) -> Graph:
            source = graph[link.target].inputs[link.port]
            assert source is not None
            place = self.corner(at) if at is not None else behind(graph[source.node].position, self._flow)
            return insert(add(graph, name, made, (), place), name, link, self._flow)

        return self._do(tr("Insert {what}", what=type(made).__name__), edit, name)

    def corner(self, centre: QPointF) -> Position:
        """The place of a card whose middle is at `centre`."""
        return self._stepped((centre.x() - WIDTH / 2, centre.y() - HEIGHT / 2))

    def pasted_at(self) -> Position | None:
        """Where the corner of what is pasted comes to stand: at the pointer, or None beside the original."""
        at = self._canvas.pointer_place()
        return None if at is None else self.corner(at)

    def _above(self) -> list[str]:
        """The selected nodes that a layer can be added behind: of a tile those that something comes out of."""
        graph, seen = self._session.graph, self._canvas.seen
        exits = {source.node for tile in seen.tiles.values() for source in tile.exits}
        picked = [name for name in self._canvas.picked if graph[name].layer.outputs]
        return [name for name in picked if seen.seen(name) == name or name in exits]

    def _stepped(self, place: Position) -> Position:
        return snapped(place) if self._canvas.snaps_to_grid else place

    @property
    def _flow(self) -> Flow:
        return self._session.place.flow

    def _at_port(self, side: Literal["in", "out"], at: QPointF) -> Position:
        """The place of a card whose only port of a side is at a point."""
        corner = at - port_place(side, 0, 1, self._flow)
        return self._stepped((corner.x(), corner.y()))

    def _below(self, names: Sequence[str]) -> Position:
        """Behind these nodes, the way that data flow."""
        seen = self._canvas.seen
        places = [turned(seen.graph[seen.seen(name)].position, self._flow) for name in names]
        middle = (min(aside for aside, _ in places) + max(aside for aside, _ in places)) / 2
        return behind(turned((middle, max(along for _, along in places)), self._flow), self._flow)

    def _sources(self, made: Layer, above: Sequence[str]) -> tuple[Source, ...]:
        """What the new layer takes its inputs from: all selected nodes where it takes any number, else the last."""
        if not made.inputs or not above:
            return ()
        chosen = above if made.variadic else above[-1:]
        sources = tuple(Source(name) for name in chosen)
        specs = [spec_of(self._session.read_outs, source) for source in sources]
        fit = fits_now(self._session.read_outs, made, specs)
        if fit.refusal:
            told = {"sources": listed(map(str, sources)), "reason": fit.refusal}
            self._canvas.hint.emit(tr("Not linked to {sources}: {reason}", **told))
            return ()
        return sources

    def _add(self, made: Layer, sources: tuple[Source, ...], place: Position) -> str | None:
        name = new_name(self._session.graph, made)
        label = tr("Add {what}", what=type(made).__name__)
        return self._do(label, lambda graph: add_behind(graph, name, made, sources, place, self._flow), name)

    def _do(self, label: str, edit: Callable[[Graph], Graph], name: str) -> str | None:
        if not self._session.edit(label, edit):
            return None
        self._canvas.choose([name])
        self._canvas.reveal([name])
        return name

    def _made(self, kind: str) -> Layer | None:
        try:
            found = declared(kind, self._session.project)
            if found is None:
                raise EditError(tr("There is no {what} any more.", what=kind.removeprefix(BLOCK)))
            return found.create({})
        except (ParameterError, EditError) as error:
            self._session.refused.emit(str(error), tr("Choose a layer from the palette."))
            return None
