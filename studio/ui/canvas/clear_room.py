"""Where in a view something is seen as large as can be without anything lying over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from PySide6.QtCore import QRectF, QSizeF

GAP = 8
"""Pixels kept free beside what lies over the view."""

Cut = Callable[[QRectF, QRectF], QRectF]


def clear_room(whole: QRectF, size: QSizeF, overlays: Sequence[QRectF], largest: float) -> QRectF:
    """The part of a view, in pixels, in the middle of which a thing of this size, in scene units, is largest and lies
    under none of the overlays; all of the view where there is no such part."""
    rooms = []
    for cuts in product((_kept, _cut_aside, _cut_along), repeat=len(overlays)):
        room = whole
        for cut, overlay in zip(cuts, overlays, strict=True):
            room = cut(room, overlay)
        if not room.isEmpty() and not any(_placed(room, size, largest).intersects(each) for each in overlays):
            rooms.append(room)
    return max(rooms, key=lambda room: (scale(room, size, largest), room.width() * room.height()), default=whole)


def scale(room: QRectF, size: QSizeF, largest: float) -> float:
    """Pixels to a scene unit at which a thing fits into a room, `largest` at most."""
    return min(max(room.width(), 1) / max(size.width(), 1), max(room.height(), 1) / max(size.height(), 1), largest)


def _placed(room: QRectF, size: QSizeF, largest: float) -> QRectF:
    taken = size * scale(room, size, largest)
    placed = QRectF(0, 0, taken.width(), taken.height())
    placed.moveCenter(room.center())
    return placed


def _kept(room: QRectF, overlay: QRectF) -> QRectF:
    return room


def _cut_aside(room: QRectF, overlay: QRectF) -> QRectF:
    """What is left of a room to the right or to the left of an overlay."""
    cut = QRectF(room)
    if overlay.center().x() < room.center().x():
        cut.setLeft(max(room.left(), overlay.right() + GAP))
    else:
        cut.setRight(min(room.right(), overlay.left() - GAP))
    return cut


def _cut_along(room: QRectF, overlay: QRectF) -> QRectF:
    """What is left of a room below or above an overlay."""
    cut = QRectF(room)
    if overlay.center().y() < room.center().y():
        cut.setTop(max(room.top(), overlay.bottom() + GAP))
    else:
        cut.setBottom(min(room.bottom(), overlay.top() - GAP))
    return cut
