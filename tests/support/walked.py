"""A window as those meet it who have a keyboard alone, or who hear what others see: names, roles, the way of Tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QScrollArea, QWidget

from studio.ui.canvas import Canvas
from studio.ui.widgets.code_editor import CodeEditor
from studio.ui.widgets.told import Told

Role = QAccessible.Role
SAY_NOTHING = {Role.NoRole, Role.Client, Role.Pane, Role.Window, Role.Grouping, Role.LayeredPane, Role.Border}
"""Roles of what merely holds other things."""

MOST = 400
"""So many stops no window has."""

MOST_CELLS = 10
"""A grid to type into is left behind its last cell."""


def on_the_way(window: QWidget) -> Iterator[QWidget]:
    """All widgets in sight that Tab leads to."""
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        if takes and widget.isVisibleTo(window) and widget.isEnabled() and widget.focusProxy() is None:
            yield widget


def called(widget: QWidget) -> tuple[str, QAccessible.Role]:
    """What a screen reader reads out: the name, and what kind of thing it is."""
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name), told.role()


def kind(widget: QWidget) -> str:
    """What a widget is, for whoever has to find it in the code."""
    return f"{type(widget).__name__} “{called(widget)[0]}” in {type(widget.parentWidget()).__name__}"


def nameless(widgets: Sequence[QWidget]) -> set[str]:
    """Those that a screen reader cannot tell of."""
    found = set()
    for widget in widgets:
        name, role = called(widget)
        if not name.strip() or (role in SAY_NOTHING and not isinstance(widget, QScrollArea)):
            found.add(f"{kind(widget)}: {name!r}, {role.name}")
    return found


def hidden_focus(widgets: Sequence[QWidget]) -> set[str]:
    """Those that look alike with the keyboard and without it. Their window has to be the active one."""
    found = set()
    for widget in widgets:
        widget.clearFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if before == widget.grab().toImage():
            found.add(kind(widget))
    return found


def faint_focus(widgets: Sequence[QWidget]) -> set[str]:
    """Those around which too little changes as they get the keyboard: of as many pixels as a line around a widget has,
    fewer than half change by a contrast of at least 3 (WCAG 2.2, 2.4.13). Their window has to be the active one."""
    found = set()
    for widget in widgets:
        show_whole(widget)
        widget.clearFocus()
        before = _luminance(_around(widget))
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        after = _luminance(_around(widget))
        contrast = (np.maximum(before, after) + 0.05) / (np.minimum(before, after) + 0.05)
        if (contrast >= 3).sum() < widget.width() + widget.height():
            found.add(kind(widget))
    return found


def show_whole(widget: QWidget) -> None:
    """Scroll to a widget, as Tab does."""
    part = widget.parentWidget()
    while part is not None:
        if isinstance(part, QScrollArea):
            part.ensureWidgetVisible(widget, 10, 10)
        part = part.parentWidget()
    QApplication.processEvents()


def _around(widget: QWidget) -> QImage:
    """What is seen of a widget and right beside it."""
    QApplication.processEvents()
    window = widget.window()
    area = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-3, -3, 3, 3)
    return window.grab(area & window.rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _luminance(image: QImage) -> np.ndarray:
    """Relative luminance of each pixel, from 0 to 1 (WCAG 2.2)."""
    size = (image.height(), image.bytesPerLine() // 4, 4)
    colours = np.frombuffer(image.constBits(), np.uint8).reshape(size)[:, : image.width(), 2::-1] / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def mute(window: QWidget) -> set[str]:
    """Drawings in sight that say nothing of what they show."""
    found = set()
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window):
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        said = [told.text(each) for each in (QAccessible.Text.Value, QAccessible.Text.Description)]
        is_drawn = isinstance(widget, Told | pyqtgraph.PlotWidget)
        if (is_drawn and not any(said)) or ((is_drawn or is_picture(widget)) and not told.text(QAccessible.Text.Name)):
            found.add(kind(widget))
    return found


def is_picture(widget: QWidget) -> bool:
    """Whether a widget of ours paints all that it shows, and shows something of size."""
    paints = next(each for each in type(widget).__mro__ if "paintEvent" in vars(each))
    return (
        paints.__module__.startswith("studio.")
        and not widget.findChildren(QWidget)
        and min(widget.size().toTuple()) > 60
    )


def by_tab(window: QWidget) -> list[QWidget]:
    """Where Tab leads, from the first in its order until it comes back to one where it was."""
    if (now := window.focusWidget()) is not None:
        now.clearFocus()
    window.focusNextPrevChild(True)
    stops: list[QWidget] = []
    for _ in range(MOST):
        now = QApplication.focusWidget()
        if now is None or now in stops:
            break
        stops.append(now)
        if isinstance(now, Canvas):
            now.focusNextPrevChild(True)  # its Tab adds a layer
        if isinstance(now, CodeEditor) and not now.isReadOnly():
            QTest.keyClick(now, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        for _ in range(MOST_CELLS):
            if QApplication.focusWidget() is now:
                QTest.keyClick(now, Qt.Key.Key_Tab)
    return stops


def back_and_forth(stops: Sequence[QWidget], window: QWidget) -> set[str]:
    """Steps of Tab that go up in a column, or to the left in a row."""
    places = [QRect(each.mapTo(window, QPoint()), each.size()) for each in stops]
    found = set()
    for (before, here), (after, there) in pairwise(zip(stops, places, strict=True)):
        if before.isAncestorOf(after):
            continue
        beside = here.top() < there.bottom() and there.top() < here.bottom()
        below = here.left() < there.right() and there.left() < here.right()
        if (below and there.bottom() <= here.top()) or (beside and there.right() <= here.left()):
            found.add(f"{kind(before)} → {kind(after)}")
    return found


def doubled_letters(window: QWidget) -> set[str]:
    """Letters that lead to several things when Alt is held."""
    letters: dict[str, set[str]] = {}
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLabel) and widget.isVisibleTo(window):
            if isinstance(widget, QLabel) and widget.buddy() is None:
                continue
            letter = QKeySequence.mnemonic(widget.text()).toString()
            letters.setdefault(letter, set()).add(widget.text())
    return {f"{letter}: {', '.join(texts)}" for letter, texts in letters.items() if letter and len(texts) > 1}


def chance_defaults(window: QWidget) -> set[str]:
    """Buttons that Enter presses in a field though nobody said that it should; to leave is no harm."""
    defaults = [each for each in window.findChildren(QPushButton) if each.isDefault() and each.isVisibleTo(window)]
    return {each.text() for each in defaults if each.property("kind") != "primary"} - {"Close", "Cancel"}
