"""Every action of the real window is a declared one, and every declared one is reached from a menu or the toolbar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolBar, QWidget
from pytestqt.qtbot import QtBot
from written_runs import written_run

from studio.graph import Graph, Node, Source
from studio.graph.annotations import Area, Frame
from studio.graph.definition import Definition
from studio.graph.links import Link
from studio.layers import layer
from studio.layers.block import create_block
from studio.project import Project, file, library
from studio.project.run_places import beside
from studio.ui.actions import actions
from studio.ui.panels.inspector.block_parameters import BlockParameters
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.widgets.row_label import RowLabel
from studio.ui.window.main_window import MainWindow

INSIDE = Graph(
    {
        "input": Node(layer("Input", shape=[1, 8, 8])),
        "conv1": Node(layer("Conv2d", out_channels=4, kernel_size=[3, 3]), (Source("input"),)),
        "output": Node(layer("Output"), (Source("conv1"),)),
    }
)
Met = tuple[str, QAction]
"""An action with its id, which is read while the menu it stands in is open."""

UNIT = Definition("Unit", INSIDE, (("channels", 4), ("groups", 1)))
GRAPH = Graph(
    {
        "input": Node(layer("Input", shape=[1, 8, 8]), (), (0, 0)),
        "unit1": Node(create_block(UNIT), (Source("input"),), (0, 120)),
        "linear1": Node(layer("Linear"), (), (400, 0)),
        "output": Node(layer("Output"), (Source("unit1"),), (0, 240)),
    },
    {"frame1": Frame(Area(400, 200, 300, 100), "Beside")},
)


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with a block of the project that the library has too, a problem, and a run."""
    library.keep(UNIT)
    window.documents.show(Project("Test", GRAPH))
    assert window.documents.save(tmp_path / "test.nns")
    session = window.session
    session.begin()
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    qtbot.waitUntil(lambda: bool(session.problems), timeout=30_000)
    written_run(beside(tmp_path / "test.nns") / "run")
    window.show_runs()
    qtbot.waitUntil(lambda: bool(session.runs.rows))
    window.plots.prepare()
    qtbot.waitUntil(lambda: window.plots.board is not None, timeout=30_000)
    return window


def found_in(menu: QMenu) -> Iterator[Met]:
    """The actions of a menu as it opens, and of the menus inside of it."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from found_in(inner)
        elif not action.isSeparator():
            yield action.objectName(), action


def right_click(widget: QWidget, at: QPoint) -> list[Met]:
    """What a right click offers at a place."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    found: list[Met] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        found.extend(found_in(menu))
        menu.close()

    QTimer.singleShot(0, look)
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()
    return found


def on_canvas(window: MainWindow) -> list[Met]:
    """Of empty canvas, of a link, of a node, and of a frame."""
    canvas = window.canvas
    canvas.fit_all()
    link = canvas.network.links[Link("output", 0)].path().pointAtPercent(0.5)
    node = canvas.network.nodes["unit1"].card_area().center()
    frame = canvas.network.annotations["frame1"].area.topLeft() + QPointF(60, 13)
    places = [QPoint(4, 4), *map(canvas.mapFromScene, (link, node, frame))]
    return [action for at in places for action in right_click(canvas.viewport(), at)]


def on_lists(window: MainWindow) -> list[Met]:
    """Of a block in the palette, of a problem, and of the table."""
    palette, problems = window.layers.layers, window.problems.list
    window.show_below(window.problems)
    row = palette.visualRect(palette.indexes_of_kinds()["block:Unit"]).center()
    rows = [problems.model().index(each, 0) for each in range(problems.model().rowCount())]
    problem = problems.visualRect(next(index for index in rows if index.data(ENTRY).problems[0].node)).center()
    found = right_click(palette.viewport(), row) + right_click(problems.viewport(), problem)
    window.show_below(window.table)
    return found + right_click(window.table.tree.viewport(), QPoint(20, 20))


def on_runs(window: MainWindow) -> list[Met]:
    """Of a run, and of the headings of their list."""
    table = window.runs.table
    window.show_runs()
    at = table.visualRect(table.model().index(0, 3)).center()
    menu = table.columns_menu()
    found = right_click(table.viewport(), at) + list(found_in(menu))
    menu.close()
    return found


def on_curves(window: MainWindow) -> list[Met]:
    """Of the ways to take curves away."""
    return list(found_in(window.plots.toolbar.save.opened))


def on_data(window: MainWindow) -> list[Met]:
    """Of the ways to save what is seen of the data."""
    return list(found_in(window.data.saver.menu))


def on_results(window: MainWindow) -> list[Met]:
    """Of the ways to save what is seen of a run's results."""
    return list(found_in(window.evaluation.content.saver.menu))


