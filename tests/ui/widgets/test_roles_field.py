"""The roles of a table's columns are chosen in a list of them, once the columns are known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from studio.data.columns import Column
from studio.ui.widgets.roles_field import MOST_ROWS, ROW_HEIGHT, RolesField
from studio.ui.widgets.roles_model import NAME, ROLE, SUCH_AS
from studio.ui.widgets.value import MIXED

COLUMNS = (Column("id", examples=("1", "2")), Column("colour", type="text", missing=3, examples=("red", "blue")))


@pytest.fixture
def field(qtbot: QtBot) -> RolesField:
    made = RolesField()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.set_value((("id", "ignore"),))
    made.show_columns(COLUMNS)
    made.show()
    return made


def texts(field: RolesField, column: int) -> list[str]:
    model = field.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_every_column_is_listed_with_its_role_and_examples(field: RolesField) -> None:
    assert texts(field, NAME) == ["id", "colour"]
    assert texts(field, ROLE) == ["ignore", "feature"]
    assert texts(field, SUCH_AS) == ["1, 2", "red, blue"]
    assert "3 missing" in field.model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_a_role_is_chosen_from_a_list_by_one_click(field: RolesField, qtbot: QtBot) -> None:
    cell = field.view.visualRect(field.model.index(1, ROLE))
    qtbot.mouseClick(field.view.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    choice = field.view.findChild(QComboBox)
    assert choice is not None
    with qtbot.waitSignal(field.edited) as edited:
        choice.setCurrentText("class")
        choice.activated.emit(choice.currentIndex())
    assert edited.args == [(("id", "ignore"), ("colour", "class"))]


def test_the_usual_role_takes_a_column_out_of_the_roles(field: RolesField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.edited) as edited:
        field.model.setData(field.model.index(0, ROLE), "feature")
    assert edited.args == [()]


def test_a_role_of_a_column_that_is_gone_stays_in_sight(field: RolesField) -> None:
    field.set_value((("gone", "class"),))
    assert texts(field, NAME) == ["gone", "id", "colour"]
    assert texts(field, SUCH_AS)[0] == "not in the file"


def test_before_the_file_is_read_roles_are_listed_and_nothing_is_changed(field: RolesField, qtbot: QtBot) -> None:
    field.show_columns(None)
    assert texts(field, NAME) == ["id"]
    field.set_value(())
    assert not field.view.isVisible()
    with qtbot.assertNotEmitted(field.edited):
        field.clearFocus()
    field.set_value(MIXED)
    assert field.value() is MIXED


def test_ten_thousand_columns_are_scrolled_to(field: RolesField) -> None:
    field.show_columns([Column(f"c{at}") for at in range(10_000)])
    assert field.model.rowCount() == 10_001
    assert field.view.height() < ROW_HEIGHT * (MOST_ROWS + 2)
