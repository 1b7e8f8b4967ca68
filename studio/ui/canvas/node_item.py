"""A node on the canvas: a card with its ports, drawn from the document and the read-outs by the node's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from studio.ui.canvas.card import Card, card
from studio.ui.canvas.card_painter import NAMED, paint_card
from studio.ui.canvas.geometry import HEIGHT, PORT, WIDTH, Port, output_count, port_place
from studio.ui.canvas.look import zoom_of
from studio.ui.canvas.port_painter import paint_port

if TYPE_CHECKING:
    from studio.ui.canvas.scene import Scene

MARGIN = 12
"""Room around the card for ports, selection and shadow."""

_AREA = QRectF(-MARGIN, -MARGIN, WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN)


class NodeItem(QGraphicsRectItem):
    """Shows the node of its name in the scene's graph."""

    def __init__(self, name: str, scene: Scene) -> None:
        super().__init__(_AREA)
        self.name = name
        self._scene = scene
        self._card: Card | None = None
        self.setPos(*scene.graph[name].position)

    @property
    def card(self) -> Card:
        """What stands on the card, worked out when first needed after a change."""
        if self._card is None:
            scene, name = self._scene, self.name
            node = scene.graph[name]
            self._card = card(
                name, node, output_count(scene.graph, name), scene.report(name), scene.problems.get(name, ())
            )
        return self._card

    def refresh(self) -> None:
        """Draw anew what may have changed in the document or the read-outs."""
        self._card = None
        self.update()

    def port_position(self, side: Literal["in", "out"], index: int) -> QPointF:
        """Centre of a port in scene coordinates."""
        count = self.card.inputs if side == "in" else self.card.outputs
        return self.pos() + port_place(side, index, count)

    def card_area(self) -> QRectF:
        """The card in scene coordinates."""
        return QRectF(self.x(), self.y(), WIDTH, HEIGHT)

    def ports(self) -> list[Port]:
        """All ports of the node."""
        inputs = [Port(self.name, "in", index) for index in range(self.card.inputs)]
        return inputs + [Port(self.name, "out", index) for index in range(self.card.outputs)]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The card, then its ports over its edges."""
        scene = self._scene
        zoom = zoom_of(painter)
        selected = self.name in scene.selection
        faded = self.name in scene.dimmed
        if faded:
            painter.setOpacity(0.35)
        paint_card(painter, self.card, scene.look, zoom, selected=selected, hovered=scene.hovered == self.name)
        if zoom >= NAMED:
            for port in self.ports():
                self._paint_port(painter, port, zoom)

    def _paint_port(self, painter: QPainter, port: Port, zoom: float) -> None:
        scene, card = self._scene, self.card
        place = port_place(port.side, port.at, card.inputs if port.side == "in" else card.outputs)
        paint_port(
            painter,
            place,
            PORT,
            scene.look,
            zoom,
            linked=scene.is_linked(port),
            spare=port.side == "in" and port.at == card.spare,
            fit=scene.lit.get(port),
            active=scene.hovered == port,
            colour=scene.look.family[card.family],
        )
