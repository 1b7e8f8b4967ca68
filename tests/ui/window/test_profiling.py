"""A network profiled beside the window: a table, dots under the roof, heat on the cards, and changes for a budget."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio import api
from studio.ui.dialogs.profile import ProfileDialog
from studio.ui.window.main_window import MainWindow
from studio.ui.window.profiling import open_profile

pytestmark = pytest.mark.slow
LONG = 60_000
SMALL = api.document(api.network(4).Linear(64).ReLU().Linear(3), "small").set({"data": "iris"}).project


def opened(qtbot: QtBot, window: MainWindow) -> ProfileDialog:
    window.present(SMALL)
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=LONG)
    dialog = open_profile(window)
    dialog.batch.setValue(8)
    return dialog


def measured(qtbot: QtBot, dialog: ProfileDialog) -> None:
    dialog.measure_button.click()
    qtbot.waitUntil(lambda: not dialog.trial.is_active, timeout=LONG)


def test_layers_are_measured_and_warm_their_cards(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    measured(qtbot, dialog)
    assert [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())] == ["fc1", "relu1", "fc2"]
    assert "A batch of 8 on" in dialog.told.text()
    heat = window.canvas.network.shown.heat
    assert set(heat) == {"fc1", "relu1", "fc2"}
    assert max(heat.values()) == 1.0
    dialog.table.selectRow(0)
    assert dialog.roofline.lines
    dialog.heat.setCurrentIndex(0)
    assert not window.canvas.network.shown.heat
    dialog.heat.setCurrentIndex(2)
    dialog.close()
    assert not window.canvas.network.shown.heat


def test_a_change_for_a_budget_is_taken_over_as_one_step(qtbot: QtBot, window: MainWindow) -> None:
    dialog, before = opened(qtbot, window), window.session.project
    dialog.budget.setText("soon")
    dialog.measure_button.click()
    assert "“soon” is no budget" in dialog.message.text
    dialog.budget.setText("10 kB")
    measured(qtbot, dialog)
    assert "10 kB is not kept." in dialog.message.text
    assert dialog.trial.verdict is not None
    settings = dialog.trial.verdict.changes[0].settings
    dialog.changes.buttons[0].click()
    assert window.session.project != before
    assert any(word in (window.session.undo_label or "") for word in settings)
    window.session.undo()
    assert window.session.project == before
    dialog.close()


def test_closing_ends_what_is_measured(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    dialog.measure_button.click()
    assert dialog.measure_button.text() == "Stop"
    dialog.close()
    assert not dialog.trial.is_active
