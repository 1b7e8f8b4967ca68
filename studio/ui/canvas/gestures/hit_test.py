"""What lies under the pointer, and which gesture a press there begins."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from studio.graph.links import Link, Port
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.gestures.annotating import annotation_gesture
from studio.ui.canvas.gestures.gestures import CutLinks, Gesture, MoveNodes, Pan, RubberBand
from studio.ui.canvas.gestures.linking import DrawLink
from studio.ui.canvas.gestures.pointer import Pointer
from studio.ui.canvas.items.geometry import HEIGHT, PORT_REACH
from studio.ui.canvas.items.shown import AnnotationPart, Thing, Toggle

PORT_PIXELS = 7
"""How near a port the pointer means it where the view is small: at any zoom there is as much to grab."""

WITHIN_CARD = HEIGHT / 4
"""So far into its card a port is grabbed at most, so that the card itself can be held however small it is."""


def thing_at(canvas: CanvasContext, at: QPointF) -> Thing | None:
    """What a press at a point of the scene would take: a port before a sign, a node, a comment, a link, a frame."""
    scene, zoom = canvas.scene, canvas.camera.zoom
    reach, node = max(PORT_REACH, PORT_PIXELS / zoom), scene.node_at(at)
    port = scene.port_at(at, reach if node is None else min(reach, WITHIN_CARD))
    return (
        port
        or scene.toggle_at(at)
        or node
        or scene.annotations.part_at(at, zoom, frames=False)
        or scene.link_at(at, canvas.reach)
        or scene.annotations.part_at(at, zoom, frames=True)
    )


def gesture_for(canvas: CanvasContext, button: Qt.MouseButton, at: Pointer) -> Gesture | None:
    """The gesture that a press begins, or None where it begins none."""
    if button is Qt.MouseButton.MiddleButton or (button is Qt.MouseButton.LeftButton and canvas.holds_space):
        return Pan(canvas, at)
    if button is Qt.MouseButton.RightButton and at.modifiers & Qt.KeyboardModifier.ControlModifier:
        return CutLinks(canvas, at)
    if button is not Qt.MouseButton.LeftButton:
        return None
    if canvas.erases:
        return CutLinks(canvas, at)
    thing = thing_at(canvas, at.scene)
    if isinstance(thing, Port):
        return DrawLink(canvas, at, thing)
    if isinstance(thing, Link):
        _select_link(canvas, thing, at)
        return None
    if isinstance(thing, Toggle):
        canvas.toggle_wanted.emit(thing.node)
        return None
    if isinstance(thing, AnnotationPart) and thing.collapses:
        canvas.collapse_wanted.emit(thing.name)
        return None
    if isinstance(thing, AnnotationPart):
        return annotation_gesture(canvas, at, thing)
    return RubberBand(canvas, at) if thing is None else MoveNodes(canvas, at, thing)


def _select_link(canvas: CanvasContext, link: Link, at: Pointer) -> None:
    """Take a link into the selection, or select it alone."""
    selected = canvas.scene.shown.selected_links
    if at.adds:
        canvas.choose_links(selected ^ {link})
    else:
        canvas.choose(())
        canvas.choose_links([link])
