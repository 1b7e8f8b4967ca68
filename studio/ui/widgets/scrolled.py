"""A part of a panel that scrolls in itself where it has less room than it needs, so that what is above it stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(part: QWidget, name: str = "") -> QScrollArea:
    """The part in an area of its own, upwards and downwards alone.

    With a `name` for those who do not see it the area takes the keyboard; else what is in it does.
    """
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    if not name:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(part)
    part.setAutoFillBackground(False)
    return area
