"""The window's frame: start page, canvas and panels, where each stands, and which of them is in front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.actions.window_panels import PANELS
from studio.ui.background.insides import Insides
from studio.ui.background.run_alarms import RunAlarms
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.canvas.view import Canvas
from studio.ui.panels.charts.plots import PlotsPanel
from studio.ui.panels.code.panel import CodePanel
from studio.ui.panels.data.panel import DataPanel
from studio.ui.panels.evaluation.panel import EvaluationPanel
from studio.ui.panels.health.panel import HealthPanel
from studio.ui.panels.help.help import HelpPanel
from studio.ui.panels.history.panel import HistoryPanel
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.outline.panel import OutlinePanel
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
from studio.ui.panels.try_it.panel import TryItPanel
from studio.ui.panels.welcome.welcome import Welcome
from studio.ui.session import Session
from studio.ui.widgets.reading_order import lead_on
from studio.ui.window.code_notice import CodeNotice
from studio.ui.window.data_offer import DataOffer
from studio.ui.window.drop_zones import DropZones
from studio.ui.window.extents import LOWER_SHARE
from studio.ui.window.next_line import NextLine
from studio.ui.window.typing_settled import settle_typing
from studio.ui.window.values_bar import ValuesBar
from studio.ui.window.workspace import Workspace

SIZE = (1360, 860)
RESULTS_SHARE = 0.6
"""Of the height, while results are looked at."""


class Frame(QMainWindow):
    """Canvas and panels of one project. A new panel is made and given its place here."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(parent=self, analyse=False)
        self.session.document_left.connect(lambda _: settle_typing(self))  # before it is put away
        self.job = TrainingJob(self)
        self.job.show(self.session.document)
        self.session.document_shown.connect(self.job.show)
        self.sweep = SweepJob(self)
        self.alarms = RunAlarms(self.job, self)
        self._pages = QStackedWidget(self)
        self.welcome = Welcome(self.session.pool, self._pages)
        self.workspace = Workspace(self._pages)
        self._make_panels()
        self.workspace.fill({name: getattr(self, name) for name in PANELS})
        self._fill_center()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.workspace)
        self.drop_zones = DropZones(self.workspace, self._pages)
        self.setCentralWidget(self._pages)
        self.resize(*SIZE)
        self._connect_panels()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab leads through the window as it is read, wherever panels stand."""
        return lead_on(self, forwards=forwards)

    def show_beside(self, panel: QWidget) -> None:
        """Bring a panel beside the canvas forward, or wherever a person has it."""
        self.workspace.reveal(panel)

    def show_below(self, panel: QWidget, share: float = LOWER_SHARE, *, asked: bool = True) -> None:
        """Bring a panel below the canvas forward, with at least its share of the height; `asked` for, or by itself."""
        self.workspace.reveal(panel, share, asked=asked)

    def show_results(self, run: Path | None = None) -> None:
        """Lead to the results of a run, or of that which is at hand."""
        if run is not None:
            self.evaluation.show_run(run)
        self.show_below(self.evaluation, RESULTS_SHARE)
        self.evaluation.focus()

    def show_runs(self) -> None:
        """Lead to the list of runs."""
        self.show_below(self.runs)
        self.runs.focus()

    def show_data(self) -> None:
        """Lead to the samples of the data."""
        self.show_below(self.data)
        self.data.focus()

    def show_try_it(self) -> None:
        """Lead to where the trained network is tried out."""
        self.show_below(self.try_it)
        self.try_it.focus()

    def _make_panels(self) -> None:
        center, room = self.workspace.center, self.workspace.docking.room_for
        self.canvas = Canvas(self.session, center)
        self.layers = PalettePanel(room("layers"))
        self.outline = OutlinePanel(self.session, room("outline"))
        self.outline.take_actions(self.canvas.action)
        self.history = HistoryPanel(self.session, room("history"))
        self.block_offers = BlockOffers(self.session, self.layers)
        self.palette_menu = PaletteMenu(self.session, self.layers)
        self.inspector = InspectorPanel(self.session, room("inspector"))
        self.help = HelpPanel(self.session, self.session.curves, room("help"))
        training = room("training")
        self.results = ResultsPanel(self.job, training)
        self.training = TrainingPanel(self.session, self.job, self.results, training)
        self.plots = PlotsPanel(self.job, self.session.pool, self.session.runs, room("plots"))
        self.runs = RunsPanel(self.session, self.job, self.sweep, room("runs"))
        self.evaluation = EvaluationPanel(self.session, self.job, room("evaluation"))
        self.data = DataPanel(self.session, self.job, room("data"))
        self.try_it = TryItPanel(self.session, self.job, room("try_it"))
        self.problems = ProblemsPanel(self.session, room("problems"))
        self.health = HealthPanel(self.job, self.session.pool, room("health"))
        self.table = SummaryTable(self.session, room("table"))
        self.code = CodePanel(self.session, room("code"))
        self.problem_menu = ProblemMenu(self.problems.list)
        self.foot = QWidget(center)
        self.summary = SummaryBar(self.session, self.foot)
        self.code_notice = CodeNotice(self.session, center)
        self.data_offer = DataOffer(self.session, center)
        self.insides = Insides(self.session.pool, self)
        self.values_bar = ValuesBar(self.insides, center)
        self.next_line = NextLine(self.session, self.job, self.foot)

    def _connect_panels(self) -> None:
        """What panels and canvas tell each other, without the window having a part in it."""
        self.layers.add_requested.connect(self.canvas.add_layer)
        self.problems.reveal_requested.connect(self.canvas.show_node)
        self.problem_menu.remedy_wanted.connect(lambda entry: self.session.apply_remedy(*entry.problems))
        self.problem_menu.node_wanted.connect(lambda entry: self.problems.lead_to(entry.problems[0]))
        self.summary.problems_requested.connect(lambda: self.show_below(self.problems))
        self.data.kind_chosen.connect(self.training.data.choose)
        self.data.fit_wanted.connect(self.data_offer.ask)
        self.results.results_wanted.connect(lambda: self.show_results(self.job.folder))
        self.runs.results_wanted.connect(self.show_results)
        for asking in (self.canvas.node_activated, self.outline.parameters_wanted):
            asking.connect(lambda _: self.show_beside(self.inspector))
            asking.connect(lambda _: self.inspector.focus_parameters())
        self.outline.reveal_requested.connect(self.canvas.context.reveal)
        self.job.started.connect(lambda: self.show_below(self.plots, asked=False))
        self.health.heat_changed.connect(self.canvas.network.figures.show_heat)
        self.health.reveal_requested.connect(self.canvas.show_node)
        self.job.forgotten.connect(self.workspace.fold_what_nobody_asked_for)
        self.alarms.changed.connect(self.session.examination.tell)
        self.session.project_changed.connect(lambda _, now: self.results.show_project(now))

    def _fill_center(self) -> None:
        """The canvas, what is to be decided of its code and data above it, its totals below it."""
        column = QVBoxLayout(self.workspace.center)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code_notice)
        column.addWidget(self.data_offer)
        column.addWidget(self.values_bar)
        column.addWidget(self.canvas, stretch=1)
        column.addWidget(self.foot)
        lines = QVBoxLayout(self.foot)
        lines.setSpacing(0)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.next_line)
        lines.addWidget(self.summary)
