"""Lines across axes: pointed at, picked, sifted by a range, all with the mouse and with the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.training.runs.description import Description
from studio.training.runs.parallel_axes import axes
from studio.ui.widgets.parallel_painter import Line
from studio.ui.widgets.parallel_plot import ParallelPlot

BATCHES, RATES, SCORES = (8, 16, 32), (0.1, 0.1, 0.001), (0.5, 0.7, 0.9)


@pytest.fixture
def plot(qtbot: QtBot) -> ParallelPlot:
    runs = [
        Description(
            Path(f"/{number}"),
            "finished",
            metrics={"accuracy": score},
            settings={"batch_size": batch, "optimizer": {"kind": "SGD", "lr": rate}},
        )
        for number, (batch, rate, score) in enumerate(zip(BATCHES, RATES, SCORES, strict=True))
    ]
    made = ParallelPlot()
    qtbot.addWidget(made)
    made.resize(600, 240)
    made.show_lines(axes(runs), [Line(f"run {number}") for number in range(3)])
    made.show()
    qtbot.waitExposed(made)
    return made


def between(plot: ParallelPlot, axis: int, line: int, share: float = 0.5) -> QPoint:
    """Where a line passes between two axes."""
    ends = [plot.point(each, plot._axes[each].places[line]) for each in (axis, axis + 1)]
    return (ends[0] + share * (ends[1] - ends[0])).toPoint()


def draw_range(qtbot: QtBot, plot: ParallelPlot, axis: int, low: float, high: float) -> None:
    first, last = (plot.point(axis, place).toPoint() for place in (low, high))
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(plot, last)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=last)


def test_a_line_is_pointed_at_and_picked(qtbot: QtBot, plot: ParallelPlot) -> None:
    at = between(plot, 0, 2, 0.3)
    qtbot.mouseMove(plot, at)
    qtbot.waitUntil(lambda: plot.pointed == 2)
    with qtbot.waitSignal(plot.picked) as picked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=at)
    assert picked.args == [2]


def test_beside_all_lines_nothing_is_picked(qtbot: QtBot, plot: ParallelPlot) -> None:
    with qtbot.assertNotEmitted(plot.picked):
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))


def test_a_range_leaves_the_lines_through_it_until_it_is_clicked_away(qtbot: QtBot, plot: ParallelPlot) -> None:
    draw_range(qtbot, plot, 0, 0.2, 1.0)
    assert plot.kept == (1, 2)
    draw_range(qtbot, plot, 2, 0.9, 1.0)
    assert plot.kept == (2,)
    with qtbot.assertNotEmitted(plot.picked):
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=between(plot, 0, 0, 0.3))
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.kept == (0, 1, 2)


def test_the_keys_go_through_the_lines(qtbot: QtBot, plot: ParallelPlot) -> None:
    seen = []
    for _ in range(4):
        qtbot.keyClick(plot, Qt.Key.Key_Down)
        seen.append(plot.pointed)
    assert seen == [0, 1, 2, 0]
    assert plot.accessibleDescription() == "run 0"
    with qtbot.waitSignal(plot.picked) as picked:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert picked.args == [0]


def test_without_lines_it_draws_and_obeys_all_the_same(qtbot: QtBot, plot: ParallelPlot) -> None:
    plot.show_lines((), ())
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    qtbot.mouseMove(plot, QPoint(100, 100))
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert not plot.grab().isNull()
    assert plot.pointed is None
