"""Dialogs that stand beside the window are opened from its menus and panels."""

from __future__ import annotations

import pytest
from networks import chain
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.layers import layer
from studio.project import Project
from studio.ui.dialogs.functions import FunctionsDialog
from studio.ui.dialogs.loss_calculator import LossCalculatorDialog
from studio.ui.window.main_window import MainWindow


def test_the_function_of_a_node_is_laid_over_others_from_the_inspector(qtbot: QtBot, window: MainWindow) -> None:
    graph = chain(input=layer("Input", shape=(4,)), act=layer("LeakyReLU", negative_slope=0.25), output=layer("Output"))
    window.present(Project("Leaky", graph))
    window.session.select(["input"])
    assert not window.inspector.node_page.formulas.compare.isVisible()
    window.session.select(["act"])
    button = window.inspector.node_page.formulas.compare
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(FunctionsDialog)
    assert dialog is not None
    dialog.plot.put(-4)
    cells = {dialog.table.item(at, 0).text(): dialog.table.item(at, 2).text() for at in range(dialog.table.rowCount())}
    assert cells["LeakyReLU"] == "−1"


@pytest.mark.parametrize(("action", "kind"), [("help.functions", FunctionsDialog), ("help.loss", LossCalculatorDialog)])
def test_a_menu_opens_it(window: MainWindow, action: str, kind: type) -> None:
    window.action[action].trigger()
    assert window.findChild(kind).isVisible()
