"""One chart: a figure of all runs that are shown, with title, legend, values at the pointer, and what is not drawn.

Imports pyqtgraph and numpy: only the curves panel imports it, and only when there is something to draw.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import tr
from studio.training.curves.scales import value_scale, x_scale
from studio.training.metrics import Figure
from studio.ui import theme
from studio.ui.panels.charts import fitting
from studio.ui.panels.charts.legend import Legend
from studio.ui.panels.charts.lines import Line, Window, lines_of
from studio.ui.panels.charts.menu_button import MenuButton
from studio.ui.panels.charts.picture import PAPER, SIZE, ChartPicture
from studio.ui.panels.charts.plot import Plot
from studio.ui.panels.charts.readings import latest, readings
from studio.ui.panels.charts.readout import Readout
from studio.ui.panels.charts.shown import Axes, Shown, ShownRun
from studio.ui.plain_text import tooltip
from studio.ui.widgets.live_text import LiveText

HEADER_MARGIN = 12
LEGEND_SHARE = 0.7
"""Of the header's width, so that a title always has some."""


class Chart(QWidget):
    """Draws what is `shown` of one figure. `prepare` works out what to draw between two places, `commit` shows it."""

    def __init__(self, figure: Figure, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self._shown = shown
        self._axes = Axes()
        self._lines: list[Line] = []
        self._window = Window(0.0, 1.0, 1.0)
        self.drawn_step = 0.0
        """The newest step that is drawn."""
        self._title = LiveText(figure.label, 13, 600)
        self._title.setToolTip(tooltip(figure.label))
        self.legend = Legend()
        self.more = MenuButton(tr("Save this chart"))
        self._note = LiveText("", 11, tone="warning")
        self._note.hide()
        self.plot = Plot(x_scale("epoch", logarithmic=False), value_scale(figure, logarithmic=False))
        self.readout = Readout(self)
        self._assemble()
        self.take_colours()

    def show_figure(self, figure: Figure) -> None:
        """Show another figure from now on."""
        if figure != self.figure:
            self.figure = figure
            self._title.set_text(figure.label)
            self._title.setToolTip(tooltip(figure.label))
            self._axes = Axes()
            self._set_scales()

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """The runs that are shown."""
        return tuple(self._shown.runs)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn, as places on the axes."""
        return self.plot.layer.shown

    @property
    def note(self) -> str:
        """What is said of values that are not drawn."""
        return self._note.text()

    def prepare(self, first: float, last: float) -> None:
        """Work out what to draw between two places of the axis below."""
        self._window = Window(first, last, self.plot.view.width())
        self._lines = lines_of(self._shown, self.figure.name, self._window, theme.current())
        self._prepared_step = max((run.curves.last_step for run in self._shown.runs), default=0.0)

    def commit(self) -> None:
        """Show what was worked out, with the newest values."""
        logarithmic = self._shown.axes.log_of(self.figure)
        if self._axes != self._shown.axes:
            self._axes, self.plot.view.is_free = self._shown.axes, False
            self._set_scales()
        self.plot.show_x(self._window.first, self._window.last)
        if not self.plot.view.is_free:
            wanted = fitting.value_range(self._lines, self._window, self.figure.unit, logarithmic=logarithmic)
            if not fitting.is_good(self.plot.value_range, wanted):
                self.plot.show_values(*wanted)
        low, high = self.plot.value_range
        floor = low - (high - low)
        self.plot.show_lines([fitting.places(line, floor, logarithmic=logarithmic) for line in self._lines])
        self.drawn_step = self._prepared_step
        self.legend.show_entries(tuple(latest(self._shown, self.figure, theme.current().mode)))
        self._tell_left_out(logarithmic)
        self._share_header()

    def picture(self) -> ChartPicture:
        """What is seen, for paper."""
        window = self._window._replace(pixels=2 * SIZE.width())
        lines = lines_of(self._shown, self.figure.name, window, PAPER)
        logarithmic, values = self._shown.axes.log_of(self.figure), self.plot.value_range
        floor = values[0] - (values[1] - values[0])
        return ChartPicture(
            self.figure.label,
            [fitting.places(line, floor, logarithmic=logarithmic) for line in lines],
            self.plot.x_range,
            values,
            x_scale(self._shown.axes.by, logarithmic=self._shown.axes.log_x),
            value_scale(self.figure, logarithmic=logarithmic),
            latest(self._shown, self.figure, PAPER.mode),
            self.note,
        )

    def take_colours(self) -> None:
        """Draw in the colours of the present theme."""
        self.plot.take_colours(theme.current())
        for each in (self._title, self.legend, self._note):
            each.update()

    def show_readout(self, place: float | None) -> None:
        """Put the cross-hair at a place and say the values there; None takes it away."""
        found = [] if place is None else readings(self._shown, self.figure, place, theme.current().mode)
        self.plot.show_cursor(place if found else None)
        if not found or place is None:
            self.readout.hide()
            return
        x = self.plot.x() + self.plot.left_of(place)
        self.readout.tell(found, x, self.plot.geometry().adjusted(0, 8, 0, -34), low=self._runs_high(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.readout.hide()
        self._share_header()

    def _assemble(self) -> None:
        self._header = QHBoxLayout()
        self._header.setContentsMargins(HEADER_MARGIN, 8, HEADER_MARGIN, 0)
        self._header.addWidget(self._title)
        self._header.addSpacing(HEADER_MARGIN)
        self._header.addWidget(self.legend, 1)
        self._header.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._note)
        layout.setAlignment(self._note, layout.alignment())
        self._note.setContentsMargins(HEADER_MARGIN, 0, HEADER_MARGIN, 0)

    def _set_scales(self) -> None:
        axes = self._axes
        self.plot.set_scales(
            x_scale(axes.by, logarithmic=axes.log_x), value_scale(self.figure, logarithmic=axes.log_of(self.figure))
        )

    def _tell_left_out(self, logarithmic: bool) -> None:
        """Say that a logarithmic axis has no place for some values."""
        is_cut = logarithmic and any(bool(np.any(line.y <= 0)) for line in self._lines)
        if is_cut:
            self._note.set_text(tr("Values of 0 or below have no place on a logarithmic axis."))
        elif self._note.text():
            self._note.set_text("")
        self._note.setVisible(is_cut)

    def _share_header(self) -> None:
        """Give the title the room that the values leave."""
        wanted = QFontMetrics(self._title.font()).horizontalAdvance(self._title.text()) + 1
        room = self.width() - 3 * HEADER_MARGIN - self.more.width()
        left = max(room - self.legend.least_width, (1 - LEGEND_SHARE) * room)
        self._title.setFixedWidth(max(int(min(wanted, left)), HEADER_MARGIN))

    def _runs_high(self, place: float) -> bool:
        """Whether curves run through the upper half of the chart there, where the read-out would hide them."""
        middle = sum(self.plot.value_range) / 2
        at = [float(np.interp(place, line.x, line.y)) for line in self.lines if len(line.x) and not line.is_rough]
        return bool(at) and float(np.mean(at)) > middle
