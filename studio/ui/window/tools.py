"""Dialogs that stand beside the window: the profile of the network, and plug-ins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from studio.ui.dialogs.plugins import PluginsDialog
from studio.ui.window.frame import Frame
from studio.ui.window.profiling import open_profile


def slots(frame: Frame) -> dict[str, Callable[[], object]]:
    """What opens them, by the ids of their actions."""
    return {"train.profile": partial(open_profile, frame), "help.plugins": partial(open_plugins, frame)}


def open_plugins(frame: Frame) -> PluginsDialog:
    """Show which plug-ins there are; the palette has the layers of those that are allowed."""
    dialog = PluginsDialog(frame.session.pool, frame)
    dialog.loaded.connect(frame.layers.refresh)
    dialog.show()
    return dialog
