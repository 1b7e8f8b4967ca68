"""Problems lead to their layer; totals are those of the analysis."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from networks import chain
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.formatting import numbers
from studio.graph import Graph, Problem, Source, edits
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.shape import Flatten
from studio.project import Project
from studio.project.diagnostics.entries import tally
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.panels.summary.summary import SummaryBar
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState

GOOD = chain(
    input=Input(shape=(1, 8, 8)), conv=Conv2d(), flatten=Flatten(), fc=Linear(out_features=10), output=Output()
)


@pytest.fixture
def session(open_session: Callable[[Graph], Session]) -> Session:
    return open_session(GOOD)


def edit(session: Session, qtbot: QtBot, change: Callable[[Graph], Graph]) -> None:
    with qtbot.waitSignal(session.analysis_changed):
        session.edit("Change", change)


def broken(graph: Graph) -> Graph:
    """Two layers with nothing plugged in."""
    return edits.disconnect(edits.disconnect(graph, "conv", 0), "fc", 0)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ProblemsPanel:
    shown = ProblemsPanel(session)
    qtbot.addWidget(shown)
    shown.resize(320, 400)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def test_a_good_network_is_told_so(panel: ProblemsPanel) -> None:
    empty = next(each for each in panel.findChildren(EmptyState) if each.isVisible())
    assert empty.sentence == "The network is ready to train."


def test_problems_are_counted_and_listed_and_go_again(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, broken)
    assert session.analysis is not None
    rows = range(panel.list.model().rowCount())
    listed = [problem for row in rows for problem in panel.list.model().index(row, 0).data(ENTRY).problems]
    assert sorted(map(repr, listed)) == sorted(map(repr, session.analysis.problems))
    errors = sum(problem.severity == "error" for problem in listed)
    assert panel.counts["error"].text() == tally("error", errors)
    assert panel.counts["error"].isVisible()
    assert panel.list.isVisible()
    with qtbot.waitSignal(session.analysis_changed):
        session.undo()
    assert not panel.list.isVisible()


def test_the_worst_problems_come_first(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, broken)
    order = ["error", "warning", "info"]
    rows = range(panel.list.model().rowCount())
    severities = [order.index(panel.list.model().index(row, 0).data(ENTRY).severity) for row in rows]
    assert severities == sorted(severities)


def row_of(panel: ProblemsPanel, node: str) -> int:
    model = panel.list.model()
    return next(row for row in range(model.rowCount()) if model.index(row, 0).data(ENTRY).problems[0].node == node)


def test_a_click_on_a_problem_leads_to_its_layer(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, broken)
    place = panel.list.visualRect(panel.list.model().index(row_of(panel, "fc"), 0)).center()
    with qtbot.waitSignal(panel.reveal_requested) as revealed:
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert revealed.args == ["fc"]
    assert session.selection == {"fc"}


def test_the_keyboard_leads_to_a_layer_too(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, broken)
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.list.model().index(0, 0))
    target = row_of(panel, "fc")
    for _ in range(target):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.reveal_requested) as revealed:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert revealed.args == ["fc"]


def test_a_problem_of_the_whole_network_leads_nowhere(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, lambda graph: edits.remove(graph, list(graph)))
    assert panel.list.model().rowCount() >= 1
    with qtbot.assertNotEmitted(panel.reveal_requested):
        place = panel.list.visualRect(panel.list.model().index(0, 0)).center()
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def bar(session: Session, qtbot: QtBot) -> SummaryBar:
    shown = SummaryBar(session)
    qtbot.addWidget(shown)
    shown.resize(800, shown.height())
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def test_totals_are_those_of_the_network_and_follow_it(bar: SummaryBar, session: Session, qtbot: QtBot) -> None:
    for change in (lambda graph: graph, lambda graph: edits.set_layer(graph, "fc", Linear(out_features=20))):
        if change(session.graph) is not session.graph:
            edit(session, qtbot, change)
        assert session.analysis is not None
        total = session.analysis.total
        assert bar.parameters.text == numbers.compact(total.parameters)
        assert bar.macs.text == numbers.compact(total.macs)
        assert bar.memory.text == numbers.storage(total.activation_bytes)
        assert numbers.exact(total.parameters) in bar.parameters.toolTip()


def test_the_bar_says_whether_training_can_begin(bar: SummaryBar, session: Session, qtbot: QtBot) -> None:
    assert bar.state.text() == "Ready to train"
    edit(session, qtbot, broken)
    assert session.analysis is not None
    assert bar.state.text() == tally("error", len(session.analysis.errors))
    with qtbot.waitSignal(bar.problems_requested):
        qtbot.mouseClick(bar.state, Qt.MouseButton.LeftButton)


def test_where_room_is_short_parameters_stay(bar: SummaryBar, qtbot: QtBot) -> None:
    assert bar.trainable.isVisible()
    bar.resize(300, bar.height())
    qtbot.waitUntil(lambda: not bar.trainable.isVisible())
    assert bar.parameters.isVisible()
    assert bar.parameters.geometry().right() < bar.state.geometry().left()


def test_no_row_moves_under_the_pointer(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, broken)
    rows = panel.list.model()
    top = panel.list.visualRect(rows.index(1, 0)).top()
    told = rows.index(1, 0).data(ENTRY).message
    point_at(panel, QEvent.Type.Enter)
    edit(session, qtbot, lambda graph: edits.connect(graph, Source("input"), "conv", 0))
    assert panel.list.visualRect(rows.index(1, 0)).top() == top > 0
    assert rows.index(1, 0).data(ENTRY).message == told
    assert rows.index(0, 0).data(ENTRY).is_gone
    assert rows.index(0, 0).data(ENTRY).button == ""
    point_at(panel, QEvent.Type.Leave)
    assert not any(rows.index(row, 0).data(ENTRY).is_gone for row in range(rows.rowCount()))
    assert rows.index(0, 0).data(ENTRY).message == told


def test_another_project_has_no_problems_and_no_figures_until_it_is_looked_at(
    panel: ProblemsPanel, session: Session, qtbot: QtBot
) -> None:
    bar = SummaryBar(session)
    qtbot.addWidget(bar)
    wanted = bar.parameters.text
    edit(session, qtbot, broken)
    with qtbot.waitSignal(session.analysis_changed):
        session.open(Project(graph=GOOD), None)
        assert session.problems == ()
        assert session.report("conv") is None
        assert (bar.state.text(), bar.parameters.text) == ("Looking …", "—")
        assert next(each for each in panel.findChildren(EmptyState) if each.isVisible()).sentence != "No problems"
        assert not panel.list.isVisible()
    assert (bar.state.text(), bar.parameters.text) == ("Ready to train", wanted)


def test_the_cause_stands_before_what_comes_of_it(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    edit(session, qtbot, lambda graph: edits.connect(edits.remove(graph, ["flatten"]), Source("conv"), "fc", 0))
    qtbot.waitUntil(lambda: panel.list.model().rowCount() > 1)
    assert [row.node for row in listed(panel)] == ["fc", "output"]
    assert [row.severity for row in listed(panel)] == ["warning", "error"]
    edit(session, qtbot, lambda graph: edits.remove(graph, ["input"]))
    assert listed(panel)[0].node is None, "that there is no Input comes before the port that is open for want of it"


def listed(panel: ProblemsPanel) -> list[Problem]:
    rows = panel.list.model()
    return [problem for row in range(rows.rowCount()) for problem in rows.index(row, 0).data(ENTRY).problems]


def point_at(panel: ProblemsPanel, kind: QEvent.Type) -> None:
    """Bring the pointer to the list, or away from it."""
    at = QPointF(20, 20)
    event = QEnterEvent(at, at, at) if kind is QEvent.Type.Enter else QEvent(kind)
    QApplication.sendEvent(panel.list.viewport(), event)
