"""The window's frame: start page, canvas and panels, where each stands, and which of them is in front."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.canvas.view import Canvas
from studio.ui.panels.charts.plots import PlotsPanel
from studio.ui.panels.data.panel import DataPanel
from studio.ui.panels.help.help import HelpPanel
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.palette.menu import PaletteMenu
from studio.ui.panels.palette.offers import BlockOffers
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.panels.problems.menu import ProblemMenu
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.runs.panel import RunsPanel
from studio.ui.panels.summary.summary import SummaryBar
from studio.ui.panels.summary.table import SummaryTable
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.panels.welcome.welcome import Welcome
from studio.ui.session import Session
from studio.ui.window.code_notice import CodeNotice
from studio.ui.window.data_offer import DataOffer

SIZE = (1360, 860)
LOWER_SHARE = 0.4
"""Of the height beside the panels, while there are curves or runs to watch."""


class Frame(QMainWindow):
    """Canvas and panels of one project. A new panel is made and given its place here."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(parent=self, analyse=False)
        self.job = TrainingJob(self)
        self.sweep = SweepJob(self)
        self._make_panels()
        self.side = _tabs((self.inspector, tr("Inspector")), (self.training, tr("Training")), (self.help, tr("Help")))
        self.bottom = _tabs(
            (self.plots, tr("Curves")), (self.runs, tr("Runs")), (self.data, tr("Data")),
            (self.problems, tr("Problems")), (self.table, tr("Table")),
        )  # fmt: skip
        self._middle = _split(Qt.Orientation.Vertical, (self._center(), 3), (self.bottom, 1))
        self._workspace = _split(Qt.Orientation.Horizontal, (self.layers, 0), (self._middle, 1), (self.side, 0))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self._workspace)
        self.setCentralWidget(self._pages)
        self.resize(*SIZE)
        self._connect_panels()

    def show_beside(self, panel: QWidget) -> None:
        """Bring a panel beside the canvas forward."""
        self.side.setCurrentWidget(panel)

    def show_below(self, panel: QWidget) -> None:
        """Bring a panel below the canvas forward, with at least its share of the height."""
        self.bottom.setCurrentWidget(panel)
        above, below = self._middle.sizes()
        wanted = max(below, round((above + below) * LOWER_SHARE))
        self._middle.setSizes([above + below - wanted, wanted])

    def _make_panels(self) -> None:
        self.welcome = Welcome()
        self.canvas = Canvas(self.session)
        self.layers = PalettePanel()
        self.block_offers = BlockOffers(self.session, self.layers)
        self.palette_menu = PaletteMenu(self.session, self.layers)
        self.inspector = InspectorPanel(self.session)
        self.help = HelpPanel(self.session, self.session.curves)
        self.results = ResultsPanel(self.job)
        self.training = TrainingPanel(self.session, self.job, self.results)
        self.plots = PlotsPanel(self.job, self.session.pool, self.session.runs)
        self.runs = RunsPanel(self.session, self.job, self.sweep)
        self.data = DataPanel(self.session, self.job)
        self.problems = ProblemsPanel(self.session)
        self.problem_menu = ProblemMenu(self.problems.list)
        self.summary = SummaryBar(self.session)
        self.code_notice = CodeNotice(self.session)
        self.data_offer = DataOffer(self.session)
        self.table = SummaryTable(self.session)

    def _connect_panels(self) -> None:
        """What panels and canvas tell each other, without the window having a part in it."""
        self.layers.add_requested.connect(self.canvas.add_layer)
        self.problems.reveal_requested.connect(self.canvas.show_node)
        self.problem_menu.remedy_wanted.connect(lambda entry: self.session.apply_remedy(*entry.problems))
        self.problem_menu.node_wanted.connect(lambda entry: self.problems.lead_to(entry.problems[0]))
        self.summary.problems_requested.connect(lambda: self.bottom.setCurrentWidget(self.problems))
        self.data.kind_chosen.connect(self.training.data.choose)
        self.data.fit_wanted.connect(self.data_offer.ask)
        self.canvas.node_activated.connect(lambda _: self.show_beside(self.inspector))
        self.job.started.connect(lambda: self.show_below(self.plots))
        self.session.project_changed.connect(lambda _, now: self.results.show_project(now))

    def _center(self) -> QWidget:
        """The canvas, what is to be decided of its code and data above it, its totals below it."""
        center = QWidget()
        column = QVBoxLayout(center)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code_notice)
        column.addWidget(self.data_offer)
        column.addWidget(self.canvas, stretch=1)
        column.addWidget(self.summary)
        return center


def _tabs(*panels: tuple[QWidget, str]) -> QTabWidget:
    tabs = QTabWidget(documentMode=True)
    for panel, title in panels:
        tabs.addTab(panel, title)
    return tabs


def _split(direction: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Widgets side by side with movable borders; each with its share of spare room."""
    splitter = QSplitter(direction, childrenCollapsible=False, handleWidth=1)
    for index, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(index, stretch)
    return splitter
