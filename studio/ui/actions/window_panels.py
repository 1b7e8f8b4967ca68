"""The window's panels by name, where each stands at first, and the actions that lead to them and make room."""

from __future__ import annotations

from typing import Literal, NamedTuple

from studio.text import tr
from studio.ui.actions.conditions import NETWORK_SHOWN
from studio.ui.actions.declaration import Action

PlaceName = Literal["left", "right", "lower_right", "below"]

PLACES: dict[PlaceName, str] = {
    "left": tr("Left"),
    "right": tr("Right"),
    "lower_right": tr("Lower Right"),
    "below": tr("Below the Canvas"),
}
"""Where panels can stand around the canvas."""


class Panel(NamedTuple):
    """A panel of the window, with the place it has until a person gives it another."""

    title: str
    place: PlaceName
    keys: tuple[str, ...] = ()


PANELS = {
    "layers": Panel(tr("Layers"), "right"),
    "outline": Panel(tr("Outline"), "right", ("Ctrl+Shift+U",)),
    "history": Panel(tr("History"), "right", ("Ctrl+Shift+H",)),
    "inspector": Panel(tr("Inspector"), "lower_right"),
    "training": Panel(tr("Training"), "lower_right"),
    "help": Panel(tr("Help"), "lower_right"),
    "plots": Panel(tr("Curves"), "below"),
    "runs": Panel(tr("Runs"), "below"),
    "evaluation": Panel(tr("Results"), "below"),
    "try_it": Panel(tr("Try it"), "below"),
    "data": Panel(tr("Data"), "below"),
    "problems": Panel(tr("Problems"), "below"),
    "table": Panel(tr("Table"), "below"),
    "code": Panel(tr("Code"), "below"),
    "health": Panel(tr("Health"), "below"),
}
"""By the names they have in the frame, in the order of their tabs."""

PANEL_ACTIONS = (
    Action("view.beside", tr("Panels Beside the Canvas"), "panel-right", ("Ctrl+Shift+J",),
           tr("Show or fold the panels beside the canvas"), NETWORK_SHOWN, checked=True),
    Action("view.below", tr("Panels Below the Canvas"), "panel-bottom", ("Ctrl+J",),
           tr("Show or fold the panels below the canvas: curves, runs, results, data, problems"),
           NETWORK_SHOWN, checked=False),
    *(Action(f"view.panel.{name}", panel.title, "", panel.keys, tr("Bring this panel forward"), when=NETWORK_SHOWN)
      for name, panel in PANELS.items()),
    Action("view.float_panel", tr("Float Panel"), "expand", ("Ctrl+Alt+F",),
           tr("Give the panel that was used last a window of its own, or its place again"), NETWORK_SHOWN),
    *(Action(f"view.move_panel.{place}", title, tip=tr("Move the panel that was used last there"), when=NETWORK_SHOWN)
      for place, title in PLACES.items()),
    Action("view.canvas_alone", tr("Canvas Alone"), "select", ("F11",),
           tr("Take away everything around the canvas, or bring it back"), NETWORK_SHOWN, checked=False),
    Action("view.presentation", tr("Presentation"), "image", ("Shift+F11",),
           tr("Show the canvas alone on the whole screen, its type large, for an audience"), NETWORK_SHOWN,
           checked=False),
    Action("view.reset_panels", tr("Panels as at First"), tip=tr("Put every panel back where it stood at first"),
           when=NETWORK_SHOWN),
)  # fmt: skip
