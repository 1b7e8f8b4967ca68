"""Where what lies over a part of a form has to lie to go along with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}
"""What happens to a part, or to what it stands in, that moves what lies over it."""


def ground(part: QWidget) -> tuple[QWidget, list[QWidget]]:
    """All that scrolls together with a part, or else its window; and the widgets from the part up to there."""
    way = [part]
    while not part.isWindow():
        above = part.parentWidget()
        if above is None or isinstance(above.parentWidget(), QAbstractScrollArea):
            break
        part = above
        way.append(part)
    return part, way
