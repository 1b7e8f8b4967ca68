"""Playgrounds are found from menu and start page, stand beside the window, and lead to networks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from studio.ui.dialogs.playgrounds.registry import PLAYGROUNDS
from studio.ui.window.main_window import MainWindow

LONG = 60_000


@pytest.mark.slow
def test_from_the_menu_to_a_gate_as_a_network_with_its_weights(qtbot: QtBot, window: MainWindow) -> None:
    window.action["help.playgrounds"].trigger()
    dialog = window.playgrounds.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    assert dialog.list.count() == len(PLAYGROUNDS)
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == "XOR of three gates"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    graph = window.session.project.graph
    assert dict(graph["nand_gate"].init)["weight"].values == ((-0.5, -0.5),)  # type: ignore[attr-defined]
    window.action["help.playgrounds"].trigger()
    assert window.playgrounds.dialog is dialog
    dialog.close()
    qtbot.waitUntil(lambda: window.playgrounds.dialog is None, timeout=LONG)


@pytest.mark.slow
def test_the_start_page_leads_to_them_and_the_loss_surface_is_that_of_the_open_network(
    qtbot: QtBot, window: MainWindow
) -> None:
    (button,) = [each for each in window.welcome.findChildren(QPushButton) if each.accessibleName() == "Playgrounds"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.playgrounds.dialog
    assert dialog is not None
    window.documents.open_template("xor-mlp")
    dialog.choose("loss_surface")
    view = dialog.views["loss_surface"]
    qtbot.waitUntil(lambda: view.answer is not None, timeout=LONG)
    assert dict(view.answer[0].parameters) == {
        "hidden.weight": 8, "hidden.bias": 4, "perceptron.weight": 4, "perceptron.bias": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_a_training_of_the_window_goes_before_two_that_are_played_with(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.open_template("and-gate")
    window.action["help.playgrounds"].trigger()
    dialog = window.playgrounds.dialog
    assert dialog is not None
    dialog.choose("side_by_side")
    view: Any = dialog.views["side_by_side"]
    qtbot.waitUntil(lambda: view.answer is not None, timeout=LONG)
    view.steps.set_value(5000)
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(view.trial.losses[0]), timeout=LONG)
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.action["train.start"].trigger()
        assert not view.trial.is_active
        window.job.stop()
    assert view.message.text.startswith("Both were stopped")
    assert view.button.isEnabled()
