"""Shows on the canvas which nodes are new or other than in a network that this one is compared with."""

from __future__ import annotations

from collections.abc import Mapping

from studio.ui.canvas.scene import Scene


def show_compared(scene: Scene, states: Mapping[str, str]) -> None:
    """Frame nodes by what became of them, `added` or `changed`, by their paths; nothing where it is empty."""
    before, scene.shown.compared = scene.shown.compared, states
    if before == states:
        return
    for item in scene.nodes.made.values():
        item.update()
    scene.overview.touch(scene.shown.graph)
