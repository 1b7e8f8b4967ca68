"""Lets cards glide to the places that the document has given them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QVariantAnimation

from studio.graph.model import Position
from studio.ui import theme
from studio.ui.canvas.scene import Scene

DURATION = 280
"""Milliseconds."""

MOST = 400
"""Larger networks jump: moving so many cards takes longer than a frame. So do all where motion is reduced."""


class Glide(QVariantAnimation):
    """Shows nodes on their way from where they were to where the document has them."""

    def __init__(self, scene: Scene, before: Mapping[str, Position]) -> None:
        super().__init__(scene)
        self._scene = scene
        self._before = {name: place for name, place in before.items() if name in scene.shown.graph}
        self._after = {name: scene.shown.graph[name].position for name in self._before}
        self.setDuration(DURATION)
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.valueChanged.connect(self._show)
        if len(before) <= MOST and theme.moves():
            self._show(0.0)
            self.start()

    def finish(self) -> None:
        """Be there at once, and go."""
        if self.state() is QVariantAnimation.State.Running:
            self.setCurrentTime(DURATION)
            self.stop()
        self.deleteLater()

    def _show(self, share: float) -> None:
        self._scene.place(
            {
                name: (
                    start[0] + (self._after[name][0] - start[0]) * share,
                    start[1] + (self._after[name][1] - start[1]) * share,
                )
                for name, start in self._before.items()
                if name in self._scene.nodes
            }
        )
