"""Dialogs that stand beside the window: commands, keys, profile, plug-ins, functions, losses, what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from studio.layers import Layer
from studio.ui.dialogs.plugins import PluginsDialog
from studio.ui.window import choices
from studio.ui.window.command_palette import open_commands
from studio.ui.window.frame import Frame
from studio.ui.window.profiling import open_profile

if TYPE_CHECKING:
    from studio.ui.dialogs.about import AboutDialog
    from studio.ui.dialogs.shortcut_sheet import ShortcutSheet


def slots(frame: Frame, tell: Callable[[str], None]) -> dict[str, Callable[..., object]]:
    """What opens them, by the ids of their actions; `tell` says why something cannot be done."""
    return {
        **{name: partial(show_on_links, frame, name) for name in choices.ON_LINKS},
        "train.profile": partial(open_profile, frame),
        "view.commands": partial(open_commands, frame, tell),
        "view.reduce_motion": choices.keep_reduced_motion,
        "help.shortcuts": partial(open_shortcuts, frame),
        "help.about": partial(open_about, frame),
        "help.plugins": partial(open_plugins, frame),
        "help.functions": partial(open_functions, frame),
        "help.loss": partial(open_loss_calculator, frame),
    }


def show_on_links(frame: Frame, name: str, on: bool) -> None:
    """Have shapes written on links, or have them as wide as their values are large, now and the next time."""
    network = frame.canvas.network
    if name == "view.link_shapes":
        network.show_on_links(shapes=on)
    else:
        network.show_on_links(sizes=on)
    choices.keep_on(name, on)


def open_plugins(frame: Frame) -> PluginsDialog:
    """Show which plug-ins there are; the palette has the layers of those that are allowed."""
    dialog = PluginsDialog(frame.session.pool, frame)
    dialog.loaded.connect(frame.layers.refresh)
    dialog.show()
    return dialog


def open_shortcuts(frame: Frame) -> ShortcutSheet:
    """Show all keys; what is chosen in place of them is kept."""
    from studio.ui.dialogs.shortcut_sheet import ShortcutSheet

    dialog = ShortcutSheet(frame)
    dialog.changed.connect(choices.keep_shortcuts)
    dialog.show()
    return dialog


def open_about(frame: Frame) -> AboutDialog:
    """Say which version this is, and what it is made of."""
    from studio.ui.dialogs.about import AboutDialog

    dialog = AboutDialog(frame.session.pool, frame)
    dialog.show()
    return dialog


def open_functions(frame: Frame, given: Layer | None = None) -> QDialog:
    """Lay activation functions over each other, one that is given among them."""
    from studio.ui.dialogs.functions import FunctionsDialog

    dialog = FunctionsDialog(frame, given)
    dialog.show()
    return dialog


def open_loss_calculator(frame: Frame) -> QDialog:
    """Work a loss out for numbers that are typed."""
    from studio.ui.dialogs.loss_calculator import LossCalculatorDialog

    dialog = LossCalculatorDialog(frame.session.pool, frame)
    dialog.show()
    return dialog
