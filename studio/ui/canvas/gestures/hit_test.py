"""What lies under the pointer, and which gesture a press there begins."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from studio.graph.links import Link, Port
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.gestures import CutLinks, Gesture, MoveNodes, Pan, RubberBand
from studio.ui.canvas.gestures.linking import DrawLink
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.items.card_painter import SHAPED
from studio.ui.canvas.items.geometry import PORT
from studio.ui.canvas.items.shown import Thing

PORT_REACH = PORT + 5.0
PORT_PIXELS = 7


def thing_at(canvas: CanvasContext, at: QPointF) -> Thing | None:
    """What a press at a point of the scene would take: a port before a node before a link."""
    scene, zoom = canvas.scene, canvas.camera.zoom
    has_ports = zoom >= SHAPED
    port = scene.port_at(at, max(PORT_REACH, PORT_PIXELS / zoom)) if has_ports else None
    return port or scene.node_at(at) or scene.link_at(at, canvas.reach)


def gesture_for(canvas: CanvasContext, button: Qt.MouseButton, at: Pointer) -> Gesture | None:
    """The gesture that a press begins, or None where it begins none."""
    if button is Qt.MouseButton.MiddleButton or (button is Qt.MouseButton.LeftButton and canvas.holds_space):
        return Pan(canvas, at)
    if button is Qt.MouseButton.RightButton and at.modifiers & Qt.KeyboardModifier.ControlModifier:
        return CutLinks(canvas, at)
    if button is not Qt.MouseButton.LeftButton:
        return None
    thing = thing_at(canvas, at.scene)
    if isinstance(thing, Port):
        return DrawLink(canvas, at, thing)
    if isinstance(thing, Link):
        _select_link(canvas, thing, at)
        return None
    return RubberBand(canvas, at) if thing is None else MoveNodes(canvas, at, thing)


def _select_link(canvas: CanvasContext, link: Link, at: Pointer) -> None:
    """Take a link into the selection, or select it alone."""
    selected = canvas.scene.shown.selected_links
    if at.adds:
        canvas.choose_links(selected ^ {link})
    else:
        canvas.session.select(())
        canvas.choose_links([link])
