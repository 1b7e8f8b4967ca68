"""Thousands of problems: only what is seen is put into words, and rows that stay are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Problem, Source, edits
from studio.graph.problems import Kind
from studio.layers.dense import Linear
from studio.layers.io import Input
from studio.layers.normalization import BatchNorm1d
from studio.project import diagnostics
from studio.project.diagnostics.entries import Entry, entries
from studio.ui.panels.inspector.inspector import MANY as MOST_SELECTED
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.inspector.problem_cards import MOST, ProblemCards
from studio.ui.panels.problems.list import BATCH
from studio.ui.panels.problems.model import ProblemModel
from studio.ui.panels.problems.problems import MANY as MOST_PROBLEMS
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.session import Session
from studio.ui.widgets.problem_card import ProblemCard

MANY = 400

SCATTERED = Graph({f"fc{number}": Node(Linear(out_features=number + 1)) for number in range(MANY)})
"""Layers with nothing plugged in."""

DEAD_ENDS = Graph(
    {
        "input": Node(Input(shape=(4,))),
        **{f"fc{number}": Node(Linear(out_features=2), (Source("input"),)) for number in range(MANY)},
        **{f"norm{number}": Node(BatchNorm1d(), (Source(f"fc{number}"),)) for number in range(MANY)},
    }
)
"""Branches that lead nowhere, each of which can be removed, with biases that can be switched off."""


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    """The problems whose remedy has been put into words."""
    worked_out: list[Problem] = []
    tell = diagnostics._title

    def count(project: object, problem: Problem) -> str:
        worked_out.append(problem)
        return tell(project, problem)  # type: ignore[arg-type]

    monkeypatch.setattr(diagnostics, "_title", count)
    return worked_out


def shown(qtbot: QtBot, session: Session) -> ProblemsPanel:
    panel = ProblemsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(420, 300)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: panel.list.model().rowCount() > 0)
    return panel


def rows(panel: ProblemsPanel) -> list[Entry]:
    model = panel.list.model()
    return [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]


def in_sight(panel: ProblemsPanel) -> int:
    model, area = panel.list.model(), panel.list.viewport().rect()
    return sum(panel.list.visualRect(model.index(row, 0)).intersects(area) for row in range(model.rowCount()))


def settled(open_session: Callable[[Graph], Session], qtbot: QtBot, graph: Graph) -> Session:
    session = open_session(graph)
    advice = session.examination
    qtbot.waitUntil(lambda: len(session.problems) >= MANY and not advice.is_waiting, timeout=30_000)
    return session


@pytest.mark.parametrize("graph", [SCATTERED, DEAD_ENDS], ids=["scattered", "dead ends"])
def test_remedies_are_worked_out_for_the_rows_in_sight(
    qtbot: QtBot, open_session: Callable[[Graph], Session], titles: list[Problem], graph: Graph
) -> None:
    session = settled(open_session, qtbot, graph)
    assert not titles
    panel = shown(qtbot, session)
    assert len(session.problems) >= MANY
    panel.grab()
    qtbot.waitUntil(lambda: panel.list.visualRect(panel.list.model().index(0, 0)).isValid())
    # A group asks for two, to see that they differ; a few paintings, and the remedy that F8 applies.
    assert len(titles) <= 10 * in_sight(panel) + 10
    titles.clear()
    session.select(["fc1"])
    session.select([])
    assert len(titles) <= 6
    titles.clear()
    panel.list.verticalScrollBar().setValue(panel.list.verticalScrollBar().maximum() // 2)
    panel.grab()
    assert len(titles) <= 10 * in_sight(panel) + 10


def test_an_opened_group_of_hundreds_works_out_what_is_in_sight(
    qtbot: QtBot, open_session: Callable[[Graph], Session], titles: list[Problem]
) -> None:
    panel = shown(qtbot, settled(open_session, qtbot, DEAD_ENDS))
    group = next(entry for entry in rows(panel) if entry.is_group)
    titles.clear()
    panel._choose(group)
    assert len(rows(panel)) > MANY
    panel.grab()
    assert len(titles) <= 10 * in_sight(panel) + 10


def test_heights_are_measured_in_parts_and_once_for_rows_that_say_the_same(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    panel = shown(qtbot, settled(open_session, qtbot, SCATTERED))
    assert panel.list.batchSize() == BATCH
    index = panel.list.model().index(MANY // 2, 0)
    qtbot.waitUntil(lambda: panel.list.visualRect(index).isValid())
    height = panel.rows.sizeHint(QStyleOptionViewItem(), index).height()
    assert panel.list.visualRect(index).height() == height


def test_rows_stay_when_one_of_many_problems_is_solved(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    session = settled(open_session, qtbot, SCATTERED)
    panel = shown(qtbot, session)
    model = panel.list.model()
    before, came, went = rows(panel), [], []
    model.rowsInserted.connect(lambda _, first, last: came.extend(range(first, last + 1)))
    model.rowsRemoved.connect(lambda _, first, last: went.extend(range(first, last + 1)))
    at = next(row for row, entry in enumerate(before) if entry.problems[0].node == "fc200")
    with qtbot.waitSignal(session.examined, timeout=30_000):
        session.edit("Delete", lambda graph: edits.remove(graph, ["fc200"]))
    assert went == [at]
    assert came == []
    assert rows(panel) == before[:at] + before[at + 1 :]


def test_an_edit_that_changes_no_problem_touches_no_row(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    session = settled(open_session, qtbot, SCATTERED)
    panel = shown(qtbot, session)
    model, touched = panel.list.model(), []
    for signal in (model.rowsInserted, model.rowsRemoved, model.dataChanged, model.modelReset, model.layoutChanged):
        signal.connect(lambda *_: touched.append(1))
    with qtbot.waitSignal(session.analysis_changed, timeout=30_000):
        session.edit("Change", lambda graph: edits.set_layer(graph, "fc7", Linear(out_features=99)))
    session.edit("Move", lambda graph: edits.move(graph, {"fc8": (40.0, 40.0)}))
    assert touched == []


def test_the_row_chosen_stays_chosen_when_others_go(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    session = settled(open_session, qtbot, SCATTERED)
    panel = shown(qtbot, session)
    row = next(row for row, entry in enumerate(rows(panel)) if entry.problems[0].node == "fc300")
    panel.list.setCurrentIndex(panel.list.model().index(row, 0))
    with qtbot.waitSignal(session.examined, timeout=30_000):
        session.edit("Delete", lambda graph: edits.remove(graph, ["fc20", "fc399"]))
    assert panel.list.currentIndex().data(ENTRY).problems[0].node == "fc300"


def test_the_inspector_shows_some_cards_and_says_how_many_more_there_are(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    cards = ProblemCards(open_session(SCATTERED))
    qtbot.addWidget(cards)
    kind = Kind("test", "Number {number} is wrong.", "Mend it.")
    cards.show_problems(tuple(kind.problem("error", "fc1", number=number) for number in range(1000)))
    assert len(cards.findChildren(ProblemCard)) == MOST
    assert any("988 more are in the list" in text for text in texts(cards))


def texts(cards: ProblemCards) -> list[str]:
    return [label.text() for label in cards.findChildren(QLabel)]


def test_cards_of_the_inspector_stay_when_nothing_of_the_node_changes(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    session = settled(open_session, qtbot, SCATTERED)
    inspector = InspectorPanel(session)
    qtbot.addWidget(inspector)
    inspector.show()
    session.select(["fc5"])
    before = inspector.node_page.problems.findChildren(ProblemCard)
    assert before
    with qtbot.waitSignal(session.examined, timeout=30_000):
        session.edit("Delete", lambda graph: edits.remove(graph, ["fc6"]))
    assert inspector.node_page.problems.findChildren(ProblemCard) == before


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("", "abc"),
        ("abc", ""),
        ("abc", "abc"),
        ("abc", "axc"),
        ("abc", "bc"),
        ("ab", "abb"),
        ("aaa", "aa"),
        ("ab", "ba"),
    ],
)
def test_the_model_tells_of_each_change_as_it_is(qtbot: QtBot, before: str, now: str) -> None:
    def rows_of(names: str) -> list[Entry]:
        kind = Kind("test", "{name} is wrong.", "Mend it.")
        return list(entries(tuple(kind.problem("error", None, name=name) for name in names), (), lambda *_: ""))

    model = ProblemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(rows_of(before))
    model.show(rows_of(now))
    found = [model.data(model.index(row, 0)) for row in range(model.rowCount(QModelIndex()))]
    assert found == [f"{name} is wrong. Mend it." for name in now]


@pytest.fixture
def thousands(open_session: Callable[[Graph], Session]) -> Session:
    """A session with more problems, and more nodes, than are shown together with everything else."""
    count = max(MOST_PROBLEMS, MOST_SELECTED) + 100
    return open_session(Graph({f"fc{number}": Node(Linear(out_features=number + 1)) for number in range(count)}))


def test_thousands_of_problems_come_in_a_turn_of_their_own(qtbot: QtBot, thousands: Session) -> None:
    panel = shown(qtbot, thousands)
    model = panel.list.model()
    before = model.rowCount()
    filled: list[int] = []
    model.rowsRemoved.connect(lambda *_: filled.append(model.rowCount()))
    thousands.examined.connect(lambda: filled.append(-1))
    thousands.edit("Remove", lambda graph: edits.remove(graph, ["fc0"]))
    qtbot.waitUntil(lambda: model.rowCount() == before - 1)
    assert filled == [-1, before - 1]


def test_thousands_are_listed_worst_first(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    rank = ["error", "warning", "info"].index
    graph = Graph({**DEAD_ENDS, **{f"late{number}": Node(Linear(out_features=2)) for number in range(MANY)}})
    session = settled(open_session, qtbot, graph)
    listed = [rank(entry.severity) for entry in rows(shown(qtbot, session))]
    assert len(set(listed)) > 1
    assert listed == sorted(listed)


def test_thousands_of_selected_nodes_are_summed_up_in_a_turn_of_their_own(qtbot: QtBot, thousands: Session) -> None:
    panel = InspectorPanel(thousands)
    qtbot.addWidget(panel)
    thousands.select(["fc1"])
    thousands.select(thousands.graph)
    assert not panel.many_page.title.text()
    qtbot.waitUntil(lambda: str(len(thousands.graph)) in panel.many_page.title.text())


def test_a_selection_taken_back_at_once_is_not_summed_up(qtbot: QtBot, thousands: Session) -> None:
    panel = InspectorPanel(thousands)
    qtbot.addWidget(panel)
    thousands.select(thousands.graph)
    thousands.select(["fc1"])
    QApplication.processEvents()
    assert panel.node_page.header.name.text() == "fc1"
    assert not panel.many_page.title.text()
