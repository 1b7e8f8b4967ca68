"""Brings the window up as it was left, on a screen that is there, with its panels where they stood."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, QTimer

from studio.ui.window import choices
from studio.ui.window.frame import SIZE, Frame
from studio.ui.window.layout import screens
from studio.ui.window.places import fitted

BORDER = QSize(16, 48)
"""What a desktop may put around a window, in pixels; nobody knows before it is shown."""


SOON = 1500
"""Milliseconds after a change of panels, when it is kept: a window that ends unclosed comes back too."""


def opening_area(screen: QRect) -> QRect:
    """Where a window opens for the first time: in the middle, as large as wanted or as the screen allows."""
    size = QSize(*SIZE).boundedTo(screen.size() - BORDER)
    area = QRect(screen.topLeft(), size)
    area.moveCenter(screen.center())
    return area


def restore(frame: Frame) -> None:
    """Come up as large and where it was left, or else as the main screen allows."""
    geometry = choices.geometry()
    if geometry is None or not frame.restoreGeometry(geometry):
        frame.setGeometry(opening_area(screens()[0]))
    elif not (frame.isMaximized() or frame.isFullScreen()):
        frame.setGeometry(fitted(frame.geometry(), screens()))
    frame.workspace.restore(choices.layout())


def keep_from_now_on(frame: Frame) -> None:
    """Remember every change of the panels soon after it."""
    soon = QTimer(frame, singleShot=True, interval=SOON)
    soon.timeout.connect(partial(keep, frame))
    frame.workspace.changed.connect(soon.start)


def keep(frame: Frame) -> None:
    """Remember how it is left."""
    choices.keep_room(frame.saveGeometry(), frame.workspace.layout_now())
