"""Room: the canvas has most of the window, and every panel can be folded, moved, floated, and comes back as left."""

from __future__ import annotations

import pytest
from hands import Hands
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from studio.project.lessons import tasks
from studio.ui import theme
from studio.ui.actions.window_panels import PANELS
from studio.ui.widgets.row_label import RowLabel
from studio.ui.window import choices, restoring
from studio.ui.window.canvas_alone import LARGE_TYPE
from studio.ui.window.drop_zones import PANEL
from studio.ui.window.layout import Layout, screens
from studio.ui.window.lesson_places import place_of, reveal
from studio.ui.window.main_window import MainWindow
from studio.ui.window.places import fitted
from studio.ui.window.restoring import opening_area

LEFT = Qt.MouseButton.LeftButton


def share_of_canvas(window: MainWindow) -> float:
    return window.canvas.width() * window.canvas.height() / (window.width() * window.height())


def stands(window: MainWindow) -> dict[str, str]:
    """Where each panel is found."""
    docking = window.workspace.docking
    return {name: docking.place_of(name) or "floating" for name in PANELS}


def button(window: MainWindow, name: str) -> QToolButton:
    found = window.toolbar.widgetForAction(window.action[name])
    assert isinstance(found, QToolButton)
    return found


def drag(widget: QWidget, start: QPoint, *way: QPoint) -> None:
    """Press the left button, move along the way, release."""
    kinds, places = QEvent.Type, (start, *way, way[-1])
    for place, kind in zip(places, (kinds.MouseButtonPress, *(kinds.MouseMove for _ in way), kinds.MouseButtonRelease),
                           strict=True):  # fmt: skip
        changes = LEFT if kind != kinds.MouseMove else Qt.MouseButton.NoButton
        held = LEFT if kind != kinds.MouseButtonRelease else Qt.MouseButton.NoButton
        at = QPointF(place)
        event = QMouseEvent(kind, at, QPointF(widget.mapToGlobal(place)), changes, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)


