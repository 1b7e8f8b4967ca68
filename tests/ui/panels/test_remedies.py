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
from studio.layers.activation import ReLU, Softmax
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.normalization import BatchNorm2d
from studio.layers.shape import Flatten
from studio.project.diagnostics.entries import Entry
from studio.project.templates import templates
from studio.training.losses import losses
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.session import Session
from studio.ui.widgets.problem_card import ProblemCard

TRAPPED = chain(
    input=Input(shape=(1, 8, 8)),
    flatten=Flatten(),
    fc=Linear(out_features=10),
    softmax1=Softmax(),
    output=Output(),
)

NORMED = chain(
    input=Input(shape=(1, 8, 8)),
    conv1=Conv2d(out_channels=4),
    norm1=BatchNorm2d(),
    relu1=ReLU(),
    conv2=Conv2d(out_channels=4),
    norm2=BatchNorm2d(),
    relu2=ReLU(),
    flatten=Flatten(),
    fc=Linear(out_features=10),
    output=Output(),
)


@pytest.fixture
def session(open_session: Callable[[Graph], Session], qtbot: QtBot) -> Session:
    opened = open_session(TRAPPED)
    qtbot.waitUntil(lambda: any(problem.fix for problem in opened.problems))
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
    assert index.data(ENTRY).button == "Remove softmax1"
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


def test_rows_grow_with_their_text_when_the_list_gets_narrow(panel: ProblemsPanel, qtbot: QtBot) -> None:
    index = panel.list.model().index(0, 0)
    wide = panel.list.visualRect(index).height()
    panel.resize(200, 300)
    qtbot.waitUntil(lambda: panel.list.visualRect(index).height() > wide)
    assert panel.rows.sizeHint(QStyleOptionViewItem(), index).height() == panel.list.visualRect(index).height()


def test_the_command_applies_the_remedy_at_hand(panel: ProblemsPanel, session: Session) -> None:
    assert panel.at_hand
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


def test_equal_notes_on_a_block_are_one_card_that_fits_a_narrow_inspector(
    open_session: Callable[[Graph], Session], qtbot: QtBot
) -> None:
    vgg = next(template for template in templates() if template.name == "vgg16-bn").load().graph
    session = open_session(vgg)
    qtbot.waitUntil(lambda: bool(session.problems))
    inspector = InspectorPanel(session)
    qtbot.addWidget(inspector)
    inspector.resize(300, 700)
    session.select(["stage3"])
    inspector.show()
    qtbot.waitExposed(inspector)
    (card,) = [card for card in inspector.findChildren(ProblemCard) if card.isVisible()]
    assert card.button is not None
    assert card.button.mapTo(inspector, card.button.rect().topRight()).x() < inspector.width()
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not session.problems_of("stage3"))
    session.undo()
    assert session.graph is vgg


def test_changed_settings_are_looked_at_too(session: Session, qtbot: QtBot) -> None:
    training = session.project.training.changed(loss=losses["MSELoss"].create({}))
    with qtbot.waitSignal(session.problems_changed):
        session.apply("Choose the loss", replace(session.project, training=training))
    assert all(problem.code != "squashed-scores" for problem in session.problems)


@pytest.fixture
def normed(open_session: Callable[[Graph], Session], qtbot: QtBot) -> ProblemsPanel:
    opened = open_session(NORMED)
    qtbot.waitUntil(lambda: len(opened.problems) == 2)
    shown = ProblemsPanel(opened)
    qtbot.addWidget(shown)
    shown.resize(420, 300)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def shown_entries(panel: ProblemsPanel) -> list[Entry]:
    model = panel.list.model()
    return [model.index(row, 0).data(ENTRY) for row in range(model.rowCount())]


def test_equal_notes_are_one_row_that_a_click_opens_and_closes(normed: ProblemsPanel, qtbot: QtBot) -> None:
    def click_first() -> None:
        place = normed.list.visualRect(normed.list.model().index(0, 0)).topLeft() + QPoint(60, 14)
        qtbot.mouseClick(normed.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    (group,) = shown_entries(normed)
    assert (group.pill, group.button) == ("× 2", "Switch 2 biases off")
    assert group.remedy == "conv1, conv2"
    click_first()
    assert [entry.pill for entry in shown_entries(normed)] == ["× 2", "conv1", "conv2"]
    click_first()
    assert shown_entries(normed) == [group]


def test_the_arrow_keys_open_a_group_and_enter_leads_to_a_node(normed: ProblemsPanel, qtbot: QtBot) -> None:
    normed.list.setFocus()
    normed.list.setCurrentIndex(normed.list.model().index(0, 0))
    qtbot.keyClick(normed.list, Qt.Key.Key_Right)
    assert len(shown_entries(normed)) == 3
    qtbot.keyClick(normed.list, Qt.Key.Key_Down)
    qtbot.keyClick(normed.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(normed.reveal_requested) as revealed:
        qtbot.keyClick(normed.list, Qt.Key.Key_Return)
    assert revealed.args == ["conv2"]


def test_one_click_puts_all_of_a_kind_right_and_one_undo_takes_that_back(normed: ProblemsPanel, qtbot: QtBot) -> None:
    session = normed._session
    index = normed.list.model().index(0, 0)
    place = normed.rows.button(normed.list.visualRect(index), index).center()
    with qtbot.waitSignal(session.problems_changed):
        qtbot.mouseClick(normed.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [getattr(session.graph[name].layer, "bias", None) for name in ("conv1", "conv2")] == [False, False]
    assert session.undo_label == "Switch 2 biases off"
    assert session.problems == ()
    session.undo()
    assert session.graph is NORMED
