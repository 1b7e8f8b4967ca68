"""The curves of a training as it runs, or of one that has ended: the loss and each metric in a chart of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from studio.text import tr
from studio.training.events import BatchesDone, EpochDone, Event, RunStarted
from studio.training.metrics import ACCURACY, LOSS, Figure, figure
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.chart_grid import ChartGrid
from studio.ui.panels.charts.empty import EmptyPlots
from studio.ui.plain_text import tooltip
from studio.ui.widgets.label import label

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.ui.panels.charts.chart import Chart

REDRAW = 100
"""Milliseconds between drawings of one chart or the other: fluent to the eye, and cheap beside a training."""

SMOOTHING = 60
"""Where the smoothing begins, in per cent."""

LEAST_HEIGHT = 232
"""Lower than this, curves cannot be read."""


class PlotsPanel(QWidget):
    """Follows a training job. pyqtgraph is imported off the UI thread when the first training begins."""

    def __init__(self, job: TrainingJob, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._figures: tuple[Figure, ...] = (LOSS, ACCURACY)
        self._made: list[Chart] = []
        self._waiting: list[Event] = []
        self._loading = Channel(pool, "charts", self)
        self._loading.answered.connect(self._begin_to_build)
        self._loaded = False
        self._batches_per_epoch = 1
        self._stale: list[Chart] = []
        self._redraw_one = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw_one.timeout.connect(self._draw_next)
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build_one)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._assemble()
        job.started.connect(self.prepare)
        job.happened.connect(self.take)
        job.forgotten.connect(self.clear)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The loss and each metric; empty until there is something to draw."""
        return tuple(self._made[: len(self._figures)]) if self._stands else ()

    @property
    def _stands(self) -> bool:
        """Whether there is a chart for each figure."""
        return len(self._made) >= len(self._figures)

    def prepare(self) -> None:
        """Have pyqtgraph imported in the background, so that nothing stutters when the first points arrive."""
        if not self._loaded and not self._loading.is_waiting:
            self._loading.ask(_import_charts)

    def take(self, event: Event) -> None:
        """Draw what an event tells, soon."""
        if isinstance(event, RunStarted):
            self._figures = _figures(event)
        if self._waiting or not self._stands:
            self._waiting.append(event)
            self._build_soon()
            return
        self._note(event)
        self._redraw()

    def show_run(self, run: Run) -> None:
        """Show the curves of a run from its folder, at once."""
        for event in run.events():
            if isinstance(event, RunStarted):
                self._figures = _figures(event)
            while not self._stands:
                self._make_chart()
            self._note(event)
        for chart in self.charts:
            chart.redraw()

    def clear(self) -> None:
        """Show that nothing has been trained."""
        self._waiting.clear()
        for chart in self._made:
            chart.clear()
        self._pages.setCurrentIndex(0)
        self._toolbar.hide()

    def set_smoothing(self, percent: int) -> None:
        """Smooth the batches, from 0 to 99 per cent."""
        for chart in self._made:
            chart.set_smoothing(percent / 100)

    def set_logarithmic(self, on: bool) -> None:
        """Show the loss on a logarithmic axis, or a linear one."""
        self._made[0].set_logarithmic(on)

    def follow(self) -> None:
        """Show whole curves again after zooming and panning, and go with what arrives."""
        for chart in self._made:
            chart.follow()
        self._toolbar.set_following(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what arrived while hidden."""
        super().showEvent(event)
        self._redraw_one.start()

    def _assemble(self) -> None:
        self._toolbar = _Toolbar(self)
        self._toolbar.smoothed.connect(self.set_smoothing)
        self._toolbar.scaled.connect(self.set_logarithmic)
        self._toolbar.followed.connect(self.follow)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(EmptyPlots(self))
        self._charts = ChartGrid(self)
        self._pages.addWidget(self._charts)
        self._toolbar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._toolbar)
        layout.addWidget(self._pages, 1)

    def _build_soon(self) -> None:
        """Make the charts that are missing, once pyqtgraph is there."""
        self.prepare()
        if self._loaded:
            self._building.start()

    def _begin_to_build(self, _: object = None) -> None:
        self._loaded = True
        self._build_one()

    def _build_one(self) -> None:
        """Make the next chart; one at a time, as each takes most of a frame."""
        if not self._stands:
            self._make_chart()
        if not self._stands:
            self._building.start()
            return
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            self._note(event)
        self._redraw()

    def _make_chart(self) -> None:
        from studio.ui.panels.charts.chart import Chart

        chart = Chart(self._figures[len(self._made)])
        chart.set_smoothing(self._toolbar.smoothing / 100)
        chart.hovered.connect(self._show_readouts)
        chart.moved.connect(self._stay)
        chart.asked_to_follow.connect(self.follow)
        if self._made:
            chart.view.setXLink(self._made[0].view)
        self._made.append(chart)
        self._charts.add(chart)

    def _note(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._begin(event)
        elif isinstance(event, BatchesDone):
            loss, *others = self.charts
            loss.add_batches(event.steps, event.losses, self._batches_per_epoch)
            for chart in others:
                if chart.figure.name in event.metrics:
                    value = event.metrics[chart.figure.name]
                    chart.add_batches(event.steps[-1:], (value,), self._batches_per_epoch)
        elif isinstance(event, EpochDone):
            training, validation = event.training, event.validation
            for chart in self.charts:
                chart.add_epoch(event.epoch, training.get(chart.figure.name), validation.get(chart.figure.name))

    def _begin(self, event: RunStarted) -> None:
        self._pages.setCurrentIndex(1)
        self._toolbar.show()
        self._batches_per_epoch = event.batches_per_epoch
        for chart, shown in zip(self.charts, self._figures, strict=True):
            chart.show_figure(shown)
        if event.step == 0:  # else a stopped run goes on, behind the points there are
            for chart in self._made:
                chart.clear()
            self._toolbar.set_following(True)
        self._charts.show_first(len(self._figures))

    def _redraw(self) -> None:
        """Have all charts drawn anew, soon."""
        self._stale = list(self.charts)
        if not self._redraw_one.isActive():
            self._redraw_one.start()

    def _draw_next(self) -> None:
        """Draw one chart, the other after the next pause: both in one frame would be too much for it."""
        if not self._stale or not self.isVisible():
            return
        self._stale.pop().redraw()
        if self._stale:
            self._redraw_one.start()

    def _show_readouts(self, epoch: float | None) -> None:
        for chart in self._made:
            chart.show_readout(epoch)

    def _stay(self) -> None:
        for chart in self._made:
            chart.follows = False
        self._toolbar.set_following(False)


def _figures(event: RunStarted) -> tuple[Figure, ...]:
    """What is drawn of a run: the loss, then its metrics."""
    return LOSS, *map(figure, event.metrics)


class _Toolbar(QWidget):
    """Smoothing, axis and the way back from a zoom, in one row above the charts."""

    smoothed = Signal(int)  # per cent
    scaled = Signal(bool)  # whether logarithmic
    followed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 99)
        self._slider.setValue(SMOOTHING)
        self._slider.setFixedWidth(112)
        self._slider.setToolTip(
            tooltip(tr("Running mean over the batches: the thin line follows it, the light one shows them all"))
        )
        self._slider.setAccessibleName(tr("Smoothing"))
        self._amount = label(_percent(SMOOTHING), 12)
        self._amount.setFixedWidth(36)
        self._logarithmic = _button(
            tr("Log"), tr("Logarithmic loss axis: small improvements stay visible"), checkable=True
        )
        self._follow = _button(tr("Show all"), tr("Show whole curves again (double-click a chart)"))
        self._follow.setEnabled(False)
        self._slider.valueChanged.connect(self._tell_smoothing)
        self._logarithmic.toggled.connect(self.scaled)
        self._follow.clicked.connect(self.followed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 2)
        row.setSpacing(8)
        for widget in (label(tr("Smoothing"), 12, tone="muted"), self._slider, self._amount):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._logarithmic)
        row.addWidget(self._follow)

    @property
    def smoothing(self) -> int:
        """How much the batches are smoothed, in per cent."""
        return self._slider.value()

    def set_following(self, following: bool) -> None:
        """The way back is open when a person has zoomed or panned."""
        self._follow.setEnabled(not following)

    def _tell_smoothing(self, percent: int) -> None:
        self._amount.setText(_percent(percent))
        self.smoothed.emit(percent)


def _percent(value: int) -> str:
    return tr("{value} %", value=value)


def _button(text: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tooltip(tip))
    button.setCheckable(checkable)
    button.setFont(theme.font(12, 500))
    button.setMinimumSize(QSize(40, 26))
    return button


def _import_charts() -> None:
    import studio.ui.panels.charts.chart  # noqa: F401
