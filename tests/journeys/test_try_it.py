"""A network is trained on digits for a moment, and then judges what is drawn with the mouse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from networks import chain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.data import Digits
from studio.data.config import LogicGates
from studio.graph import edits
from studio.layers import layer
from studio.project import Project
from studio.training.config import TrainingConfig
from studio.training.optimizers import Adam
from studio.ui.panels.try_it.pad import DrawingPad
from studio.ui.window.main_window import MainWindow

LONG = 120_000
SEVEN = ((0.2, 0.2), (0.8, 0.2), (0.45, 0.9)), ((0.3, 0.55), (0.75, 0.5))
ZERO = (((0.5, 0.1), (0.25, 0.3), (0.25, 0.7), (0.5, 0.9), (0.75, 0.7), (0.75, 0.3), (0.5, 0.1)),)

pytestmark = pytest.mark.slow


def trained(qtbot: QtBot, window: MainWindow, project: Project) -> None:
    window.documents.show(project)
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=LONG)
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window.try_it.network.trial is not None, timeout=LONG)


def draw(pad: DrawingPad, *lines: tuple[tuple[float, float], ...]) -> None:
    """Draw lines with the mouse, through points from 0 to 1."""
    field = pad.field
    for line in lines:
        points = [QPoint(round(field.x() + x * field.width()), round(field.y() + y * field.height())) for x, y in line]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
        for start, end in pairwise(points):
            for step in range(1, 9):
                QTest.mouseMove(pad, start + (end - start) * step / 8)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])


def said(qtbot: QtBot, window: MainWindow) -> dict[str, float]:
    """The probabilities once the last thing drawn was judged."""
    asking = window.try_it.network._asking
    qtbot.waitUntil(lambda: not asking.is_waiting and bool(window.try_it.answer.bars.chances), timeout=LONG)
    return window.try_it.answer.bars.chances


def test_a_drawn_digit_is_recognised_while_it_is_drawn(qtbot: QtBot, window: MainWindow) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=64),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    settings = TrainingConfig(epochs=30).changed(optimizer=Adam(lr=0.003))
    trained(qtbot, window, Project("Digits", graph, Digits(), settings))
    panel = window.try_it
    draw(panel.pad, *ZERO)
    zero = said(qtbot, window)
    assert max(zero, key=lambda name: zero[name]) == "0"
    assert sum(zero.values()) == pytest.approx(1, abs=1e-5)
    qtbot.mouseClick(panel.drawing.clear_button, Qt.MouseButton.LeftButton)
    assert not panel.answer.bars.chances
    draw(panel.pad, *SEVEN)
    seven = said(qtbot, window)
    assert max(seven, key=lambda name: seven[name]) == "7"
    assert panel.answer.words.text() == "7"
    assert panel.answer.seen.isVisible()
    assert not panel.edited_since.isVisible()
    project = window.session.project
    window.session.apply("Remove relu", project.with_graph(edits.remove_and_heal(project.graph, ["relu"])))
    assert panel.edited_since.isVisible()


def test_without_a_run_the_panel_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.show(Project("New", chain(input=layer("Input", shape=(2,)), output=layer("Output")), Digits()))
    window.show_try_it()
    assert window.try_it.empty.isVisible()
    assert "Train the network" in window.try_it.empty.sentence


def test_a_gate_shows_its_truth_table(qtbot: QtBot, window: MainWindow) -> None:
    graph = chain(
        input=layer("Input", shape=(2,)),
        fc1=layer("Linear", out_features=8),
        tanh=layer("Tanh"),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    settings = TrainingConfig(epochs=200, batch_size=4).changed(optimizer=Adam(lr=0.05))
    trained(qtbot, window, Project("Gate", graph, LogicGates(gate="XOR"), settings))
    qtbot.waitUntil(lambda: window.try_it.table.answers == ["0", "1", "1", "0"], timeout=LONG)
