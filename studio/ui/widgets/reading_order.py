"""The way of Tab through a window as it is read: rows from top to bottom, each from left to right, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QWidget

_BY_TAB = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason


def lead_on(window: QWidget, *, forwards: bool) -> bool:
    """Give the keyboard to what is read next in a window, or before; whether there is anything.

    Qt's own order is that in which widgets were made, which panels that are moved and parts that are made later
    would leave the eye's.
    """
    way, now = list(stops(window)), window.focusWidget()
    if not way:
        return False
    step = 1 if forwards else -1
    following = way[(way.index(now) + step) % len(way)] if now in way else way[0 if forwards else -1]
    following.setFocus(_BY_TAB[0 if forwards else 1])
    _bring_into_sight(following, window)
    return True


def stops(part: QWidget) -> Iterator[QWidget]:
    """What Tab leads to in a part of a window, as it is read."""
    if part.isEnabled() and part.focusProxy() is None and _takes(part):
        yield part
    children = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    there = [each for each in children if not each.isHidden() and not each.isWindow()]
    for child in sorted(there, key=cmp_to_key(_reads_before)):
        yield from stops(child)


def _takes(widget: QWidget) -> bool:
    """Whether Tab stops at a widget, as the desktop has it."""
    every = Qt.TabFocusBehavior.TabFocusAllControls
    flag = Qt.FocusPolicy.TabFocus if QGuiApplication.styleHints().tabFocusBehavior() == every else \
        Qt.FocusPolicy.StrongFocus  # fmt: skip
    return widget.focusPolicy().value & flag.value == flag.value


def _reads_before(one: QWidget, other: QWidget) -> int:
    """Below 0 where the first is read before the second: higher up, or further left in the same row."""
    a, b = one.geometry(), other.geometry()
    shared = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) + 1
    if 2 * shared > min(a.height(), b.height()) and (a.right() < b.left() or b.right() < a.left()):
        return a.left() - b.left()
    return a.top() - b.top() or a.left() - b.left()


def _bring_into_sight(widget: QWidget, window: QWidget) -> None:
    part = widget.parentWidget()
    while part is not None and part is not window:
        if isinstance(part, QScrollArea):
            part.ensureWidgetVisible(widget)
        part = part.parentWidget()
