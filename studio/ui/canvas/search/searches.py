"""Opens the search boxes of the canvas: to add a layer, to continue a link, to put into a link, to find a node."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from studio.graph import Source
from studio.graph.links import Link, Port
from studio.layers import Layer
from studio.layers.block import block_type
from studio.project.block_offers import offered
from studio.project.link_fits import Fit
from studio.text import tr
from studio.ui.canvas.commands.placing import Placer
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.geometry import link_path
from studio.ui.canvas.search.finding import Blocks, Find, any_layer, layers_for, nodes_of, questions_about
from studio.ui.canvas.search.search_popup import SearchPopup


class Searches:
    """The search boxes of one canvas; one is open at a time."""

    def __init__(self, canvas: CanvasContext, placer: Placer) -> None:
        self._canvas = canvas
        self._placer = placer
        self.popup: SearchPopup | None = None
        self.pending: tuple[Port, QPointF] | None = None
        self._fits: dict[str, Fit] = {}

    def add(self, at: QPointF | None = None) -> None:
        """Offer all layers: to stand at `at`, or below the selection."""
        canvas = self._canvas
        place = at if at is not None or canvas.picked else canvas.pointer_place()
        self._open(
            tr("Add a layer or block"), any_layer(self._offered()), lambda kind: self._placer.add(kind, place), place
        )

    def from_port(self, port: Port, at: QPointF) -> None:
        """Offer the layers that a link from (or into) a port can go on to; the link stays drawn meanwhile."""
        blocks = self._offered()
        self._fits = {}
        title = tr("Link to a new layer") if port.side == "out" else tr("Link from a new layer")
        self._open(
            title, layers_for(port, self._fits, blocks), lambda kind: self._placer.add_to_port(kind, port, at), at
        )
        self.pending = (port, at)
        if port.side == "out":
            self._ask(Source(port.node, port.at), blocks)

    def insert_into(self, link: Link, at: QPointF | None = None) -> None:
        """Offer the layers that fit into a link."""
        canvas, blocks, seen = self._canvas, self._offered(), self._canvas.seen
        source = canvas.scene.shown.source(link)
        if source is None:
            return
        self._fits = {}
        middle = canvas.scene.links[link].path().pointAtPercent(0.5)
        self._open(
            tr("Insert between {source} and {target}", source=seen.source(source), target=seen.links(link)[0].target),
            layers_for(None, self._fits, blocks),
            lambda kind: self._placer.add_into(kind, link, at),
            at or middle,
        )
        self._ask(source, blocks)

    def find_node(self) -> None:
        """Look for a node by name, type, shape or problem, also inside of blocks, and go there."""
        canvas = self._canvas
        title = tr("Find by name, type, shape or problem")
        self._open(title, nodes_of(canvas.session), self._go, None, tr("No such node"))

    def paint(self, painter: QPainter) -> None:
        """The link that waits for a layer to be chosen, in scene coordinates."""
        if self.pending is None:
            return
        port, free = self.pending
        scene = self._canvas.scene
        if port.node in scene.nodes:
            fixed = scene.nodes[port.node].port_position(port.side, port.at)
            ends = (fixed, free) if port.side == "out" else (free, fixed)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(scene.shown.look.links["drawn"])
            painter.drawPath(link_path(*ends, flow=scene.shown.flow))

    def close(self) -> None:
        """Close the box that is open."""
        if self.popup is not None:
            self.popup.dismiss()

    def _open(
        self,
        placeholder: str,
        find: Find,
        choose: Callable[[str], object],
        at: QPointF | None,
        nothing: str = "",
    ) -> None:
        self.close()
        self.popup = popup = SearchPopup(
            self._canvas.view, placeholder, find, nothing=nothing or tr("No layer of that name fits here")
        )
        popup.chosen.connect(self._closed)
        popup.dismissed.connect(self._closed)
        popup.chosen.connect(choose)
        popup.open_at(self._place(popup, at))

    def _place(self, popup: SearchPopup, at: QPointF | None) -> QPoint:
        """Beside a point of the scene; without one, in the upper middle."""
        view = self._canvas.view
        if at is None:
            return QPoint((view.width() - popup.width()) // 2, view.height() // 6)
        return view.viewport().mapTo(view, view.mapFromScene(at)) + QPoint(12, 4)

    def _offered(self) -> list[type[Layer]]:
        """The blocks of the project and of the person's library, as they are when a box is opened."""
        return [block_type(definition) for definition in offered(self._canvas.session.project).values()]

    def _ask(self, source: Source, blocks: Blocks) -> None:
        """Have measured what the layers would make of a source; the box sorts itself as answers come."""
        asked = questions_about(self._canvas.scene.shown, source, blocks)
        if asked:
            self._canvas.fitter.ask(asked, self._learn)

    def _learn(self, found: dict[str, Fit]) -> None:
        self._fits.update(found)
        if self.popup is not None:
            self.popup.refresh()

    def _closed(self) -> None:
        self.popup = self.pending = None
        self._canvas.fitter.forget()
        self._canvas.view.viewport().update()

    def _go(self, path: str) -> None:
        name = self._canvas.session.go_to(path)
        if name is not None:
            self._canvas.show_node(name)
