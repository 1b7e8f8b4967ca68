"""All charts together: they show the same runs up to the same step, move together, and read values at one place.

Imports pyqtgraph and numpy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.training.curves.run_curves import By, RunCurves
from studio.training.events import Event, RunStarted
from studio.ui import theme
from studio.ui.panels.charts.chart import Chart
from studio.ui.panels.charts.chart_grid import ChartGrid
from studio.ui.panels.charts.fitting import SLACK, is_good
from studio.ui.panels.charts.shown import AMONG_OTHERS, Shown, ShownRun, set_name

REST = 100
"""Milliseconds between two drawings: fluent to the eye, and cheap beside a training."""

SOON = 16
"""Milliseconds in which further reasons to draw are taken together."""


class Board(QWidget):
    """Charts are worked out one at a time, as each takes a good part of a frame, and then shown all at once: what
    arrives in between waits for the next round, so that no chart is ever ahead of another.
    """

    runs_changed = Signal()
    menu_opens = Signal(object)  # the Chart whose menu is about to show
    following_changed = Signal(bool)  # False once a person has zoomed or panned

    def __init__(self, smoothing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = Shown()
        self.smoothing = smoothing
        """Over how many steps curves are smoothed."""
        self._main = ShownRun("", RunCurves(smoothing))
        self._others: tuple[ShownRun, ...] = ()
        self.follows = True
        self._range = (0.0, 1.0)
        self._made: list[Chart] = []
        self._arrived: list[Event] = []
        self._round: Iterator[None] | None = None
        self._pointing: Chart | None = None
        self._later = QTimer(self, singleShot=True, interval=REST)
        self._later.timeout.connect(self._begin)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._grid = ChartGrid(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._grid)
        self._choose_runs()
        theme.notifier().changed.connect(self.take_colours)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """One for each figure, the loss first; fewer until all are made."""
        return tuple(self._made[: len(self.shown.figures)])

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """The runs that are drawn."""
        return tuple(self.shown.runs)

    def names(self, mode: theme.Mode) -> list[tuple[str, str]]:
        """What is drawn, by name and colour: runs, and sets of runs that are drawn as one."""
        return [(set_name(runs), runs[0].color("validation", mode)) for runs in self.shown.sets]

    # What is shown.

    def take(self, event: Event) -> None:
        """Draw what an event of the main run tells, soon."""
        if self._round is None:
            self._note(event)
        else:
            self._arrived.append(event)
        if not self._later.isActive():
            self._later.start(REST)

    def show_main(self, name: str | None, curves: RunCurves | None = None) -> None:
        """Show another run as the one of the window, or none."""
        self._main = ShownRun(name or "", curves or RunCurves(self.smoothing), self._main.colors, self._main.likeness)
        self._arrived.clear()
        self._choose_runs()

    def show_others(self, runs: Sequence[ShownRun], main: tuple[str, str] | None = None, likeness: str = "") -> None:
        """Lay runs over it; `main` are the colours of the window's own run, if it has some, `likeness` is its own."""
        self._others = tuple(runs)
        self._main.colors, self._main.likeness = main or (AMONG_OTHERS if runs else None), likeness
        self._choose_runs()

    def join_seeds(self, on: bool) -> None:
        """Draw runs that differ by their seed alone as one, or each for itself."""
        self.shown.joins_seeds = on
        self.runs_changed.emit()
        self.draw_soon()

    def set_axes(self, *, by: By | None = None, log_x: bool | None = None, log_y: bool | None = None) -> None:
        """Draw over something else, or on other axes."""
        given = {"by": by, "log_x": log_x, "log_y": log_y}
        self.shown.axes = self.shown.axes.changed(**{name: value for name, value in given.items() if value is not None})
        self.follow()

    def follow(self) -> None:
        """Show everything, and go with what arrives."""
        self.follows = True
        self.following_changed.emit(True)
        for chart in self._made:
            chart.plot.view.is_free = False
        self.draw_soon()

    # Drawing.

    def draw_soon(self) -> None:
        """Draw anew, as what was being drawn is no longer what is wanted."""
        self._end_round()
        self._later.start(SOON)

    def draw(self) -> None:
        """Draw at once, for pictures and tests."""
        self._end_round()
        self._later.stop()
        for _ in self._steps():
            pass
        self._end_round()

    def take_colours(self) -> None:
        """Draw in the colours of the present theme."""
        for chart in self._made:
            chart.take_colours()
        self.draw_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what arrived while hidden."""
        super().showEvent(event)
        self._later.start(0)

    def _begin(self) -> None:
        if self.isVisible() and self._round is None:
            self._round = self._steps()
            self._go_on()

    def _go_on(self) -> None:
        with suppress(StopIteration):
            if self._round is not None:
                next(self._round)
                self._turn.start()
                return
        self._end_round()

    def _end_round(self) -> None:
        self._turn.stop()
        self._round = None
        arrived, self._arrived = self._arrived, []
        for event in arrived:
            self._note(event)
        if arrived:
            self._later.start(REST)

    def _steps(self) -> Iterator[None]:
        """A round of drawing, in pieces that are shorter than a frame."""
        figures = self.shown.figures
        while len(self._made) < len(figures):
            self._make(Chart(figures[len(self._made)], self.shown))
            yield
        for chart, figure in zip(self._made, figures, strict=False):
            chart.show_figure(figure)
        self._grid.show_first(len(figures))
        if self.follows:
            self._fit()
        for chart in self.charts:
            chart.prepare(*self._range)
            yield
        for chart in self.charts:
            chart.commit()
        self._show_readouts()

    def _make(self, chart: Chart) -> None:
        chart.plot.pointed.connect(lambda place: self._point(chart, place))
        chart.plot.moved.connect(lambda: self._move(chart))
        chart.plot.asked_to_follow.connect(self.follow)
        chart.plot.menu_wanted.connect(lambda at: chart.more.opened.popup(at.toPoint()))
        chart.more.opened.aboutToShow.connect(lambda: self.menu_opens.emit(chart))
        self._made.append(chart)
        self._grid.add(chart)

    def _note(self, event: Event) -> None:
        self._main.curves.take(event)
        if isinstance(event, RunStarted):
            self._main.name = event.run
            if event.step == 0:
                self.follow()
            self._choose_runs()

    def _choose_runs(self) -> None:
        self.shown.runs = [self._main] * bool(self._main.name) + list(self._others)
        self.runs_changed.emit()
        self.draw_soon()

    # Zoom, and the pointer.

    def _fit(self) -> None:
        """Show all there is. Axes are costly to draw, so they stay while they still fit."""
        first, last = self.shown.span()
        if self.shown.axes.log_x:
            margin = 0.03 * (last - first)
            if not is_good(self._range, (first - margin, last + margin)):
                self._range = first - margin, last + margin
        elif self._range[0] != 0.0 or not last * 1.01 <= self._range[1] <= last * SLACK:
            self._range = 0.0, last * 1.06

    def _move(self, moved: Chart) -> None:
        self.follows = False
        self._range = moved.plot.x_range
        for chart in self.charts:
            if chart is not moved:
                chart.plot.show_x(*self._range)
        self._show_readouts()
        self.following_changed.emit(False)
        if not self._later.isActive():
            self.draw_soon()

    def _point(self, chart: Chart, place: float | None) -> None:
        self._pointing = None if place is None else chart
        self._show_readouts()

    def _show_readouts(self) -> None:
        """Read the values where the pointer is, which may have other places under it than when it was moved last."""
        place = self._pointing.plot.pointer_place() if self._pointing is not None else None
        for chart in self.charts:
            chart.show_readout(place)
