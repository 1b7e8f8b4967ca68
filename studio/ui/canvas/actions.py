"""The canvas's actions: every one with its words, shortcut, icon and what it says of itself, for menus and toolbars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from studio.graph.links import Link
from studio.layers.block import Block
from studio.ui import theme
from studio.ui.canvas.context import CanvasContext
from studio.ui.canvas.items.shown import Thing

Needs = Literal["", "nodes", "selection", "one", "several", "any", "block", "inside"]
"""When an action is possible: always; nodes in the network; nodes selected, one, several; nodes or links selected;
one block selected; a block entered."""

MISSING: dict[Needs, str] = {
    "nodes": "The network is empty.",
    "selection": "Select nodes first.",
    "one": "Select one node first.",
    "several": "Select several nodes first.",
    "any": "Select a node or a link first.",
    "block": "Select one block first.",
    "inside": "No block is open.",
}
"""Why an action is not possible."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. It works from the whole window, or (most single keys) only while the canvas has the focus."""

    key: str
    text: str
    shortcuts: tuple[str, ...]
    icon: str
    tip: str
    needs: Needs = ""
    window: bool = False
    checked: bool | None = None


SPECS = (
    Spec("add", "Add Layer…", ("Tab", "Shift+A"), "plus", "Search for a layer and add it below the selection"),
    Spec("insert", "Insert into Link…", ("Ins",), "plus", "Put a layer into the selected link", "any"),
    Spec("cut", "Cut", ("Ctrl+X",), "cut", "Cut the selected nodes to the clipboard", "selection"),
    Spec("copy", "Copy", ("Ctrl+C",), "copy", "Copy the selected nodes to the clipboard, as text", "selection"),
    Spec("paste", "Paste", ("Ctrl+V",), "paste", "Add the nodes on the clipboard, with the links among them"),
    Spec("paste_linked", "Paste with Links", ("Ctrl+Shift+V",), "paste", "Paste, and keep the links from other nodes"),
    Spec("duplicate", "Duplicate", ("Ctrl+D",), "duplicate", "Add a copy of the selected nodes", "selection"),
    Spec("delete", "Delete", ("Del",), "delete", "Remove the selected nodes or links", "any"),
    Spec(
        "delete_and_heal", "Delete and Heal", ("Backspace", "Ctrl+Alt+X"), "heal",
        "Remove the selected nodes and join the links they stood in", "any",
    ),
    Spec("rename", "Rename…", ("F2",), "rename", "Give the selected node another name", "one"),
    Spec("connect", "Connect in Order", ("C",), "link", "Link the selected nodes in the order of selection", "several"),
    Spec("disconnect", "Disconnect", ("Shift+C",), "unlink", "Pull out the links of the selected nodes", "any"),
    Spec("select_all", "Select All", ("Ctrl+A",), "select", "Select every node", "nodes"),
    Spec("select_none", "Select Nothing", ("Esc",), "close", "Give up a drag, or the selection"),
    Spec("invert_selection", "Invert Selection", ("Ctrl+I",), "select", "Select what is not selected", "nodes"),
    Spec("group", "Group into Block", ("Ctrl+G",), "layers", "Put the selected nodes into a block", "selection"),
    Spec("ungroup", "Ungroup Block", ("Ctrl+Shift+G",), "select", "Put what is in the block in its place", "block"),
    Spec("bypass", "Bypass", ("M", "Ctrl+B"), "minus", "Let nodes hand on their input, or work again", "selection"),
    Spec("enter_block", "Open Block", ("Return", "Enter"), "open", "Show what is inside the block", "block"),
    Spec("keep_block", "Save Block to Library", ("Ctrl+Alt+S",), "save", "Keep the block for any project", "block"),
    Spec("leave_block", "Leave Block", ("Alt+Up",), "chevron-up", "Show what the block stands in", "inside"),
    Spec("find", "Find Node…", ("Ctrl+F",), "search", "Find a node by name, type, shape or problem", "nodes", True),
    Spec("arrange", "Lay Out", ("L",), "layout", "Arrange the network from top to bottom", "nodes"),
    Spec("zoom_in", "Zoom In", ("Ctrl++", "Ctrl+="), "zoom-in", "Enlarge the view", "", True),
    Spec("zoom_out", "Zoom Out", ("Ctrl+-",), "zoom-out", "Make the view smaller", "", True),
    Spec("actual_size", "Zoom to 100 %", ("Ctrl+1",), "search", "Show the network at its natural size", "", True),
    Spec("fit_all", "Fit Network", ("Home", "Ctrl+0"), "fit", "Bring the whole network into view", "nodes"),
    Spec("fit_selection", "Fit Selection", ("F",), "fit", "Bring the selected nodes into view", "nodes"),
    Spec("snap", "Snap to Grid", ("G",), "grid", "Move nodes in steps of the grid", "", False, True),
    Spec(
        "minimap", "Minimap", ("Alt+M",), "minimap", "Show a map while part of the network is out of sight",
        window=True, checked=True,
    ),
)  # fmt: skip


