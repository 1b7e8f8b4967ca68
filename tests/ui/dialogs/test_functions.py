"""Activation functions laid over each other: chosen, dragged along, read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.explanation.functions.values import comparable, value_and_slope
from studio.layers import Layer, layer
from studio.ui import theme
from studio.ui.dialogs.functions import BEGINNING, FunctionsDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> FunctionsDialog:
    made = FunctionsDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def row(dialog: FunctionsDialog, at: int) -> list[str]:
    cells = (dialog.table.item(at, column) for column in range(4))
    return [cell.text() for cell in cells if cell is not None]


def test_the_marker_is_dragged_and_tells_value_and_derivative(qtbot: QtBot, dialog: FunctionsDialog) -> None:
    assert dialog.chosen == BEGINNING
    start, end = (dialog.plot.place(x, 0).toPoint() for x in (1, -2))
    qtbot.mousePress(dialog.plot, Qt.MouseButton.LeftButton, pos=start)
    dialog.plot.put(-2)
    qtbot.mouseRelease(dialog.plot, Qt.MouseButton.LeftButton, pos=end)
    assert row(dialog, 0) == ["ReLU", "−2", "0", "0"]
    assert row(dialog, 1) == ["Sigmoid", "−2", "0.1192", "0.10499"]
    qtbot.mouseClick(dialog.plot, Qt.MouseButton.LeftButton, pos=dialog.plot.place(3, 1).toPoint())
    assert dialog.plot.marked == pytest.approx(3, abs=0.03)
    dialog.plot.put(1)
    qtbot.keyClick(dialog.plot, Qt.Key.Key_Right)
    assert row(dialog, 0) == ["ReLU", "1.1", "1.1", "1"]
    dialog.plot.put(99)
    assert dialog.plot.marked == 5


def test_functions_are_chosen_by_their_marks(dialog: FunctionsDialog) -> None:
    names = [dialog.choices.item(at).text() for at in range(dialog.choices.count())]
    dialog.choices.item(names.index("Mish")).setCheckState(Qt.CheckState.Checked)
    dialog.choices.item(names.index("ReLU")).setCheckState(Qt.CheckState.Unchecked)
    assert set(dialog.chosen) == {"Sigmoid", "Tanh", "Mish"}
    assert dialog.table.rowCount() == 3


@pytest.mark.parametrize("layer", comparable(), ids=lambda layer: layer.kind)
def test_values_and_derivatives_are_those_of_torch(layer: Layer) -> None:
    for place in (-4.6, -1.1, -0.4, 0.7, 2.2, 4.9):
        x = torch.tensor([[place]], dtype=torch.float64, requires_grad=True)
        y = layer.build((1,)).double().eval()(x)
        slope = torch.autograd.grad(y, x)[0].item() if y.requires_grad else 0.0
        assert value_and_slope(layer, place) == pytest.approx((y.item(), slope), abs=1e-7)


def test_the_plot_is_drawn_in_the_colours_of_both_themes(dialog: FunctionsDialog, tmp_path: Path) -> None:
    pictures = []
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        pictures.append(dialog.plot.grab().toImage())
    assert pictures[0] != pictures[1]


def test_the_layer_of_a_node_stands_among_them_with_its_own_settings(qtbot: QtBot) -> None:
    dialog = FunctionsDialog(given=layer("LeakyReLU", negative_slope=0.5))
    qtbot.addWidget(dialog)
    assert dialog.chosen == (*BEGINNING[:1], "LeakyReLU", *BEGINNING[1:])
    dialog.plot.put(-2)
    assert ["LeakyReLU", "−2", "−1", "0.5"] in [row(dialog, at) for at in range(dialog.table.rowCount())]
