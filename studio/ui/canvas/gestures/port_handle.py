"""The port under the pointer where the view is too small to show it: a handle that is of one size at any zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPen

from studio.graph.links import Port
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.geometry import PORT
from studio.ui.canvas.items.shown import Thing

PIXELS = 5
"""Radius of the handle."""


def paint_handle(painter: QPainter, canvas: CanvasContext, port: Port) -> None:
    """Draw the handle of a port whose own picture is smaller than that."""
    zoom, look = canvas.camera.zoom, canvas.scene.shown.look
    if zoom * PORT >= PIXELS:
        return
    painter.setPen(QPen(look.node, 1.5 / zoom))
    painter.setBrush(look.accent)
    painter.drawEllipse(_place(canvas, port), PIXELS / zoom, PIXELS / zoom)


def handle_area(canvas: CanvasContext, thing: Thing | None) -> QRect:
    """Where the handle of what is under the pointer is drawn, in pixels of the viewport; empty where it has none."""
    if not isinstance(thing, Port) or thing.node not in canvas.scene.nodes:
        return QRect()
    middle, room = canvas.view.mapFromScene(_place(canvas, thing)), PIXELS + 2
    return QRect(middle.x() - room, middle.y() - room, 2 * room, 2 * room)


def _place(canvas: CanvasContext, port: Port) -> QPointF:
    return canvas.scene.nodes[port.node].port_position(port.side, port.at)
