"""A node on the canvas: a card with its ports, drawn from the document and the read-outs by the node's name."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.links import Port, input_count, output_count
from studio.project.cards import Card, card
from studio.text import tr
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_painter import paint_card
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH, port_place
from studio.ui.canvas.items.port_painter import DrawnPort, PortState, draw_lit_port, paint_port
from studio.ui.canvas.items.share_painter import paint_change
from studio.ui.canvas.items.shown import Shown, Toggle
from studio.ui.canvas.items.toggle import has_toggle, paint_toggle

AREA = QRectF(-16, -36, WIDTH + 32, HEIGHT + 50)
"""The card with its halo, its shadow, and its ports with the labels they carry when lit."""

_FADED = 0.35
_MUTED = 0.5


class NodeItem(QGraphicsRectItem):
    """Shows the node of its name in the graph."""

    def __init__(self, name: str, shown: Shown) -> None:
        super().__init__(AREA)
        self.name = name
        self._shown = shown
        self._card: Card | None = None
        self._ports: tuple[DrawnPort, ...] | None = None
        self._counts: tuple[int, int] | None = None
        self.setPos(*shown.graph[name].position)

    @property
    def card(self) -> Card:
        """What stands on the card, worked out when first needed after a change."""
        if self._card is None:
            shown, name = self._shown, self.name
            node, outputs = shown.node(name), output_count(shown.graph, name)
            if shown.is_frozen_around:
                node = replace(node, frozen=True)
            made = card(name, node, outputs, shown.report(name), shown.problems.get(name, ()))
            if shown.is_inside and made.family == "io":
                made = replace(made, detail=tr("{kind} of the block", kind=made.kind))
            self._card = made
        return self._card

    def refresh(self) -> None:
        """Draw anew what may have changed in the document or the read-outs."""
        self._card = self._ports = self._counts = None
        self.update()

    def port_position(self, side: Literal["in", "out"], index: int) -> QPointF:
        """Centre of a port in scene coordinates."""
        return self.pos() + self._place(Port(self.name, side, index))

    def card_area(self) -> QRectF:
        """The card in scene coordinates."""
        return QRectF(self.x(), self.y(), WIDTH, HEIGHT)

    def ports(self) -> list[Port]:
        """All ports of the node."""
        inputs = [Port(self.name, "in", index) for index in range(self.card.inputs)]
        return inputs + [Port(self.name, "out", index) for index in range(self.card.outputs)]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The card, then its ports over its edges."""
        shown, name = self._shown, self.name
        sheet = Sheet(painter, shown.look)
        if name in shown.dimmed:
            painter.setOpacity(_FADED)
        elif self.card.muted:
            painter.setOpacity(_MUTED)
        hovered = shown.hovered
        paint_card(
            sheet,
            self.card,
            self._plain_ports(),
            selected=name in shown.selection,
            hovered=hovered == name,
            share=shown.shares.get(name, 0.0),
            heat=shown.heat.get(name),
        )
        change = shown.change(name)
        if change:
            paint_change(sheet, change)
        is_tile, points = name in shown.view.tiles, hovered == Toggle(name)
        if is_tile or ((points or hovered == name) and has_toggle(shown, name)):
            paint_toggle(sheet, expands=is_tile, active=points)
        if shown.lit or (isinstance(hovered, Port) and hovered.node == name):
            self._paint_lively_ports(sheet)

    def _paint_lively_ports(self, sheet: Sheet) -> None:
        """Ports that a link being drawn may end at, and the one under the pointer."""
        hovered, lit = self._shown.hovered, self._shown.lit
        for port in self.ports():
            place = self._place(port)
            if port in lit:
                draw_lit_port(sheet, place, lit[port], active=hovered == port)
            elif port == hovered:
                paint_port(sheet, DrawnPort(place.x(), place.y(), "active"))

    def _plain_ports(self) -> tuple[DrawnPort, ...]:
        if self._ports is None:
            places = [(port, self._place(port)) for port in self.ports()]
            self._ports = tuple(DrawnPort(place.x(), place.y(), self._state(port)) for port, place in places)
        return self._ports

    def _place(self, port: Port) -> QPointF:
        if self._counts is None:
            shown, name = self._shown, self.name
            self._counts = input_count(shown.node(name)), output_count(shown.graph, name)
        return port_place(port.side, port.at, self._counts[0 if port.side == "in" else 1], self._shown.flow)

    def _state(self, port: Port) -> PortState:
        if self._shown.is_linked(port):
            return "linked"
        return "spare" if port.side == "in" and port.at == self.card.spare else "open"
