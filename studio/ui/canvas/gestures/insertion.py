"""Shows what would become of a link when a card held over it is put into it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from studio.graph.links import Link
from studio.graph.model import Position
from studio.ui.canvas.items.geometry import HEIGHT, PORT, WIDTH, link_path
from studio.ui.canvas.scene import Scene


def paint_insertion(painter: QPainter, scene: Scene, link: Link, corner: Position) -> None:
    """Draw the two links that there would be, to and from a card at `corner`, over the network."""
    source = scene.shown.source(link)
    if source is None:
        return
    start = scene.nodes[source.node].port_position("out", source.port)
    end = scene.nodes[link.target].port_position("in", link.port)
    top = QPointF(corner[0] + WIDTH / 2, corner[1])
    bottom = top + QPointF(0, HEIGHT)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.shown.look.links["drawn"])
    for upper, lower in ((start, top), (bottom, end)):
        if upper.y() < lower.y():
            painter.drawPath(link_path(upper, lower))
        else:
            painter.drawLine(upper, lower)
    painter.setBrush(scene.shown.look.accent)
    for port in (start, top, bottom, end):
        painter.drawEllipse(port, PORT - 1, PORT - 1)
