"""What the canvas says of itself to its actions, and which of them a right click offers."""

from __future__ import annotations

from studio.graph.links import Link
from studio.layers.block import Block
from studio.ui.actions import Menu, Situation
from studio.ui.actions.menus import ON_EMPTY_CANVAS, ON_LINK, ON_NODE
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.shown import Thing


def situation(canvas: CanvasContext) -> Situation:
    """What decides which actions are possible on a canvas now."""
    session, picked = canvas.session, canvas.picked
    return Situation(
        is_resting=not canvas.view.isEnabled(),
        nodes=len(session.graph),
        selected_nodes=len(picked),
        selected_links=len(canvas.scene.shown.selected_links),
        is_block_selected=len(picked) == 1 and isinstance(session.graph[picked[0]].layer, Block),
        is_inside_block=bool(session.level),
    )


def menu_for(thing: Thing | None) -> Menu:
    """The actions that make sense for what lies under the pointer; None stands for empty canvas."""
    return ON_EMPTY_CANVAS if thing is None else ON_LINK if isinstance(thing, Link) else ON_NODE
