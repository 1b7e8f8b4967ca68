"""The runs of the list as lines across what they differ in and what they reached."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from studio.text import tr
from studio.training.runs.overview import Row
from studio.training.runs.parallel_axes import Axis, axes
from studio.ui.background.pool import Channel, Pool
from studio.ui.panels.runs.model import COLOUR, RunsModel
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.parallel_painter import Line
from studio.ui.widgets.parallel_plot import ParallelPlot

LEAST_RUNS, LEAST_AXES = 2, 2


class Drawn(NamedTuple):
    """The runs that have settings, and the axes that they cross."""

    rows: tuple[Row, ...]
    axes: tuple[Axis, ...]


class RunLines(QWidget):
    """Shows the rows of a model while it is in sight; axes are found off the UI thread."""

    picked = Signal(object)  # Row of a line that was clicked

    def __init__(self, pool: Pool, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._drawn = Drawn((), ())
        self._asked: tuple[Row, ...] | None = None
        self._channel = Channel(pool, "run-lines", self)
        self._channel.answered.connect(self._take)
        self.plot = ParallelPlot()
        self.empty = EmptyState(
            "parallel",
            tr("Nothing to set side by side yet"),
            tr("Train with other settings or seeds: each run is a line across what differs and what was reached."),
        )
        self._area = QScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the plot takes the keyboard
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        column.addWidget(self.empty)
        self.plot.picked.connect(lambda number: self.picked.emit(self._drawn.rows[number]))
        for signal in (model.modelReset, model.layoutChanged, model.dataChanged):
            signal.connect(self.follow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()

    def follow(self) -> None:
        """Show the rows of the model as they are now, soon."""
        if not self.isVisible():
            return
        if self._model.shown != self._asked:
            self._asked = self._model.shown
            self._channel.ask(partial(_drawn, self._asked))
        else:
            self._show()

    def _take(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._show()

    def _show(self) -> None:
        is_enough = len(self._drawn.rows) >= LEAST_RUNS and len(self._drawn.axes) >= LEAST_AXES
        self._area.setVisible(is_enough)
        self.empty.setVisible(not is_enough)
        self.plot.show_lines(self._drawn.axes, [self._line(number) for number in range(len(self._drawn.rows))])

    def _line(self, number: int) -> Line:
        run = self._drawn.rows[number].run
        told = [f"{axis.title}: {axis.words[number]}" for axis in self._drawn.axes]
        return Line("\n".join([run.title or run.path.name, *told]), self._colour_of(run.path))

    def _colour_of(self, path: Path) -> str:
        """The colour of a run that is shown in the curves, which it has here too."""
        row = self._model.row_of(path)
        return str(self._model.index(row, 0).data(COLOUR) or "") if row >= 0 else ""


def _drawn(rows: Sequence[Row]) -> Drawn:
    known = tuple(row for row in rows if row.run.settings)
    return Drawn(known, axes([row.run for row in known]))
