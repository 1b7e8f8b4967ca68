"""What a screen reader is told of the window, what keyboards see of it, and that it can do with less motion."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from studio.graph.edits import move
from studio.ui import theme
from studio.ui.window.main_window import MainWindow

Role = QAccessible.Role
SAY_NOTHING = {Role.NoRole, Role.Client, Role.Pane, Role.Window, Role.Grouping, Role.LayeredPane, Role.Border}
"""Roles of what merely holds other things."""


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


def pages(window: MainWindow) -> Iterator[str]:
    """Every page of the window, one after the other, with a network open and a node of it selected."""
    yield "Start page"
    window.files.open_template("lenet5")
    window.session.select(["conv1"])
    for tabs in window.findChildren(QTabWidget):
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            QApplication.processEvents()
            yield tabs.tabText(number)


def test_all_that_takes_the_keyboard_has_a_name_a_role_and_shows_that_it_has_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    nameless, looks_alike, seen = set(), set(), set()
    for page in pages(window):
        for widget in on_the_way(window):
            if widget in seen:
                continue
            seen.add(widget)
            kind = f"{type(widget).__name__} in {type(widget.parentWidget()).__name__} on {page}"
            name, role = called(widget)
            if not name.strip() or (role in SAY_NOTHING and not isinstance(widget, QScrollArea)):
                nameless.add((kind, name, role.name))
            widget.clearFocus()
            before = widget.grab().toImage()
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if before == widget.grab().toImage():
                looks_alike.add(kind)
    assert (nameless, looks_alike) == (set(), set())
    assert len(seen) > 60


def test_the_canvas_says_what_is_selected_on_it(window: MainWindow, qtbot: QtBot) -> None:
    window.files.open_template("lenet5")
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    told = QAccessible.queryAccessibleInterface(window.canvas)
    assert told.role() is Role.Canvas
    assert told.text(QAccessible.Text.Name) == "Canvas"
    for chosen, said in (
        ([], ""),
        (["pool1"], "pool1; MaxPool2d 2×2; takes relu1; gives 6 × 14 × 14"),
        (["conv1", "relu1"], "2 nodes"),
    ):
        session.select(chosen)
        assert told.text(QAccessible.Text.Value) == said


def test_with_reduced_motion_cards_are_at_once_where_they_go(window: MainWindow) -> None:
    try:
        window.action["view.reduce_motion"].trigger()
        window.files.open_template("lenet5")
        window.session.edit("Spread", lambda graph: move(graph, {"conv1": (900.0, 900.0)}))
        window.canvas.action["edit.arrange"].trigger()
        place = window.session.graph["conv1"].position
        assert window.canvas.network.nodes["conv1"].pos() == QPointF(*place)
        again = MainWindow()
        assert again.action["view.reduce_motion"].isChecked()
        again.shut_down()
        again.deleteLater()
    finally:
        theme.reduce_motion(False)
