"""Variations are asked for in a dialog that says at once how many runs they are, or what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.project import Project
from studio.project.file import save
from studio.project.sweeps.amount import Amount
from studio.project.sweeps.plan import Plan
from studio.project.sweeps.record import Record
from studio.ui.background.pool import Pool
from studio.ui.background.sweep_job import Variations
from studio.ui.dialogs.variations import VariationsDialog
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.segmented import Segmented

LONG = 60_000


@pytest.fixture
def dialog(qtbot: QtBot, pool: Pool, digits_project: Project) -> VariationsDialog:
    made = VariationsDialog(digits_project, None, pool)
    qtbot.addWidget(made)
    made.show()
    return made


def until_told(qtbot: QtBot, dialog: VariationsDialog, words: str) -> None:
    """Counting goes on beside the window."""
    qtbot.waitUntil(lambda: words in f"{dialog.told.text()}{dialog.wrong.text()}", timeout=LONG)


def set_seeds(qtbot: QtBot, dialog: VariationsDialog, text: str) -> None:
    field = dialog.amount.forms[0].editor("seeds")
    assert isinstance(field, NumberField)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_values_and_seeds_are_counted_as_they_are_typed(qtbot: QtBot, dialog: VariationsDialog) -> None:
    assert not dialog.train_button.isEnabled()
    until_told(qtbot, dialog, "Say which values to try.")
    assert not dialog.wrong.isVisible()
    qtbot.keyClicks(dialog.settings[0].values, "0.1, 0.01")
    until_told(qtbot, dialog, "2 runs")
    set_seeds(qtbot, dialog, "3")
    until_told(qtbot, dialog, "6 runs")
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.settings[1].name, "fc1.out_features")
    qtbot.keyClicks(dialog.settings[1].values, "8,16,32")
    until_told(qtbot, dialog, "18 runs")
    assert dialog.train_button.isEnabled()
    assert dialog.wanted == Variations(("training.optimizer.lr=0.1, 0.01", "fc1.out_features=8,16,32"), Amount(seeds=3))
    qtbot.mouseClick(dialog.settings[0].remove_button, Qt.MouseButton.LeftButton)
    until_told(qtbot, dialog, "9 runs")


def test_seeds_alone_are_variations_too(qtbot: QtBot, dialog: VariationsDialog) -> None:
    qtbot.mouseClick(dialog.settings[0].remove_button, Qt.MouseButton.LeftButton)
    assert not dialog.train_button.isEnabled()
    set_seeds(qtbot, dialog, "5")
    until_told(qtbot, dialog, "5 runs")
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
    until_told(qtbot, dialog, words)
    assert not dialog.train_button.isEnabled()


def choose(qtbot: QtBot, dialog: VariationsDialog, method: str) -> None:
    field = dialog.choices.forms[0].editor("method")
    assert isinstance(field, Segmented)
    field.choose(method)


def test_values_may_be_drawn_from_a_range(qtbot: QtBot, dialog: VariationsDialog) -> None:
    assert not dialog.count.isVisible()
    choose(qtbot, dialog, "random")
    assert dialog.count.isVisible()
    qtbot.keyClicks(dialog.settings[0].values, "0.001..0.1")
    until_told(qtbot, dialog, "20 runs")
    assert dialog.wanted == Variations(("training.optimizer.lr=0.001..0.1",), Amount(method="random"))


def test_optuna_says_how_many_runs_there_may_be(qtbot: QtBot, dialog: VariationsDialog) -> None:
    pytest.importorskip("optuna")
    choose(qtbot, dialog, "optuna")
    qtbot.keyClicks(dialog.settings[0].values, "0.001..0.1")
    until_told(qtbot, dialog, "At most 20 runs")
    dialog.settings[0].name.setText("training.loss.label_smoothing")
    until_told(qtbot, dialog, "makes another number in each run")


def test_where_optuna_is_not_installed_the_choice_says_how_to_get_it(
    qtbot: QtBot, dialog: VariationsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)  # as Python has it where there is none
    choose(qtbot, dialog, "optuna")
    until_told(qtbot, dialog, "pip install 'nn-studio[sweep]'")
    assert not dialog.train_button.isEnabled()


def test_a_set_that_lacks_runs_is_offered_to_be_gone_on_with(
    qtbot: QtBot, pool: Pool, digits_project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "digits.nns"
    save(digits_project, file)
    place = tmp_path / "digits.runs" / "a set"
    plan = Plan.of(digits_project, ["training.batch_size=8,16"], 1, "grid", None)
    with Record.opened(place, digits_project, plan):
        pass
    dialog = VariationsDialog(digits_project, file, pool)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.unfinished.isVisible, timeout=LONG)
    assert dialog.unfinished.sets.currentText() == "2 of 2 runs missing: a set"
    with qtbot.waitSignal(dialog.accepted):
        dialog.unfinished.go_on_button.click()
    assert dialog.to_go_on == place
