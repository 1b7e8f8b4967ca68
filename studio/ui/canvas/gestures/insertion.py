"""Shows what would become of a link when a card held over it is put into it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from studio.graph.flow import turned
from studio.graph.links import Link
from studio.graph.model import Position
from studio.ui.canvas.items.geometry import PORT, link_path, port_place
from studio.ui.canvas.scene import Scene


def paint_insertion(painter: QPainter, scene: Scene, link: Link, corner: Position) -> None:
    """Draw the two links that there would be, to and from a card at `corner`, over the network."""
    source = scene.shown.source(link)
    if source is None:
        return
    start = scene.nodes[source.node].port_position("out", source.port)
    end = scene.nodes[link.target].port_position("in", link.port)
    flow, at = scene.shown.flow, QPointF(*corner)
    entrance, exit_ = at + port_place("in", 0, 1, flow), at + port_place("out", 0, 1, flow)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.shown.look.links["drawn"])
    for first, second in ((start, entrance), (exit_, end)):
        if turned(first.toTuple(), flow)[1] < turned(second.toTuple(), flow)[1]:
            painter.drawPath(link_path(first, second, flow=flow))
        else:
            painter.drawLine(first, second)
    painter.setBrush(scene.shown.look.accent)
    for port in (start, entrance, exit_, end):
        painter.drawEllipse(port, PORT - 1, PORT - 1)