def test_the_canvas_has_most_of_the_window_and_no_panel_widens_it(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    for size, least in (((1360, 860), 0.6), ((1024, 700), 0.5), ((960, 500), 0.0)):
        window.resize(*size)
        qtbot.waitUntil(lambda size=size: window.canvas.height() < size[1])
        assert share_of_canvas(window) >= least
        for name in PANELS:
            window.action[f"view.panel.{name}"].trigger()
            assert getattr(window, name).isVisible()
            assert (window.width(), window.height()) == size
        tabs = window.workspace.places["below"].tabBar()
        assert tabs.tabRect(tabs.count() - 1).right() <= tabs.width()
        Hands(qtbot, window).click(button(window, "view.below"))
        assert not window.workspace.is_open("below")
    assert window.minimumSizeHint().width() <= 960
    assert window.minimumSizeHint().height() <= 480


def test_in_the_smallest_window_that_opens_so_no_panel_scrolls_as_a_whole(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    window.session.select(["conv1"])
    window.resize(1024, 700)
    assert window.evaluation.content.boundary.view.minimumHeight() > 0  # all that it ever shows is made
    for panel in (getattr(window, name) for name in PANELS):
        window.show_beside(panel)
        pane = window.workspace.docking.pane_of(panel)
        qtbot.waitUntil(lambda panel=panel, pane=pane: panel.size() == pane.viewport().size(), timeout=5_000)


def test_panels_are_folded_and_come_back_by_their_buttons_and_keys(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    hands, docking = Hands(qtbot, window), window.workspace.docking
    width = window.canvas.width()
    fold = window.workspace.places["right"].cornerWidget()
    hands.click(fold)
    assert not window.layers.isVisible()
    assert window.inspector.isVisible()
    hands.click(button(window, "view.beside"))
    assert window.canvas.width() > width
    assert not window.action["view.beside"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.inspector.isVisible()
    assert not window.layers.isVisible()
    window.action["edit.search_layers"].trigger()
    assert window.layers.search.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert window.plots.isVisible()
    assert docking.used == "layers"


def test_a_panel_is_moved_floated_and_closed_back_into_its_place(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    docking = window.workspace.docking
    window.action["view.panel.data"].trigger()
    assert docking.used == "data"
    window.action["view.move_panel.left"].trigger()
    assert docking.place_of("data") == "left"
    assert window.data.isVisible()
    assert not window.workspace.places["below"].isAncestorOf(window.data)
    assert window.action["view.float_panel"].text() == "Float “Data”"
    window.action["view.float_panel"].trigger()
    assert docking.place_of("data") is None
    assert window.data.isVisible()
    assert window.data.window() is not window
    assert not window.workspace.places["left"].isVisible()
    window.show_welcome()
    assert not window.data.isVisible()
    window.files.new()
    assert window.data.isVisible()
    window.data.window().close()
    assert docking.place_of("data") == "left"
    assert window.data.window() is window
    window.action["view.reset_panels"].trigger()
    assert stands(window) == {name: panel.place for name, panel in PANELS.items()}


def test_a_tab_pulled_out_of_its_row_is_dropped_in_another_place_or_floats(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    docking, zones = window.workspace.docking, window.drop_zones
    tabs = window.workspace.places["lower_right"].tabBar()
    zones.setGeometry(window.workspace.geometry())
    data = QMimeData()
    data.setData(PANEL, b"training")
    what = (Qt.DropAction.MoveAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    for place, zone in zones.zones().items():
        for event in (QDragEnterEvent(QPoint(1, 1), *what), QDragMoveEvent(zone.center(), *what)):
            QApplication.sendEvent(zones, event)
            assert event.isAccepted()
        QApplication.sendEvent(zones, QDropEvent(QPointF(zone.center()), *what))
        assert docking.place_of("training") == place
        assert window.training.isVisible()
    start = tabs.tabRect(0).center()
    drag(tabs, start, start + QPoint(0, 5), start - QPoint(200, 100))
    assert docking.place_of("inspector") is None
    assert window.inspector.isVisible()


def test_the_canvas_stands_alone_until_it_is_enough(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    before, menu = window.workspace.layout_now(), window.menuBar().height()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: window.canvas.size() == window.size())
    assert "F11" in window.notice.text
    window.show_below(window.plots, asked=False)
    window.canvas.add_layer("ReLU")
    assert window.canvas.size() == window.size()
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: window.menuBar().height() == menu)
    assert window.plots.isVisible()
    window.workspace.fold_what_nobody_asked_for()
    assert window.workspace.layout_now() == before
    QTest.keyClick(window, Qt.Key.Key_F11)
    window.action["train.runs"].trigger()
    assert window.runs.isVisible()
    assert not window.action["view.canvas_alone"].isChecked()


def test_for_an_audience_type_is_large_on_the_whole_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    window.session.select(["conv2"])
    QTest.keyClick(window, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert window.isFullScreen()
    qtbot.waitUntil(lambda: window.canvas.camera.zoom >= 1.8 and window.canvas.size() == window.size())
    card = window.canvas.network.nodes["conv2"].sceneBoundingRect()
    qtbot.waitUntil(lambda: window.canvas.camera.visible.contains(card))
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert not window.action["view.presentation"].isChecked()
    assert window.canvas.is_fitted
    qtbot.waitUntil(lambda: window.canvas.camera.zoom < 1)


def test_before_an_audience_the_type_of_panels_is_large_too_and_then_exactly_as_it_was(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.files.open_template("lenet5")
    window.session.select(["conv1"])
    window.show_beside(window.inspector)
    qtbot.waitUntil(lambda: window.session.pool.is_idle)
    before = {each: (each.font(), each.minimumHeight(), each.maximumHeight()) for each in type_of(window)}
    width = window.inspector.width()
    window.action["view.presentation"].trigger()
    window.show_beside(window.inspector)
    assert window.isFullScreen()
    assert window.inspector.isVisible()
    name = window.inspector.node_page.header.name
    assert name.font().pixelSize() == round(before[name][0].pixelSize() * LARGE_TYPE)
    qtbot.waitUntil(lambda: window.inspector.width() > width)
    labels = [each for each in window.inspector.findChildren(RowLabel) if each.isVisible()]
    qtbot.waitUntil(lambda: not any(map(is_cut_off, labels)), timeout=5_000)
    window.action["view.presentation"].trigger()
    assert not window.isFullScreen()
    after = {each: (each.font(), each.minimumHeight(), each.maximumHeight()) for each in type_of(window)}
    assert {each: now for each, now in after.items() if each in before and now != before[each]} == {}
    qtbot.waitUntil(lambda: window.inspector.width() == width)


def type_of(window: MainWindow) -> list[QWidget]:
    """What shows words beside the canvas; Qt's own rooms for scroll bars are as high as these need."""
    there = window.workspace.findChildren(QWidget)
    return [each for each in there if each.parentWidget() is not window.canvas and "qt_" not in each.objectName()]


def is_cut_off(words: RowLabel) -> bool:
    """Whether a label has less room than its words need."""
    space = words.fontMetrics().boundingRect(words.text()).size()
    return space.width() > words.width() or space.height() > words.height()


def test_the_start_page_is_left_by_escape_and_by_its_button(qtbot: QtBot, window: MainWindow) -> None:
    assert window.welcome.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.canvas.isVisible()
    window.canvas.add_layer("ReLU")
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.session.selection == set()
    QTest.keyClick(window, Qt.Key.Key_F11)
    window.show_welcome()
    qtbot.waitUntil(lambda: window.menuBar().height() > 0)
    Hands(qtbot, window).click(window.welcome.leave)
    assert list(window.session.graph) == ["relu1"]
    assert window.inspector.isVisible()


def test_a_theme_that_was_chosen_is_that_of_the_next_start(window: MainWindow) -> None:
    assert choices.shown_theme() == "system"
    window.action["view.theme.dark"].trigger()
    assert choices.shown_theme() == theme.choice() == "dark"


def test_the_window_comes_back_as_it_was_left(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(780, 700)
    window.files.new()
    window.workspace.docking.float("runs", QRect(40, 40, 500, 300))
    window.workspace.docking.move("help", "right")
    window.show_below(window.problems)
    width = window.inspector.width()
    handle = window.workspace.handle(2)
    drag(handle, handle.rect().center(), QPoint(40, 5))
    assert window.inspector.width() < width
    restoring.keep(window)
    again = MainWindow()
    qtbot.addWidget(again, before_close_func=lambda each: each.shut_down())
    restoring.restore(again)
    again.show()
    again.files.new()
    assert stands(again) == stands(window)
    assert again.workspace.layout_now() == window.workspace.layout_now()
    assert again.problems.isVisible()
    assert again.inspector.width() == window.inspector.width()


@pytest.mark.parametrize(
    "kept", ["", "{", '{"places": 3}', '{"places": {"left": {"panels": ["none", "data", "data"]}}}']
)
def test_a_damaged_layout_still_has_every_panel_once(kept: str) -> None:
    layout = Layout.read(kept)
    names = [name for place in layout.places.values() for name in place.panels] + list(layout.floating)
    assert sorted(names) == sorted(PANELS)


def test_a_window_of_a_screen_that_is_gone_comes_up_on_one_that_is_there(window: MainWindow) -> None:
    main, other = QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1040)
    assert fitted(QRect(1500, 100, 800, 600), [main, other]) == QRect(1500, 100, 800, 600)
    assert main.contains(fitted(QRect(1500, 100, 800, 600), [main]))
    assert fitted(QRect(-300, -40, 5000, 300), [main]).size().width() == 1366
    window.workspace.docking.float("runs", QRect(99_000, 99_000, 400, 300))
    assert any(screen.contains(window.runs.window().geometry()) for screen in screens())


@pytest.mark.parametrize("screen", [(1366, 728), (1024, 700), (960, 500), (1920, 1040), (3840, 2100)])
def test_the_window_opens_within_its_screen(screen: tuple[int, int]) -> None:
    area = opening_area(QRect(10, 20, *screen))
    assert QRect(10, 20, *screen).contains(area)
    assert area.width() == min(1360, screen[0] - 16)


def test_nothing_was_kept_before_the_first_time() -> None:
    assert choices.geometry() is None
    assert choices.layout() == Layout.first()


def test_a_lesson_points_at_what_unfolds_the_panel_it_speaks_of(window: MainWindow) -> None:
    window.files.open_template("lenet5")
    health, insert = tasks.Show("health"), tasks.Insert("Dropout", "relu3")
    button_of_below = place_of(health, window)
    assert button_of_below is not None
    assert button_of_below.widget is button(window, "view.below")
    window.workspace.set_open("beside", False)
    entry = place_of(insert, window)
    assert entry is not None
    assert entry.widget is window.menuBar()
    reveal(insert, window)
    window.show_below(window.problems)
    for task in (health, insert):
        found = place_of(task, window)
        assert found is not None
        assert found.within(window) is not None
    assert window.layers.isVisible()


def test_what_is_changed_of_panels_is_kept_before_the_window_is_closed(qtbot: QtBot, window: MainWindow) -> None:
    window.files.new()
    restoring.keep_from_now_on(window)
    window.workspace.docking.move("help", "left")
    qtbot.waitUntil(lambda: "help" in choices.layout().places["left"].panels)
