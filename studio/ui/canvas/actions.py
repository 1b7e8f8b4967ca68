"""What the canvas says of itself to its actions, and which of them a right click offers."""

from __future__ import annotations

from studio.graph.annotations import Comment, Frame
from studio.graph.links import Link
from studio.layers.block import Block
from studio.ui.actions import Menu, Situation
from studio.ui.actions.menus import ON_ANNOTATION, ON_EMPTY_CANVAS, ON_LINK, ON_NODE
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.shown import AnnotationPart, Thing


def situation(canvas: CanvasContext) -> Situation:
    """What decides which actions are possible on a canvas now."""
    session, picked = canvas.session, canvas.picked
    annotations = [session.graph.annotations.get(name) for name in canvas.scene.shown.selected_annotations]
    return Situation(
        is_resting=not canvas.view.isEnabled(),
        nodes=len(session.graph),
        selected_nodes=len(picked),
        selected_links=len(canvas.scene.shown.selected_links),
        selected_annotations=len(annotations),
        is_frame_selected=any(isinstance(each, Frame) for each in annotations),
        is_comment_selected=any(isinstance(each, Comment) for each in annotations),
        is_block_selected=len(picked) == 1 and isinstance(session.graph[picked[0]].layer, Block),
        is_inside_block=bool(session.level),
        tiles=len(canvas.seen.tiles),
        selected_tiles=len(canvas.scene.shown.selection & canvas.seen.tiles.keys()),
    )


def menu_for(thing: Thing | None) -> Menu:
    """The actions that make sense for what lies under the pointer; None stands for empty canvas."""
    if isinstance(thing, AnnotationPart):
        return ON_ANNOTATION
    return ON_EMPTY_CANVAS if thing is None else ON_LINK if isinstance(thing, Link) else ON_NODE
