"""Columns of distributions: their quarters are those of the numbers, and the pointer tells the nearest column."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from studio.training.events import Bins
from studio.ui.widgets.distribution_plot import DistributionPlot, at_share


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_the_value_at_a_share_is_that_of_the_numbers_but_for_the_width_of_a_part(share: float) -> None:
    values = np.random.default_rng(1).normal(size=5000)
    counts, borders = np.histogram(values, 24)
    column = Bins(float(borders[0]), float(borders[-1]), tuple(counts.tolist()))
    assert at_share(column, share) == pytest.approx(np.quantile(values, share), abs=borders[1] - borders[0])


def test_equal_numbers_have_a_column_and_the_nearest_one_is_told(qtbot: QtBot) -> None:
    plot = DistributionPlot("Weights", 190)
    qtbot.addWidget(plot)
    plot.resize(400, 190)
    plot.show_course([1.0, 2.0, 100.0], [Bins(0.5, 0.5, (9, 0)), Bins(0.0, 1.0, (2, 2)), Bins(-1.0, 1.0, (0, 4))])
    with qtbot.waitExposed(plot):
        plot.show()
    assert not plot.grab().isNull()
    with qtbot.waitSignal(plot.pointed) as told:
        qtbot.mouseMove(plot, QPoint(int(plot.field.right()) - 2, 50))
    assert told.args == ["Step 100: −1 to 1, half of them from 0.25 to 0.75"]
