"""The list of transforms is edited one by one, and every edit is one step that names it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from studio.data import Data, Digits, Iris
from studio.data.config.transforms import transforms
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.transform_list import TransformList

LIST = [
    {"kind": "RandomRotation", "degrees": 20},
    {"kind": "RandomErasing", "p": 0.5},
    {"kind": "Normalize"},
]


class Holder:
    """Applies what is edited, as the document does."""

    def __init__(self, qtbot: QtBot, data: Data) -> None:
        self.list = TransformList(data)
        qtbot.addWidget(self.list)
        self.data, self.steps = data, list[tuple[str, bool]]()
        self.list.edited.connect(self._apply)
        self.list.resize(330, 600)
        self.list.show()

    def _apply(self, step: str, data: Data, going_on: bool) -> None:
        self.data = data
        self.steps.append((step, going_on))
        self.list.show_value(data)

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.data.transforms]


@pytest.fixture
def holder(qtbot: QtBot) -> Holder:
    return Holder(qtbot, Digits.create({"transforms": LIST}))


def click(qtbot: QtBot, button: Any) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_transform_is_moved_by_its_buttons(holder: Holder, qtbot: QtBot) -> None:
    click(qtbot, holder.list.rows[0].down)
    assert holder.kinds == ["RandomErasing", "RandomRotation", "Normalize"]
    assert holder.steps == [("Move Random rotation", False)]
    click(qtbot, holder.list.rows[1].up)
    assert holder.kinds == ["RandomRotation", "RandomErasing", "Normalize"]
    assert not holder.list.rows[0].up.isEnabled()
    assert not holder.list.rows[2].down.isEnabled()


def test_a_move_that_cannot_be_is_refused_and_everything_stays(holder: Holder, qtbot: QtBot) -> None:
    click(qtbot, holder.list.rows[0].down)
    click(qtbot, holder.list.rows[1].down)
    assert "has to stand before Normalize" in holder.list.error
    assert holder.kinds == ["RandomErasing", "RandomRotation", "Normalize"]
    assert [row.shown.kind for row in holder.list.rows] == holder.kinds
    click(qtbot, holder.list.rows[0].down)
    assert not holder.list.error


def test_it_is_switched_off_and_removed_in_a_step_each(holder: Holder, qtbot: QtBot) -> None:
    click(qtbot, holder.list.rows[1].switch)
    assert [each.enabled for each in holder.data.transforms] == [True, False, True]
    click(qtbot, holder.list.rows[1].remove)
    assert holder.kinds == ["RandomRotation", "Normalize"]
    assert [step for step, _ in holder.steps] == ["Switch Random erasing off", "Remove Random erasing"]


def test_settings_are_opened_and_changed_and_typing_on_is_the_same_step(holder: Holder, qtbot: QtBot) -> None:
    row = holder.list.rows[1]
    click(qtbot, row.name)
    assert row.is_open
    assert row.form is not None
    assert "enabled" not in row.form.names
    field = row.form.editor("p")
    assert isinstance(field, NumberField)
    field.edited.emit(0.25)
    field.edited.emit(0.75)
    assert holder.data.transforms[1].changed(p=0.75) == holder.data.transforms[1]
    assert holder.steps == [("Change Random erasing", False), ("Change Random erasing", True)]
    assert holder.list.rows[1] is row
    click(qtbot, row.name)
    assert not row.is_open


def test_what_is_offered_suits_the_samples(holder: Holder, qtbot: QtBot) -> None:
    for data, word in ((holder.data, "picture"), (Iris(), "row")):
        holder.list.show_value(data)
        menu = holder.list.add.menu()
        menu.aboutToShow.emit()
        shown = [action.text() for action in menu.actions()]
        assert shown == [str(each.title) for each in transforms.values() if word in each.samples]


def test_what_is_added_is_opened_and_stands_where_it_can(holder: Holder) -> None:
    holder.list.add_kind("RandomHorizontalFlip")
    assert holder.kinds == ["RandomRotation", "RandomErasing", "RandomHorizontalFlip", "Normalize"]
    assert [row.is_open for row in holder.list.rows] == [False, False, True, False]
    holder.list.add_kind("MixUp")
    assert holder.kinds[-1] == "MixUp"
    assert isinstance(holder.list.add, QPushButton)


def test_an_empty_list_says_so(qtbot: QtBot) -> None:
    holder = Holder(qtbot, Digits())
    assert not holder.list.rows
    holder.list.add_kind("ColorJitter")
    assert holder.kinds == ["ColorJitter"]
    assert len(holder.list.rows) == 1


@pytest.mark.parametrize("kind", sorted(transforms))
def test_every_transform_has_a_row_with_its_settings(kind: str, qtbot: QtBot) -> None:
    sample = next(iter(sorted(transforms[kind].samples)))
    data: Data = Digits() if sample == "picture" else Iris()
    holder = Holder(qtbot, data.changed(transforms=(transforms[kind](),)))
    row = holder.list.rows[0]
    row.open(True)
    assert row.form is not None
    assert set(row.form.names) == set(transforms[kind].model_fields) - {"enabled"}
