"""The gesture that draws a link: from a port, from either end, or by taking an existing link off its end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from studio.formatting import numbers
from studio.graph import EditError, Graph, Source
from studio.graph.edits import connect, disconnect
from studio.graph.links import Link, Port, sources, targets
from studio.graph.topology import check_linkable
from studio.graph.wiring import cut
from studio.project.link_fits import Fit, Question, fits_now, question, spec_of
from studio.text import paragraph, tr
from studio.ui.canvas.commands.step_names import cut_label
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.gestures import Gesture
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.geometry import PORT_REACH, link_path
from studio.ui.canvas.items.port_painter import draw_note, draw_pill
from studio.ui.plain_text import tooltip

SNAP_PIXELS = 28
_CLICK_PIXELS = 6


class DrawLink(Gesture):
    """Draws a link. Ports it may end at light up with the shape they would produce, and it snaps to the nearest."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: CanvasContext, start: Pointer, port: Port) -> None:
        super().__init__(canvas, start)
        taken = Link(port.node, port.at) if port.side == "in" else None
        source = self.scene.shown.source(taken) if taken else None
        self.taken = taken if source is not None else None
        self.anchor = Port(source.node, "out", source.port) if source is not None else port
        self._end = start.scene
        self._goal: Port | None = None
        self.refusal = ""
        self._candidates = self._find_candidates()
        self._asked = {each.key: each for each in self._questions()}
        reached = {candidate.node for candidate in self._candidates} | {self.anchor.node}
        self._dimmed = frozenset(self.scene.shown.graph.keys() - reached)
        if self.taken:
            self.scene.links[self.taken].setVisible(False)
        self._light({})
        canvas.fitter.ask(self._asked.values(), self._light)

    @property
    def forward(self) -> bool:
        """Whether the free end looks for an input."""
        return self.anchor.side == "out"

    def move(self, at: Pointer) -> None:
        """Follow the pointer, or snap to the nearest port that is possible."""
        self._end = at.scene
        reach = SNAP_PIXELS / self.canvas.camera.zoom
        goal = self.scene.port_at(at.scene, reach, self._candidates) or self._port_of_card(at.scene)
        self.refusal = self._refused(at.scene) if goal is None else self._barred(goal)
        self._goal = goal if not self.refusal else None
        self.scene.hover(self._goal)

    def release(self, at: Pointer) -> None:
        """Connect; or on empty canvas offer the layers that fit, and drop a link that was taken off."""
        self.move(at)
        dropped = (at.pixel - self.start.pixel).manhattanLength() > _CLICK_PIXELS
        goal, anchor, taken = self._goal, self.anchor, self.taken
        self._clear()
        if goal is not None and dropped:
            self._connect(goal)
        elif dropped and self.refusal:
            viewport = self.canvas.view.viewport()
            QToolTip.showText(viewport.mapToGlobal(at.pixel.toPoint()), tooltip(self.refusal), viewport)
        elif dropped and taken is not None:
            links = self.canvas.seen.links(taken)
            self.session.edit(cut_label(self.session.graph, links), lambda graph: cut(graph, links))
        elif dropped and self.scene.node_at(at.scene) is None:
            self.canvas.layer_wanted_at.emit(anchor, at.scene)

    def cancel(self) -> None:
        """Leave the links as they are."""
        self._clear()

    def paint(self, painter: QPainter) -> None:
        """The link being drawn, with what it carries or why it does not fit."""
        fixed = self._place(self.anchor)
        free = self._place(self._goal) if self._goal else self._end
        start, end = (fixed, free) if self.forward else (free, fixed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self.scene.shown.look.links["drawn"])
        pen.setCosmetic(self.canvas.camera.zoom < 1)
        painter.setPen(pen)
        painter.drawPath(link_path(start, end, flow=self.scene.shown.flow))
        self._paint_label(painter, free)

    def _paint_label(self, painter: QPainter, free: QPointF) -> None:
        """At the free end, always of one size: what comes out, why it would not work, or what the link carries."""
        look, zoom = self.scene.shown.look, self.canvas.camera.zoom
        fit = self.scene.shown.lit.get(self._goal, Fit()) if self._goal else None
        painter.save()
        painter.translate(free)
        painter.scale(1 / zoom, 1 / zoom)
        sheet = Sheet(painter, look)
        if self.refusal:
            draw_note(sheet, QPointF(0, 16), self.refusal, QColor(look.theme.error))
        elif fit is not None and fit.refusal:
            told = tr("Will be linked, but cannot run so: {reason}", reason=fit.refusal)
            draw_note(sheet, QPointF(0, 16), told, QColor(look.theme.warning))
        elif fit is not None and fit.label:
            draw_pill(sheet, QPointF(0, -28), fit.label, QColor(look.theme.success))
        elif fit is None and self._carried():
            draw_pill(sheet, QPointF(0, 26), self._carried(), look.accent)
        painter.restore()

    def _find_candidates(self) -> list[Port]:
        graph = self.scene.shown.graph
        if not self.forward:
            return sources(graph, self.anchor.node)
        if self.taken is not None:
            graph = disconnect(graph, self.taken.target, self.taken.port)
        found = [port for port in targets(graph, self.anchor.node) if port in self.scene.nodes[port.node].ports()]
        back = Port(self.taken.target, "in", self.taken.port) if self.taken else None
        return [*found, back] if back and back not in found else found

    def _questions(self) -> list[Question]:
        """What to have measured: the nearest ports first."""
        graph, analysis, seen = self.session.graph, self.scene.shown.analysis, self.canvas.seen
        asked = []
        for port in sorted(self._candidates, key=self._away):
            upper, lower = map(seen.port, (self.anchor, port) if self.forward else (port, self.anchor))
            about = question(graph, analysis, Source(upper.node, upper.at), lower)
            if about is not None:
                asked.append(about._replace(key=port))
        return asked

    def _light(self, found: dict[Port, Fit]) -> None:
        known = {port: self.scene.shown.lit.get(port, Fit()) for port in self._candidates} | found
        self.scene.light(known, self._dimmed)
        self.canvas.view.viewport().update()

    def _connect(self, goal: Port) -> None:
        upper, lower = (self.anchor, goal) if self.forward else (goal, self.anchor)
        taken, seen = self.taken, self.canvas.seen
        if taken == Link(lower.node, lower.at):
            return
        source, targets = seen.source(Source(upper.node, upper.at)), seen.links(Link(lower.node, lower.at))
        pulled = seen.links(taken) if taken is not None else ()

        def edit(graph: Graph) -> Graph:
            graph = cut(graph, pulled)
            for target, at in targets:
                variadic = graph[target].layer.variadic
                graph = connect(graph, source, target, min(at, len(graph[target].inputs)) if variadic else at)
            return graph

        self.session.edit(tr("Connect {source} → {target}", source=source, target=targets[0].target), edit)

    def _port_of_card(self, at: QPointF) -> Port | None:
        """The best port of the card under the pointer: one that fits before one that does not, a free one before."""
        name = self.scene.node_at(at)
        own = [port for port in self._candidates if port.node == name]
        lit = self.scene.shown.lit
        return min(own, key=lambda port: (bool(lit[port].refusal), self.scene.shown.is_linked(port)), default=None)

    def _refused(self, at: QPointF) -> str:
        """Why the link cannot end at the card or port under the pointer; empty where there is none, or its own card."""
        port = self.scene.port_at(at, PORT_REACH)
        name = port.node if port is not None else self.scene.node_at(at)
        if name is None or name == self.anchor.node:
            return ""
        upper, lower = (self.anchor.node, name) if self.forward else (name, self.anchor.node)
        graph, tile = self.scene.shown.graph, self.canvas.seen.tiles.keys() & {upper, lower}
        if tile:
            title = self.canvas.seen.title(tile.pop())
            return tr("“{title}” is collapsed and takes no such link: expand it first.", title=title)
        try:
            check_linkable(graph, upper, lower)
        except EditError as error:
            return paragraph(error.message, error.remedy)
        return ""

    def _barred(self, goal: Port) -> str:
        """Why no link can end at a port however shapes are mended; empty where one can. What is not known yet is worked
        out, so that a link that is let go early is not made against the words that would have come."""
        fit, asked = self.scene.shown.lit.get(goal, Fit()), self._asked.get(goal)
        if fit == Fit() and asked is not None:
            fit = fits_now(self.scene.shown.analysis, asked.layer, asked.inputs, asked.at)
        if not fit.is_barred:
            return ""
        return tr("Not linked: {reason}", reason=paragraph(fit.refusal, fit.remedy))

    def _carried(self) -> str:
        source = Source(self.anchor.node, self.anchor.at) if self.forward else None
        spec = spec_of(self.scene.shown.analysis, source)
        return numbers.shape(spec.shape) if spec is not None else ""

    def _place(self, port: Port) -> QPointF:
        return self.scene.nodes[port.node].port_position(port.side, port.at)

    def _away(self, port: Port) -> float:
        return (self._place(port) - self.start.scene).manhattanLength()

    def _clear(self) -> None:
        self.canvas.fitter.forget()
        self.scene.light({})
        self.scene.hover(None)
        if self.taken and self.taken in self.scene.links:
            self.scene.links[self.taken].setVisible(True)
