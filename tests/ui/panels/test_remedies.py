"""A problem is put right by one click or one key, and one undo takes that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from networks import chain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.layers.activation import Softmax
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.shape import Flatten
from studio.training.losses import losses
from studio.ui.panels.inspector import InspectorPanel
from studio.ui.panels.problem_rows import REMEDY
from studio.ui.panels.problems import ProblemsPanel
from studio.ui.session import Session
from studio.ui.widgets.problem_card import ProblemCard

TRAPPED = chain(
    input=Input(shape=(1, 8, 8)),
    flatten=Flatten(),
    fc=Linear(out_features=10),
    softmax1=Softmax(),
    output=Output(),
)


@pytest.fixture
def session(open_session: Callable[[Graph], Session], qtbot: QtBot) -> Session:
    opened = open_session(TRAPPED)
    qtbot.waitUntil(lambda: any(problem.trap for problem in opened.problems))
    return opened


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ProblemsPanel:
    shown = ProblemsPanel(session)
    qtbot.addWidget(shown)
    shown.resize(420, 300)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def button_of_first_row(panel: ProblemsPanel) -> QPoint:
    index = panel.list.model().index(0, 0)
    assert index.data(REMEDY) == "Remove softmax1"
    return panel.rows.button(panel.list.visualRect(index), index).center()


def test_a_click_on_the_button_of_a_row_puts_it_right(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.problems_changed):
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=button_of_first_row(panel))
    assert "softmax1" not in session.graph
    assert session.undo_label == "Remove softmax1"
    assert session.problems == ()
    assert not panel.list.isVisible()
    with qtbot.waitSignal(session.problems_changed):
        session.undo()
    assert session.graph is TRAPPED
    assert panel.list.isVisible()


def test_a_click_beside_the_button_changes_nothing(panel: ProblemsPanel, session: Session, qtbot: QtBot) -> None:
    beside = panel.list.visualRect(panel.list.model().index(0, 0)).topLeft() + QPoint(60, 14)
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert session.graph is TRAPPED
    assert session.selection == {"softmax1"}


def test_a_row_is_high_enough_for_its_button(panel: ProblemsPanel) -> None:
    index = panel.list.model().index(0, 0)
    row = panel.list.visualRect(index)
    assert row.contains(panel.rows.button(row, index))
    option = QStyleOptionViewItem()
    assert panel.rows.sizeHint(option, index).height() == row.height()


def test_the_command_applies_the_remedy_at_hand(panel: ProblemsPanel, session: Session) -> None:
    assert panel.at_hand is not None
    panel.apply_remedy()
    assert "softmax1" not in session.graph


def test_the_card_in_the_inspector_has_the_button_too(session: Session, qtbot: QtBot) -> None:
    inspector = InspectorPanel(session)
    qtbot.addWidget(inspector)
    inspector.resize(300, 700)
    session.select(["softmax1"])
    inspector.show()
    qtbot.waitExposed(inspector)
    (card,) = [card for card in inspector.findChildren(ProblemCard) if card.isVisible()]
    assert card.button is not None
    assert card.button.text() == "Remove softmax1"
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert "softmax1" not in session.graph
    session.undo()
    assert session.graph is TRAPPED


def test_changed_settings_are_looked_at_too(session: Session, qtbot: QtBot) -> None:
    training = session.project.training.changed(loss=losses["MSELoss"].create({}))
    with qtbot.waitSignal(session.problems_changed):
        session.apply("Choose the loss", replace(session.project, training=training))
    assert all("squashed" not in problem.trap for problem in session.problems)
