"""The history lists the steps of undo; choosing one goes there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, edits
from studio.layers import layer
from studio.ui.panels.history.panel import HistoryPanel
from studio.ui.session import Session


def said(panel: HistoryPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def test_a_step_that_is_clicked_or_entered_is_gone_to(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    session = open_session(Graph())
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    values = [session.graph]
    for name in ("a", "b", "c"):
        session.edit(f"Add {name}", partial(edits.add, name=name, layer=layer("ReLU")))
        values.append(session.graph)
    qtbot.waitUntil(lambda: said(panel) == ["As it was opened", "Add a", "Add b", "Add c, here now"])

    place = panel.list.visualRect(panel.list.model().index(1, 0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.graph is values[1]
    assert said(panel) == ["As it was opened", "Add a, here now", "Add b, taken back", "Add c, taken back"]

    for pressed in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(panel.list, pressed)
    assert session.graph is values[3]
    for pressed in (Qt.Key.Key_Home, Qt.Key.Key_Space):
        QTest.keyClick(panel.list, pressed)
    assert session.graph is values[0]

    session.edit("Add d", partial(edits.add, name="d", layer=layer("ReLU")))
    qtbot.waitUntil(lambda: said(panel) == ["As it was opened", "Add d, here now"])
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, panel.list.height() - 4))
    assert "d" in session.graph
