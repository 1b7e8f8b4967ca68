"""Variations are asked for in a dialog that says at once how many runs they are, or what is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.ui.background.sweep_job import Variations
from studio.ui.dialogs.variations import VariationsDialog
from studio.ui.widgets.number import NumberField


@pytest.fixture
def dialog(qtbot: QtBot, digits_project: Project) -> VariationsDialog:
    made = VariationsDialog(digits_project)
    qtbot.addWidget(made)
    made.show()
    return made


def set_seeds(qtbot: QtBot, dialog: VariationsDialog, text: str) -> None:
    field = dialog.amount.forms[0].editor("seeds")
    assert isinstance(field, NumberField)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_values_and_seeds_are_counted_as_they_are_typed(qtbot: QtBot, dialog: VariationsDialog) -> None:
    assert not dialog.train_button.isEnabled()
    qtbot.keyClicks(dialog.settings[0].values, "0.1, 0.01")
    assert dialog.told.text() == "2 runs"
    set_seeds(qtbot, dialog, "3")
    assert dialog.told.text() == "6 runs"
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.settings[1].name, "fc1.out_features")
    qtbot.keyClicks(dialog.settings[1].values, "8,16,32")
    assert dialog.told.text() == "18 runs"
    assert dialog.train_button.isEnabled()
    assert dialog.wanted == Variations(("training.optimizer.lr=0.1, 0.01", "fc1.out_features=8,16,32"), 3, 1)
    qtbot.mouseClick(dialog.settings[0].remove_button, Qt.MouseButton.LeftButton)
    assert dialog.told.text() == "9 runs"


def test_seeds_alone_are_variations_too(qtbot: QtBot, dialog: VariationsDialog) -> None:
    qtbot.mouseClick(dialog.settings[0].remove_button, Qt.MouseButton.LeftButton)
    assert not dialog.train_button.isEnabled()
    set_seeds(qtbot, dialog, "5")
    assert dialog.told.text() == "5 runs"
    assert dialog.train_button.isEnabled()


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("training.optimizer.lr", "0.1,fast", "fast"),
        ("training.optimizer.lr", "-1", "lr"),
        ("training.optimizr.lr", "1", "optimizer"),
        ("nowhere.out_features", "1", "nowhere"),
        ("training.optimizer.lr", "0.1..0.2", "range"),
        ("", "1", "varies nothing"),
        ("training.batch_size", "", "varies nothing"),
    ],
)
def test_what_cannot_be_is_told_and_not_trained(
    qtbot: QtBot, dialog: VariationsDialog, name: str, values: str, words: str
) -> None:
    setting = dialog.settings[0]
    setting.name.setText(name)
    setting.values.setText(values)
    assert words in dialog.wrong.text()
    assert not dialog.train_button.isEnabled()
