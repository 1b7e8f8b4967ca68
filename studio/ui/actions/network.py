"""Actions that edit or view the network; most of their keys work while the canvas has the focus."""

from __future__ import annotations

from studio.text import tr
from studio.ui.actions.conditions import (
    ALWAYS,
    BLOCK,
    CHOICE,
    INSIDE_BLOCK,
    NAMED,
    NODE_OR_LINK,
    NODES,
    REMOVABLE,
    SELECTION,
    SEVERAL_NODES,
    Condition,
)
from studio.ui.actions.declaration import Action


def _canvas(
    name: str,
    title: str,
    keys: tuple[str, ...],
    icon: str,
    tip: str,
    when: Condition = ALWAYS,
    *,
    on: bool | None = None,
) -> Action:
    return Action(name, title, icon, keys, tip, when, "canvas", on)


NETWORK = (
    _canvas(
        "edit.add", tr("Add Layer…"), ("Tab", "Shift+A"), "plus",
        tr("Add a layer below the selection, found by its name"),
    ),
    _canvas(
        "edit.insert", tr("Insert into Link…"), ("Ins",), "plus",
        tr("Insert a layer into the selected link"), NODE_OR_LINK,
    ),
    _canvas("edit.cut", tr("Cut"), ("Ctrl+X",), "cut", tr("Cut the selected nodes to the clipboard"), CHOICE),
    _canvas(
        "edit.copy", tr("Copy"), ("Ctrl+C",), "copy",
        tr("Copy the selected nodes to the clipboard, as text"), CHOICE,
    ),
    _canvas(
        "edit.paste", tr("Paste"), ("Ctrl+V",), "paste",
        tr("Paste the nodes on the clipboard, with the links among them"),
    ),
    _canvas(
        "edit.paste_linked", tr("Paste with Links"), ("Ctrl+Shift+V",), "paste",
        tr("Paste the nodes on the clipboard, and keep the links from other nodes"),
    ),
    _canvas(
        "edit.duplicate", tr("Duplicate"), ("Ctrl+D",), "duplicate",
        tr("Duplicate the selected nodes"), CHOICE,
    ),
    _canvas("edit.delete", tr("Delete"), ("Del",), "delete", tr("Delete the selected nodes or links"), REMOVABLE),
    _canvas(
        "edit.delete_and_heal", tr("Delete and Heal"), ("Backspace", "Ctrl+Alt+X"), "heal",
        tr("Delete the selected nodes, and heal the links they stood in by joining their ends"), REMOVABLE,
    ),
    _canvas("edit.rename", tr("Rename…"), ("F2",), "rename", tr("Rename the selected node"), NAMED),
    _canvas(
        "edit.connect", tr("Connect in Order"), ("C",), "link",
        tr("Connect the selected nodes in the order of selection"), SEVERAL_NODES,
    ),
    _canvas(
        "edit.disconnect", tr("Disconnect"), ("Shift+C",), "unlink",
        tr("Disconnect the selected links, or all those of the selected nodes"), NODE_OR_LINK,
    ),
    _canvas("edit.select_all", tr("Select All"), ("Ctrl+A",), "select", tr("Select every node"), NODES),
    _canvas("edit.select_none", tr("Select Nothing"), ("Esc",), "close", tr("Give up a drag, or the selection")),
    _canvas(
        "edit.invert_selection", tr("Invert Selection"), ("Ctrl+I",), "select",
        tr("Select what is not selected"), NODES,
    ),
    _canvas(
        "edit.arrange", tr("Lay Out"), ("L",), "layout",
        tr("Lay the network out the way that suits the canvas"), NODES,
    ),
    _canvas(
        "edit.arrange_down", tr("Lay Out Top to Bottom"), ("Alt+L",), "chevron-down",
        tr("Lay the network out from top to bottom"), NODES,
    ),
    _canvas(
        "edit.arrange_right", tr("Lay Out Left to Right"), ("Shift+L",), "chevron-right",
        tr("Lay the network out from left to right"), NODES,
    ),
    _canvas(
        "edit.arrange_columns", tr("Lay Out in Columns"), ("Alt+Shift+L",), "layout",
        tr("Fold a long network into columns that suit the canvas; Lay Out keeps to them then"), NODES,
    ),
    _canvas(
        "block.group", tr("Group into Block"), ("Ctrl+G",), "layers",
        tr("Group the selected nodes into a block"), SELECTION,
    ),
    _canvas(
        "block.ungroup", tr("Ungroup Block"), ("Ctrl+Shift+G",), "select",
        tr("Ungroup the block: what is inside takes its place"), BLOCK,
    ),
    _canvas(
        "block.bypass", tr("Bypass"), ("M", "Ctrl+B"), "minus",
        tr("Bypass nodes, so that they hand on their input, or use them again"), SELECTION,
    ),
    _canvas(
        "block.freeze", tr("Freeze"), ("Shift+F",), "freeze",
        tr("Freeze nodes, so that training leaves them as they are, or unfreeze them"), SELECTION,
    ),
    _canvas("block.enter", tr("Open Block"), ("Return", "Enter"), "open", tr("Show what is inside the block"), BLOCK),
    _canvas(
        "block.leave", tr("Leave Block"), ("Alt+Up",), "chevron-up",
        tr("Show what the block stands in"), INSIDE_BLOCK,
    ),
    _canvas(
        "block.keep", tr("Save Block to Library"), ("Ctrl+Alt+S",), "save",
        tr("Keep the block for any project"), BLOCK,
    ),
    Action(
        "edit.find", tr("Find Node…"), "search", ("Ctrl+F",),
        tr("Find a node by name, type, shape or problem"), NODES,
    ),
    Action("view.zoom_in", tr("Zoom In"), "zoom-in", ("Ctrl++", "Ctrl+="), tr("Enlarge the view")),
    Action("view.zoom_out", tr("Zoom Out"), "zoom-out", ("Ctrl+-",), tr("Make the view smaller")),
    Action(
        "view.actual_size", tr("Zoom to 100 %"), "search", ("Ctrl+1",),
        tr("Show the network at its natural size, what is selected in sight"),
    ),
    _canvas("view.zoom", tr("Zoom to…"), ("Z",), "search", tr("Type how large the network is to be seen, in per cent")),
    _canvas(
        "view.fit_all", tr("Fit Network"), ("Home", "Ctrl+0"), "fit",
        tr("Bring the whole network into view"), NODES,
    ),
    _canvas("view.fit_selection", tr("Fit Selection"), ("F",), "fit", tr("Bring the selected nodes into view"), NODES),
    _canvas("view.snap", tr("Snap to Grid"), ("G",), "grid", tr("Move nodes in steps of the grid"), on=True),
    Action(
        "view.minimap", tr("Minimap"), "minimap", ("Alt+M",),
        tr("Show a map while part of the network is out of sight"), checked=True,
    ),
)  # fmt: skip
