"""The outline is in step with the document and its selection, and is worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source, edits
from studio.layers import layer
from studio.ui.canvas import Canvas
from studio.ui.panels.outline.columns import COLUMNS
from studio.ui.panels.outline.panel import OutlinePanel
from studio.ui.session import Session
from studio.ui.session.selection_edits import group

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def session(open_session: Callable[[Graph], Session]) -> Session:
    """input → conv1 → relu1 → pool1 → output, and a BatchNorm1d that does not fit."""
    graph = Graph()
    for name, made in (
        ("input", layer("Input", shape=[1, 28, 28])),
        ("conv1", layer("Conv2d", out_channels=6, kernel_size=[5, 5])),
        ("relu1", layer("ReLU")),
        ("pool1", layer("MaxPool2d")),
        ("output", layer("Output")),
    ):
        graph = edits.add(graph, name, made, (Source(list(graph)[-1]),) if graph else ())
    return open_session(edits.add(graph, "bn", layer("BatchNorm1d"), (Source("conv1"),), (300.0, 0.0)))


@pytest.fixture
def outline(qtbot: QtBot, session: Session) -> OutlinePanel:
    """The panel in sight with the canvas's actions, its first line current."""
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    panel = OutlinePanel(session)
    qtbot.addWidget(panel)
    panel.take_actions(canvas.action)
    panel.resize(900, 400)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.setFocus()
    return panel


def key(panel: OutlinePanel, pressed: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or panel.tree, pressed, keys)


def lines(panel: OutlinePanel, parent: QModelIndex | None = None) -> list[list[str]]:
    model, around = panel.tree.model(), parent or QModelIndex()
    return [
        [model.index(row, column, around).data() for column in range(len(COLUMNS))]
        for row in range(model.rowCount(around))
    ]


def current(panel: OutlinePanel) -> str:
    return str(panel.tree.currentIndex().siblingAtColumn(0).data())


def test_each_node_has_a_line_with_what_it_is_gives_and_lacks(outline: OutlinePanel, session: Session) -> None:
    found = {line[0]: line[1:] for line in lines(outline)}
    assert list(found) == list(session.graph)
    assert found["conv1"][:5] == ["Conv2d", "6 · 5×5", "input", "6 × 24 × 24", "156"]
    assert found["bn"][5] == session.problems_of("bn")[0].message
    told = QAccessible.queryAccessibleInterface(outline.tree).child(len(COLUMNS) * 2).text(QAccessible.Text.Name)
    assert told == "conv1; Conv2d 6 · 5×5; takes input; gives 6 × 24 × 24; 156 parameters"


def test_lines_and_canvas_select_the_same(outline: OutlinePanel, session: Session) -> None:
    session.select(["relu1"])
    assert current(outline) == "relu1"
    key(outline, Qt.Key.Key_Down)
    assert session.selection == {"pool1"}
    key(outline, Qt.Key.Key_Up, SHIFT)
    assert session.selection == {"relu1", "pool1"}
    session.select([])
    assert not outline.tree.selectionModel().hasSelection()


def test_a_block_is_opened_by_key_and_the_canvas_goes_along(
    outline: OutlinePanel, session: Session, qtbot: QtBot
) -> None:
    block = group(session, ["conv1", "relu1"])
    qtbot.waitUntil(lambda: current(outline) == block)
    key(outline, Qt.Key.Key_Right)
    key(outline, Qt.Key.Key_Down)
    assert (session.level, session.selection) == ((block,), {"input"})
    assert [line[0] for line in lines(outline, outline.tree.currentIndex().parent())] == [
        "input",
        "conv1",
        "relu1",
        "output",
        "output1",
    ]
    key(outline, Qt.Key.Key_Left)
    assert (session.level, session.selection) == ((), {block})
    session.show_level((block,))
    session.select(["relu1"])
    assert current(outline) == "relu1"


def test_a_line_is_renamed_where_it_stands_and_a_clash_is_told(
    outline: OutlinePanel, session: Session, qtbot: QtBot
) -> None:
    told: list[str] = []
    session.refused.connect(lambda message, _: told.append(message))
    session.select(["conv1"])
    for name, refused in (("first", False), ("pool1", True)):
        key(outline, Qt.Key.Key_F2)
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda refused=refused: current(outline) == "first" and bool(told) == refused)
        assert session.selection == {"first"}
    assert session.graph["relu1"].inputs == (Source("first"),)


def test_nodes_are_linked_deleted_and_duplicated_by_key(outline: OutlinePanel, session: Session, qtbot: QtBot) -> None:
    session.select(["relu1"])
    qtbot.waitUntil(lambda: current(outline) == "relu1")
    for _ in range(3):
        key(outline, Qt.Key.Key_Down, CTRL)
    key(outline, Qt.Key.Key_Space, CTRL)
    assert session.selection == {"relu1", "bn"}
    key(outline, Qt.Key.Key_C)
    assert session.graph["bn"].inputs == (Source("relu1"),)
    session.select(["bn"])
    key(outline, Qt.Key.Key_D, CTRL)
    assert "bn1" in session.graph
    key(outline, Qt.Key.Key_Delete)
    assert "bn1" not in session.graph
    qtbot.waitUntil(lambda: [line[0] for line in lines(outline)] == list(session.graph))


def test_enter_asks_for_the_parameters_of_a_line(outline: OutlinePanel, session: Session, qtbot: QtBot) -> None:
    session.select(["conv1"])
    with qtbot.waitSignal(outline.parameters_wanted) as asked:
        key(outline, Qt.Key.Key_Return)
    assert asked.args == ["conv1"]


def test_an_empty_network_says_so_and_ten_thousand_lines_come_at_once(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    session = open_session(Graph())
    panel = OutlinePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.tree.isVisible()
    graph = Graph()
    many = {f"relu{number}": edits.add(graph, "x", layer("ReLU"))["x"] for number in range(10_000)}
    session.edit("x", lambda _: Graph(many))
    qtbot.waitUntil(panel.tree.isVisible)
    assert panel.tree.model().rowCount() == 10_000
    assert panel.model.worked_out < 100  # only those in sight are worked out


def test_which_blocks_are_open_belongs_to_the_document(qtbot, session, outline):
    block = group(session, ["conv1", "relu1"])
    qtbot.waitUntil(lambda: outline.model.index_of((block,)).isValid())
    outline.tree.expand(outline.model.index_of((block,)))
    first = session.document
    session.open(session.project, None)
    qtbot.waitUntil(lambda: not outline.tree.isExpanded(outline.model.index_of((block,))))
    session.show(first)
    qtbot.waitUntil(lambda: outline.tree.isExpanded(outline.model.index_of((block,))))