def in_inspector(window: MainWindow) -> list[Met]:
    """Of a parameter, and of a block's parameter."""
    window.session.enter("unit1")
    rows = window.inspector.findChildren(BlockParameters)
    menus = [menu for each in rows for menu in each.findChildren(QMenu)]
    window.session.select(["conv1"])
    label = next(each for each in window.inspector.findChildren(RowLabel) if each.choices and each.isVisible())
    return [action for menu in menus for action in found_in(menu)] + right_click(label, QPoint(4, 4))


WAYS: tuple[Callable[[MainWindow], list[Met]], ...] = (
    lambda window: [each for menu in window.menuBar().actions() for each in found_in(menu.menu())],  # type: ignore[arg-type]
    lambda window: [(each.objectName(), each) for each in window.toolbar.actions() if each.text()],
    on_canvas,
    on_lists,
    on_runs,
    on_curves,
    on_data,
    on_results,
    in_inspector,
)


def test_every_action_a_person_meets_is_declared_and_every_declared_one_is_met(shown: MainWindow) -> None:
    met = {name for way in WAYS for name, _ in way(shown)}
    assert met - actions.keys() == set()
    assert actions.keys() - met == set()


def test_the_window_holds_no_other_actions(shown: MainWindow) -> None:
    for way in WAYS:
        way(shown)
    own = [each for each in shown.findChildren(QAction) if not each.isSeparator() and each.menu() is None]
    others = {(each.text(), type(each.parent())) for each in own if each.objectName() not in actions}
    assert {(text, kind) for text, kind in others if not issubclass(kind, QLineEdit | QToolBar)} == set()


def test_menus_show_the_keys_they_are_declared_with(shown: MainWindow) -> None:
    shown_keys = {name: each.shortcut().toString() for name, each in WAYS[0](shown)}
    assert shown_keys["edit.undo"] == "Ctrl+Z"
    assert shown_keys["edit.redo"] == "Ctrl+Shift+Z"
    assert shown_keys["file.export"] == "Ctrl+E"
    assert shown_keys["block.group"] == "Ctrl+G"
    assert shown_keys["edit.search_layers"] == "Ctrl+L"
    assert shown_keys["train.stop"] == "Shift+F5"


def test_of_a_mac_only_about_and_quit_move_into_the_menu_of_the_application(shown: MainWindow) -> None:
    roles = {name: each.menuRole() for name, each in WAYS[0](shown)}
    moved = {name: role for name, role in roles.items() if role is not QAction.MenuRole.NoRole}
    assert moved == {"help.about": QAction.MenuRole.AboutRole, "file.quit": QAction.MenuRole.QuitRole}


def test_a_recent_file_is_opened_from_its_menu(shown: MainWindow, tmp_path: Path) -> None:
    file.save(Project("Other"), tmp_path / "other.nns")
    shown.documents.new()
    (action,) = [each for _, each in WAYS[0](shown) if each.text().endswith("test.nns")]
    action.trigger()
    assert shown.session.graph.keys() == GRAPH.keys()


def test_the_search_of_the_palette_is_reached_by_its_keys_from_the_canvas(qtbot: QtBot, shown: MainWindow) -> None:
    shown.canvas.setFocus()
    qtbot.waitUntil(shown.canvas.hasFocus)
    qtbot.keyClick(shown.canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert shown.layers.search.hasFocus()


def test_what_cannot_be_done_says_why_and_once_it_can_does_not(shown: MainWindow) -> None:
    undo, group = shown.action["edit.undo"], shown.canvas.action["block.group"]
    assert undo.toolTip() == "Undo (Ctrl+Z)\nThere is no step to take back."
    assert group.toolTip().endswith("Select nodes first.")
    shown.canvas.add_layer("ReLU")
    assert undo.toolTip() == "Undo Add ReLU (Ctrl+Z)"
    assert group.toolTip() == "Group the selected nodes into a block (Ctrl+G)"
    shown.session.undo()
    assert undo.text() == "Undo"
    assert undo.toolTip().endswith("There is no step to take back.")
    assert shown.action["edit.redo"].text() == "Redo Add ReLU"


def test_the_palette_cannot_be_searched_while_the_start_page_is_shown(shown: MainWindow) -> None:
    assert shown.action["edit.search_layers"].isEnabled()
    shown.show_welcome()
    assert not shown.action["edit.search_layers"].isEnabled()


def test_a_problem_is_shown_and_copied_by_a_right_click(shown: MainWindow) -> None:
    by_name = dict(on_lists(shown))
    by_name["problem.copy"].trigger()
    assert QApplication.clipboard().text().startswith("Nothing is plugged into the input of Linear.")
    by_name["problem.show_node"].trigger()
    assert shown.session.selection == {"linear1"}
