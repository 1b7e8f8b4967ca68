"""The curves of a training as it runs, or of one that has ended: loss and accuracy side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSlider, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from studio.training.events import BatchesDone, EpochDone, Event, RunStarted
from studio.training.measures import ERROR
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.empty import EmptyPlots
from studio.ui.widgets.label import label

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.ui.panels.charts.chart import Chart

CHARTS = (("Loss", False), ("Accuracy", True))
"""Title of each chart, and whether it shows a share."""

REDRAW = 100
"""Milliseconds between drawings of one chart or the other: fluent to the eye, and cheap beside a training."""

SMOOTHING = 60
"""Where the smoothing begins, in per cent."""

LEAST_HEIGHT = 232
"""Lower than this, curves cannot be read."""

STACKED_BELOW = 640
"""Panels narrower than this have their charts one above the other."""


class PlotsPanel(QWidget):
    """Follows a training job. pyqtgraph is imported off the UI thread when the first training begins."""

    def __init__(self, job: TrainingJob, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._made: list[Chart] = []
        self._charts: tuple[Chart, ...] = ()
        self._waiting: list[Event] = []
        self._loading = Channel(pool, "charts", self)
        self._loading.answered.connect(self._build_one)
        self._batches_per_epoch = 1
        self._stale: list[int] = []
        self._redraw_one = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw_one.timeout.connect(self._draw_next)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._assemble()
        job.started.connect(self.prepare)
        job.happened.connect(self.take)
        job.forgotten.connect(self.clear)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Loss and accuracy; empty until there is something to draw."""
        return self._charts

    def prepare(self) -> None:
        """Have pyqtgraph imported in the background, so that nothing stutters when the first points arrive."""
        if not self._charts and not self._loading.is_waiting:
            self._loading.ask(_import_charts)

    def take(self, event: Event) -> None:
        """Draw what an event tells, soon."""
        if not self._charts:
            self._waiting.append(event)
            self.prepare()
            return
        self._note(event)
        self._redraw()

    def show_run(self, run: Run) -> None:
        """Show the curves of a run from its folder, at once."""
        self._build_all()
        for event in run.events():
            self._note(event)
        for chart in self._charts:
            chart.redraw()

    def clear(self) -> None:
        """Show that nothing has been trained."""
        self._waiting.clear()
        for chart in self._charts:
            chart.clear()
        self._pages.setCurrentIndex(0)
        self._toolbar.hide()

    def set_smoothing(self, percent: int) -> None:
        """Smooth the batches, from 0 to 99 per cent."""
        for chart in self._charts:
            chart.set_smoothing(percent / 100)

    def set_logarithmic(self, on: bool) -> None:
        """Show the loss on a logarithmic axis, or a linear one."""
        self._charts[0].set_logarithmic(on)

    def follow(self) -> None:
        """Show whole curves again after zooming and panning, and go with what arrives."""
        for chart in self._charts:
            chart.follow()
        self._toolbar.set_following(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide panels have their charts side by side."""
        super().resizeEvent(event)
        self._arrange()

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
        page = QWidget(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._row.setContentsMargins(4, 0, 4, 4)
        self._row.setSpacing(8)
        self._pages.addWidget(page)
        self._toolbar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._toolbar)
        layout.addWidget(self._pages, 1)

    def _build_one(self, _: object = None) -> None:
        """Make the next chart; one at a time, as each takes most of a frame."""
        if self._charts:
            return
        self._make_chart()
        if len(self._made) < len(CHARTS):
            QTimer.singleShot(0, self, self._build_one)
        else:
            self._begin()

    def _build_all(self) -> None:
        while len(self._made) < len(CHARTS):
            self._make_chart()
        if not self._charts:
            self._begin()

    def _make_chart(self) -> None:
        from studio.ui.panels.charts.chart import Chart

        title, share = CHARTS[len(self._made)]
        chart = Chart(title, share=share)
        chart.set_smoothing(SMOOTHING / 100)
        chart.hovered.connect(self._show_readouts)
        chart.moved.connect(self._stay)
        chart.asked_to_follow.connect(self.follow)
        self._row.addWidget(chart, 1)
        self._made.append(chart)

    def _begin(self) -> None:
        """All charts are there: show them, with what has happened so far."""
        loss, accuracy = self._charts = tuple(self._made)
        accuracy.view.setXLink(loss.view)
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            self._note(event)
        self._redraw()

    def _note(self, event: Event) -> None:
        loss, accuracy = self._charts
        if isinstance(event, RunStarted):
            self._pages.setCurrentIndex(1)
            self._toolbar.show()
            self._batches_per_epoch = event.batches_per_epoch
            accuracy.set_measure(event.measure.capitalize(), share=event.measure != ERROR.name)
            if event.step == 0:  # else a stopped run goes on, behind the points there are
                loss.clear()
                accuracy.clear()
                self._toolbar.set_following(True)
        elif isinstance(event, BatchesDone):
            loss.add_batches(event.steps, event.losses, self._batches_per_epoch)
            accuracy.add_batches(event.steps, event.accuracies or event.errors, self._batches_per_epoch)
        elif isinstance(event, EpochDone):
            loss.add_epoch(event.epoch, event.train_loss, event.validation_loss)
            accuracy.add_epoch(event.epoch, *_measured(event))

    def _redraw(self) -> None:
        """Have all charts drawn anew, soon."""
        self._stale = list(range(len(CHARTS)))
        if not self._redraw_one.isActive():
            self._redraw_one.start()

    def _draw_next(self) -> None:
        """Draw one chart, the other after the next pause: both in one frame would be too much for it."""
        if not self._stale or not self.isVisible():
            return
        self._charts[self._stale.pop()].redraw()
        if self._stale:
            self._redraw_one.start()

    def _show_readouts(self, epoch: float | None) -> None:
        for chart in self._charts:
            chart.show_readout(epoch)

    def _stay(self) -> None:
        for chart in self._charts:
            chart.follows = False
        self._toolbar.set_following(False)

    def _arrange(self) -> None:
        stacked = self.width() < STACKED_BELOW
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)


def _measured(event: EpochDone) -> tuple[float, float | None]:
    """Accuracies of an epoch or, where answers are numbers, its errors."""
    if event.train_error is not None:
        return event.train_error, event.validation_error
    assert event.train_accuracy is not None
    return event.train_accuracy, event.validation_accuracy


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
        self._slider.setToolTip("Running mean over the batches: the thin line follows it, the light one shows them all")
        self._slider.setAccessibleName("Smoothing")
        self._amount = label(f"{SMOOTHING} %", 12)
        self._amount.setFixedWidth(36)
        self._logarithmic = _button("Log", "Logarithmic loss axis: small improvements stay visible", checkable=True)
        self._follow = _button("Show all", "Show whole curves again (double-click a chart)")
        self._follow.setEnabled(False)
        self._slider.valueChanged.connect(self._tell_smoothing)
        self._logarithmic.toggled.connect(self.scaled)
        self._follow.clicked.connect(self.followed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 2)
        row.setSpacing(8)
        for widget in (label("Smoothing", 12, tone="muted"), self._slider, self._amount):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._logarithmic)
        row.addWidget(self._follow)

    def set_following(self, following: bool) -> None:
        """The way back is open when a person has zoomed or panned."""
        self._follow.setEnabled(not following)

    def _tell_smoothing(self, percent: int) -> None:
        self._amount.setText(f"{percent} %")
        self.smoothed.emit(percent)


def _button(text: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(checkable)
    button.setFont(theme.font(12, 500))
    button.setMinimumSize(QSize(40, 26))
    return button


def _import_charts() -> None:
    import studio.ui.panels.charts.chart  # noqa: F401
