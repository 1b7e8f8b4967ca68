"""Actions for what people put beside a network, frames and comments, and for putting things in order."""

from __future__ import annotations

from studio.text import tr
from studio.ui.actions.conditions import (
    ALWAYS,
    CHOICE,
    COMMENT,
    FRAME,
    NODES_OR_FRAME,
    SELECTION,
    SEVERAL_THINGS,
    THREE_THINGS,
    TILE,
    TILES,
    Condition,
)
from studio.ui.actions.declaration import Action

COLOURS = {
    "grey": tr("Grey"), "red": tr("Red"), "orange": tr("Orange"), "yellow": tr("Yellow"), "green": tr("Green"),
    "teal": tr("Teal"), "blue": tr("Blue"), "purple": tr("Purple"),
}  # fmt: skip
"""The colours that can be given, by the names the document knows."""

ANNOTATIONS = (
    Action(
        "annotation.frame", tr("Frame Selection…"), "select", ("Ctrl+Shift+F",),
        tr("Put a frame with a title around what is selected"), ALWAYS, "canvas",
    ),
    Action(
        "annotation.comment", tr("Add Comment…"), "rename", ("Ctrl+Alt+M",),
        tr("Write words beside the network, in Markdown"), ALWAYS, "canvas",
    ),
    Action(
        "annotation.link", tr("Open Link of Comment…"), "link", ("Ctrl+Alt+O",),
        tr("See where the links of the selected comment lead, and open them"), COMMENT, "canvas",
    ),
    Action(
        "annotation.next", tr("Select Next Annotation"), "chevron-down", ("N",),
        tr("Go from frame to frame and comment to comment; Alt+Shift with the arrow keys resizes them"),
        ALWAYS, "canvas",
    ),
    Action(
        "annotation.fit", tr("Fit Frame to Its Nodes"), "fit", ("Ctrl+Alt+Shift+F",),
        tr("Have the selected frame close around what lies on it"), FRAME, "canvas",
    ),
    Action(
        "collapse.collapse", tr("Collapse"), "minus", ("H",),
        tr("See nodes, the branch of a single one, or what lies on a frame, as one tile; nothing else changes"),
        NODES_OR_FRAME, "canvas",
    ),
    Action(
        "collapse.leading", tr("Collapse What Leads Here"), "chevron-up", ("Ctrl+H",),
        tr("See the selected node and all that leads to it alone as one tile"), SELECTION, "canvas",
    ),
    Action(
        "collapse.expand", tr("Expand"), "plus", ("Shift+H",),
        tr("See what is collapsed node by node again"), TILE, "canvas",
    ),
    Action(
        "collapse.expand_all", tr("Expand All"), "plus", ("Alt+Shift+H",),
        tr("See every node again"), TILES, "canvas",
    ),
    Action("annotation.colour.none", tr("None"), "", ("Alt+0",), tr("Take the colour from nodes"), SELECTION, "canvas"),
    *(
        Action(f"annotation.colour.{name}", title, "", (f"Alt+{number}",), "", CHOICE, "canvas")
        for number, (name, title) in enumerate(COLOURS.items(), 1)
    ),
)  # fmt: skip


def _aligning(name: str, title: str, keys: str, tip: str, when: Condition = SEVERAL_THINGS) -> Action:
    return Action(f"align.{name}", title, "", (keys,), tip, when, "canvas")


ALIGNING = (
    _aligning("left", tr("Left Edges"), "Ctrl+Alt+Left", tr("Put what is selected in line at its left edges")),
    _aligning("centre", tr("Centres"), "Ctrl+Alt+C", tr("Put what is selected one below the other")),
    _aligning("right", tr("Right Edges"), "Ctrl+Alt+Right", tr("Put what is selected in line at its right edges")),
    _aligning("top", tr("Top Edges"), "Ctrl+Alt+Up", tr("Put what is selected in line at its top edges")),
    _aligning("middle", tr("Middles"), "Ctrl+Alt+E", tr("Put what is selected one beside the other")),
    _aligning("bottom", tr("Bottom Edges"), "Ctrl+Alt+Down", tr("Put what is selected in line at its bottom edges")),
    _aligning("across", tr("Equal Distances Across"), "Ctrl+Alt+H",
              tr("Leave as much room between one and the next, from left to right"), THREE_THINGS),
    _aligning("down", tr("Equal Distances Down"), "Ctrl+Alt+V",
              tr("Leave as much room between one and the next, from top to bottom"), THREE_THINGS),
)  # fmt: skip
