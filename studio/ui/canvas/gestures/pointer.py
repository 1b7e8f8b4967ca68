"""Where the pointer is and which keys are held, as gestures need it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt


@dataclass(frozen=True, slots=True)
class Pointer:
    """A moment of the mouse: in pixels of the viewport and in scene coordinates."""

    pixel: QPointF
    scene: QPointF
    modifiers: Qt.KeyboardModifier

    @property
    def adds(self) -> bool:
        """Whether Shift or Ctrl is held, which adds to the selection."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
