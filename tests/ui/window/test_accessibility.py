"""What a screen reader is told of the window, what keyboards see of it, and that it can do with less motion."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QTabWidget
from pytestqt.qtbot import QtBot
from walked import back_and_forth, by_tab, doubled_letters, faint_focus, hidden_focus, kind, mute, nameless, on_the_way

from studio.graph.edits import move
from studio.ui import theme
from studio.ui.widgets.focus_ring import ring_focus
from studio.ui.window.main_window import MainWindow

Role = QAccessible.Role


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
    found, seen = set(), set()
    for page in pages(window):
        new = [each for each in on_the_way(window) if each not in seen]
        seen.update(new)
        for fault in nameless(new) | hidden_focus(new) | mute(window) | doubled_letters(window):
            found.add(f"{fault} on {page}")
    assert not found, "\n".join(found)
    assert len(seen) > 60


def test_tab_leads_to_all_of_a_page_in_order_and_shows_where_it_is_in_high_contrast_too(
    qapp: QApplication, window: MainWindow, qtbot: QtBot
) -> None:
    theme.set_mode("contrast")
    ring_focus(qapp)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = set()
    for page in pages(window):
        qtbot.waitUntil(lambda: window.session.pool.is_idle, timeout=30_000)
        QApplication.processEvents()  # what has come finds its place
        way = by_tab(window)
        assert way
        missed = {kind(each) for each in on_the_way(window) if each not in way}
        found.update(f"{fault} on {page}" for fault in back_and_forth(way, window) | missed | faint_focus(way))
    assert not found, "\n".join(found)


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