_ON_EMPTY = (
    ("add", "paste", "paste_linked"),
    ("leave_block",),
    ("select_all", "arrange"),
    ("fit_all", "actual_size", "snap", "minimap"),
)
_ON_LINK = (("insert",), ("disconnect",))
_ON_NODE = (
    ("rename", "duplicate"),
    ("cut", "copy", "paste"),
    ("connect", "disconnect", "insert"),
    ("enter_block", "group", "ungroup", "bypass", "keep_block"),
    ("delete", "delete_and_heal"),
    ("fit_selection",),
)


def build(canvas: CanvasContext, slot: Callable[[str], Callable[..., object]]) -> dict[str, QAction]:
    """The actions of a canvas, by key; they follow its selection and network."""
    actions = {spec.key: _action(canvas, spec, slot(spec.key)) for spec in SPECS}

    def follow() -> None:
        for spec in SPECS:
            possible = _is_possible(canvas, spec.needs)
            actions[spec.key].setEnabled(possible)
            actions[spec.key].setStatusTip(spec.tip if possible else f"{spec.tip}. {MISSING.get(spec.needs, '')}")

    canvas.changed.connect(follow)
    follow()
    return actions


def context_menu(parent: QWidget, actions: Mapping[str, QAction], thing: Thing | None) -> QMenu:
    """The actions that make sense for what lies under the pointer; None stands for empty canvas."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _ON_EMPTY if thing is None else _ON_LINK if isinstance(thing, Link) else _ON_NODE:
        menu.addActions([actions[key] for key in group])
        menu.addSeparator()
    return menu


def _action(canvas: CanvasContext, spec: Spec, slot: Callable[..., object]) -> QAction:
    action = QAction(theme.icon(spec.icon), spec.text, canvas.view)
    action.setObjectName(f"canvas.{spec.key}")
    action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
    context = Qt.ShortcutContext.WindowShortcut if spec.window else Qt.ShortcutContext.WidgetShortcut
    action.setShortcutContext(context)
    keys = QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{spec.tip} ({keys})")
    action.setStatusTip(spec.tip)
    if spec.checked is not None:
        action.setCheckable(True)
        action.setChecked(spec.checked)
        action.toggled.connect(slot)
    else:
        action.triggered.connect(lambda: slot())
    canvas.view.addAction(action)
    return action


def _is_possible(canvas: CanvasContext, needs: Needs) -> bool:
    if not canvas.view.isEnabled():
        return False
    selected = len(canvas.session.selection)
    return {
        "": True,
        "nodes": bool(canvas.session.graph),
        "selection": selected > 0,
        "one": selected == 1,
        "several": selected > 1,
        "any": bool(selected or canvas.scene.shown.selected_links),
        "block": selected == 1 and all(isinstance(canvas.session.graph[name].layer, Block) for name in canvas.picked),
        "inside": bool(canvas.session.level),
    }[needs]
