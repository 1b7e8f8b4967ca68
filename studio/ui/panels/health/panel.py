"""The panel of what monitors see inside the network that is trained: figures of each node, and their course."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.formatting.numbers import exact
from studio.text import tr
from studio.training.events import Distributions, Health
from studio.training.health.counted_kinds import KINDS
from studio.training.health.figures import FIGURES
from studio.training.runs import history
from studio.training.runs.layout import EVENTS
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.health.history import HealthHistory
from studio.ui.panels.health.model import HealthModel
from studio.ui.widgets.distribution_plot import DistributionPlot
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.label import label
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.plot_axis import PlotAxis
from studio.ui.widgets.tree import Tree

WIDTHS = (120, 108, 100, 104, 124, 140, 92, 120)
PLOT_WIDTH, LEAST_WIDTH = 380, 140
PLOT_HEIGHT, LEAST_HEIGHT = 190, 120
CHOICE_WIDTH = 96
NOTHING = tr("While a network trains, the figures of each of its layers stand here: what leaves it, and how it learns.")
CHOOSE = tr("Choose a layer to see the course of its figure.")


class HealthPanel(QWidget):
    """Follows the training; a row that is chosen is drawn over the steps, in the figure that is chosen above."""

    heat_changed = Signal(str, object)  # figure, "" for none, and the figures of each node by its path
    reveal_requested = Signal(str)  # node

    def __init__(self, job: TrainingJob, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._history = HealthHistory()
        self._meanwhile: list[Health | Distributions] = []  # what came while the earlier figures are read
        self._stale = False
        self._channel = Channel(pool, "health", self)
        self._channel.answered.connect(self._take_read)
        courses = {name: figure.title for name, figure in FIGURES.items()} | {n: k.title for n, k in KINDS.items()}
        self.figure = _choice(tr("Figure"), courses)
        self.figure.insertSeparator(len(FIGURES))
        self.heat = _choice(tr("On the cards"), {"": tr("Nothing")} | {n: f.title for n, f in FIGURES.items()})
        self.when = label("", 12, tone="muted")
        self._model = HealthModel(self)
        self.tree = _tree(self._model)
        self.plot = LinePlot(tr("Course of a figure of the layer chosen"), PLOT_HEIGHT)
        self.distribution = DistributionPlot(tr("How numbers of the layer chosen lay, from step to step"), PLOT_HEIGHT)
        self._plots = QStackedWidget()
        for plot in (self.plot, self.distribution):
            plot.setMinimumWidth(LEAST_WIDTH)
            self._plots.addWidget(plot)
        self._plots.setMaximumWidth(PLOT_WIDTH)
        parts: tuple[QWidget, ...] = (self.plot, self.distribution, self._plots)
        for part in parts:
            part.setMinimumHeight(LEAST_HEIGHT)
            part.setMaximumHeight(PLOT_HEIGHT)
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pointed = label("", 11, tone="muted")
        self.pointed.setWordWrap(True)
        self._pages = QStackedLayout()
        self.empty = EmptyState("chart", tr("Nothing looked at yet"), NOTHING)
        self._assemble()
        self._connect(job)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        for words, choice in ((tr("Course of"), self.figure), (tr("On the cards"), self.heat)):
            head.addWidget(label(words, 12, tone="muted"))
            head.addWidget(choice)
        head.addStretch(1)
        head.addWidget(self.when)
        beside = QVBoxLayout()
        beside.setContentsMargins(12, 0, 12, 12)
        beside.addWidget(self._plots, 1)
        beside.addWidget(self.pointed)
        beside.addStretch(0)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tree, 3)
        row.addLayout(beside, 2)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._pages, 1)

    def _connect(self, job: TrainingJob) -> None:
        job.started.connect(lambda: None if job.is_continuing else self._take_all(()))
        job.forgotten.connect(self._forget)
        job.happened.connect(self._take)
        job.recalled.connect(self._recall)
        self.figure.currentIndexChanged.connect(self._draw)
        self.heat.currentIndexChanged.connect(self.tell_heat)
        self.tree.selectionModel().currentChanged.connect(self._draw)
        self.distribution.pointed.connect(self.pointed.setText)
        self.tree.activated.connect(lambda index: self.reveal_requested.emit(self._model.path(index)))

    def _recall(self, run: RecalledRun) -> None:
        self._meanwhile.clear()
        self._channel.ask(partial(_told, run.run.path))

    def _forget(self) -> None:
        self._channel.withdraw()
        self._take_all(())

    def _take_read(self, told: tuple[Health | Distributions, ...]) -> None:
        """What is kept of a run, with what it told since."""
        last = told[-1].step if told else -1
        self._take_all((*told, *(each for each in self._meanwhile if each.step > last)))

    def _take_all(self, told: tuple[Health | Distributions, ...]) -> None:
        self._history = HealthHistory(told)
        self._show()

    def _take(self, event: object) -> None:
        if isinstance(event, Health | Distributions) and self._channel.is_waiting:
            self._meanwhile.append(event)
        if isinstance(event, Health):
            self._history.take(event)
            self._show()
        elif isinstance(event, Distributions):  # followed by one of figures, with which it is drawn
            self._history.take(event)

    def _show(self) -> None:
        """Show the latest figures, while the panel is in sight; cards show theirs in any case."""
        self.tell_heat()
        self._stale = not self.isVisible()
        latest = self._history.latest
        self._pages.setCurrentIndex(0 if latest is None else 1)
        if self._stale and latest is not None:
            return
        self.when.setText("" if latest is None else tr("Step {step}", step=exact(latest.step)))
        self._model.show_nodes({} if latest is None else latest.nodes)
        self._draw()

    def tell_heat(self) -> None:
        """Have the cards show the figure chosen, or none."""
        latest, figure = self._history.latest, self.heat.currentData()
        self.heat_changed.emit(figure, {} if latest is None or not figure else latest.nodes)

    def _draw(self) -> None:
        """The course of the chosen figure of the chosen layer, or how its numbers lay."""
        path, chosen = self._model.path(self.tree.currentIndex()), self.figure.currentData()
        draw = self._draw_distributions if chosen in KINDS else self._draw_figure
        plot = self.distribution if chosen in KINDS else self.plot
        self._plots.setCurrentWidget(plot)
        self.pointed.setText("")
        if not draw(path, chosen):
            plot.show_instead(CHOOSE if not path else tr("“{node}” has no course of this figure.", node=path))

    def _draw_figure(self, path: str, name: str) -> bool:
        x, y = self._history.course(path, name)
        if len(x) > 1:
            self.plot.show_lines([PlotLine(x, y)], PlotAxis(x[0], x[-1]), _axis(y, is_share=FIGURES[name].is_share))
        return len(x) > 1

    def _draw_distributions(self, path: str, kind: str) -> bool:
        steps, columns = self._history.distributions(path, kind)
        if len(steps) > 1:
            self.distribution.show_course(steps, columns)
        return len(steps) > 1


def _axis(values: list[float], *, is_share: bool) -> PlotAxis:
    """From 0 to 1 for a share; logarithmic for what is above 0 and spans powers of ten."""
    if is_share:
        return PlotAxis(0.0, 1.0)
    low, high = min(values), max(values)
    if low > 0 and high / low > 10:
        return PlotAxis(low / 1.2, high * 1.2, logarithmic=True)
    low = min(low, 0.0) if low > 0 else low
    return PlotAxis(low, high if high > low else low + 1.0)


def _told(folder: Path) -> tuple[Health | Distributions, ...]:
    """What the run in a folder keeps of its nodes; () where that cannot be read."""
    try:
        return tuple(history.events_of_nodes(folder / EVENTS))
    except OSError:
        return ()


def _choice(name: str, entries: dict[str, str]) -> Dropdown:
    choice = Dropdown()
    choice.setAccessibleName(name)
    choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    choice.setMinimumWidth(CHOICE_WIDTH)
    for value, title in entries.items():
        choice.addItem(title, value)
    return choice


def _tree(model: HealthModel) -> Tree:
    tree = Tree()
    tree.setModel(model)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.header().setStretchLastSection(False)  # its title stays above its numbers
    tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    tree.setAccessibleName(tr("Figures of each layer"))
    for column, width in enumerate(WIDTHS):
        tree.setColumnWidth(column, width)
    return tree
