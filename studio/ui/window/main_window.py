"""The main window: puts canvas and panels together and passes their signals on. It decides nothing itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from studio import paths
from studio.graph.definition import Definition
from studio.layers.block import block_type
from studio.project import Project, recovery
from studio.project.block_offers import offered
from studio.project.exporters import exporters
from studio.project.file import SUFFIX
from studio.project.new_run import Start
from studio.project.recent_files import recent
from studio.project.shares import STATISTICS
from studio.text import tr
from studio.ui import theme
from studio.ui.actions import ActionSet
from studio.ui.background.last_run import LastRun, RecalledRun
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.canvas.drawing import save_picture
from studio.ui.canvas.view import Canvas
from studio.ui.dialogs.closing import Closing
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.files import ask_about_changed, ask_where_to_save, ask_which_to_open
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.dialogs.runs_place import ask_for_runs_place
from studio.ui.panels.charts.plots import PlotsPanel
from studio.ui.panels.help.help import INDEX, HelpPanel
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.palette.menu import PaletteMenu
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.panels.problems.menu import ProblemMenu
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.runs.panel import RunsPanel
from studio.ui.panels.summary.summary import SummaryBar
from studio.ui.panels.summary.table import SummaryTable
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.panels.welcome.welcome import Welcome
from studio.ui.plain_text import window_title
from studio.ui.session import Session
from studio.ui.window.action_states import ActionStates
from studio.ui.window.code_notice import CodeNotice
from studio.ui.window.documents import Documents
from studio.ui.window.help_topics import HelpTopics
from studio.ui.window.menus import add_toolbar, fill_menu_bar
from studio.ui.window.notices import Notice
from studio.ui.window.runs import WindowRuns

if TYPE_CHECKING:
    from studio.training.runs import Run

SIZE = (1360, 860)
CURVES_SHARE = 0.4
"""Of the height beside the panels, while there are curves to watch."""


class MainWindow(QMainWindow):
    """One window with one project."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(parent=self, analyse=False)
        self.documents = Documents(self.session, self)
        self.job = TrainingJob(self)
        self.last_run = LastRun(self.session.pool, self)
        self.sweep = SweepJob(self)
        self._closing = Closing(self, self.session, self.job, self.save, self.sweep)
        self.canvas = Canvas(self.session)
        self.welcome = Welcome()
        self.layers = PalettePanel()
        self.palette_menu = PaletteMenu(self.session, self.layers)
        self._offered: tuple[Definition, ...] = ()
        self.inspector = InspectorPanel(self.session)
        self.help = HelpPanel(self.session, self.session.curves)
        self.results = ResultsPanel(self.job)
        self.training = TrainingPanel(self.session, self.job, self.results)
        self.plots = PlotsPanel(self.job, self.session.pool, self.session.runs)
        self.runs = RunsPanel(self.session, self.job, self.sweep)
        self.problems = ProblemsPanel(self.session)
        self.summary = SummaryBar(self.session)
        self.code_notice = CodeNotice(self.session)
        self.table = SummaryTable(self.session)
        self.problem_menu = ProblemMenu(self.problems.list)
        self.run_actions = WindowRuns(self, self, self.session, self.documents, self.job, self.runs, self.sweep)
        self._topics = HelpTopics(self.session, self.layers, self.training, self.table, self.problems)
        self.action = ActionSet(self, self._slots())
        self._states = ActionStates(self.action, self.session, self.job, self)
        self._restore_choices()
        self._assemble()
        self.notice = Notice(self._pages)
        self._connect()
        self.setAcceptDrops(True)
        self._show_title()

    def begin(self, path: Path | None = None) -> None:
        """Once the window stands: start the analysis, open a file, offer what a crash left behind."""
        self.session.begin()
        self.welcome.refresh(recent())
        if path is not None:
            self.documents.open(path)
        else:
            self.offer_recovered()

    def offer_recovered(self) -> None:
        """Offer what a crash left behind, if there is any."""
        found = recovery.pending()
        if not found:
            return
        dialog = RestoreDialog(found, self)
        if dialog.exec() and dialog.chosen is not None:
            self.documents.restore(dialog.chosen)
        dialog.deleteLater()

    def restore_layout(self) -> None:
        """Come up as large and where it was left."""
        geometry = self._settings().value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def present(self, project: Project, run: Run | None = None) -> None:
        """Show a project that is not from a file, with the curves of a run of its."""
        self.session.begin()
        self.documents.show(project)
        if run is not None:
            self.plots.show_run(run)
            self._show_curves()

    def shut_down(self) -> None:
        """End all background work; the window is not used afterwards."""
        self.run_actions.stop_test()
        self.job.close()
        self.sweep.close()
        self.session.close()
        self.documents.close()

    def inform(self, sentence: str) -> None:
        """Say what is good to know."""
        self.notice.tell(sentence, severity="info")

    def tell(self, message: str, remedy: str = "") -> None:
        """Say what was refused or went wrong."""
        self.notice.tell(message, remedy)

    # Files: each asks about unsaved work first.

    def new(self) -> None:
        """Start an empty project and show its canvas."""
        if self._closing.settle_changes():
            self.documents.new()

    def settle_changes(self) -> bool:
        """Have unsaved changes saved or dropped, as a person decides; False when they would rather go on working."""
        return self._closing.settle_changes()

    def open(self, path: Path | None = None) -> None:
        """Open a project, asking which when no path is given."""
        if not self.settle_changes():
            return
        chosen = path or ask_which_to_open(self, self._folder())
        if chosen is not None:
            self.documents.open(chosen)

    def open_template(self, name: str) -> None:
        """Start from a template."""
        if self._closing.settle_changes():
            self.documents.open_template(name)

    def save(self) -> bool:
        """Save to the project's file, asking where at the first time; whether it was saved.

        What to do is asked where the file is not what was opened.
        """
        path = self.session.path
        if path is None:
            return self.save_as()
        answer = ask_about_changed(self, path.name) if self.documents.is_changed_outside else "overwrite"
        if answer == "save_as":
            return self.save_as()
        if answer == "reload":
            self.documents.reload()
        return answer == "overwrite" and self.documents.save(path)

    def save_as(self) -> bool:
        """Ask where to save, and save there."""
        path = ask_where_to_save(self, self._folder() / f"{self.session.project.name}{SUFFIX}")
        return path is not None and self.documents.save(path)

    def export(self, exporter: str = "", run: Path | None = None) -> None:
        """Show the export dialog, with a format chosen, and for a run that a person has asked for or the last one."""
        session = self.session
        dialog = ExportDialog(
            session.runnable,
            session.pool,
            run or self.job.folder,
            self._folder(),
            self,
            draw=save_picture,
            exporter=exporter,
            file=session.path,
            insisted=run is not None,
        )
        dialog.exec()
        dialog.deleteLater()

    def train(self, start: Start | None = None) -> None:
        """Train, with the settings in view so that a person sees what is going on; `start` has the first weights."""
        self.side.setCurrentWidget(self.training)
        if start is None:
            self.training.train()
        else:
            self.training.start_over(start)

    def show_runs(self) -> None:
        """Lead to the list of runs."""
        self._show_bottom(self.runs)
        self.runs.focus()

    def take_step(self) -> None:
        """Lead to what has to be chosen before the training."""
        self.side.setCurrentWidget(self.training)
        self.training.take_step()

    def show_help(self) -> None:
        """Show the help page of what the person is at."""
        self._show_help_of(*self._topics.of(self.focusWidget()))

    def show_help_index(self) -> None:
        """Show the list of all help pages."""
        self._show_help_of(INDEX)

    def show_share_of(self, statistic: str) -> None:
        """Draw each node's share of a read-out on its card, from now on and the next time."""
        self.canvas.network.show_share_of(statistic)
        self._settings().setValue("share_of", statistic)

    def show_welcome(self) -> None:
        """Show the start page; the project stays as it is."""
        self.welcome.refresh(recent())
        self._show_page(self.welcome)

    # Qt's events.

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about a running training and unsaved work; then end all background work."""
        if not self._closing.allows():
            event.ignore()
            return
        self.shut_down()
        self._remember_layout()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take project files."""
        if _dragged_projects(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the project file dropped on the window."""
        dropped = _dragged_projects(event.mimeData())
        if dropped:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, partial(self.open, dropped[0]))

    # Assembly.

    def _assemble(self) -> None:
        center = QWidget()
        column = QVBoxLayout(center)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code_notice)
        column.addWidget(self.canvas, stretch=1)
        column.addWidget(self.summary)
        self.side = QTabWidget(documentMode=True)
        self.side.addTab(self.inspector, tr("Inspector"))
        self.side.addTab(self.training, tr("Training"))
        self.side.addTab(self.help, tr("Help"))
        self.bottom = QTabWidget(documentMode=True)
        self.bottom.addTab(self.plots, tr("Curves"))
        self.bottom.addTab(self.runs, tr("Runs"))
        self.bottom.addTab(self.problems, tr("Problems"))
        self.bottom.addTab(self.table, tr("Table"))
        self._middle = _split(Qt.Orientation.Vertical, (center, 3), (self.bottom, 1))
        self._workspace = _split(Qt.Orientation.Horizontal, (self.layers, 0), (self._middle, 1), (self.side, 0))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self._workspace)
        self.setCentralWidget(self._pages)
        known = {**self.action, **self.canvas.action}
        fill_menu_bar(self.menuBar(), known, self.open)
        self.toolbar = add_toolbar(self, known)
        self._show_page(self.welcome)
        self.resize(*SIZE)

    def _connect(self) -> None:
        self.session.refused.connect(self.tell)
        self.job.refused.connect(self.tell)
        self.sweep.refused.connect(self.tell)
        self.session.history_changed.connect(self._show_title)
        self.documents.failed.connect(self.tell)
        self.documents.opened.connect(self._show_workspace)
        self.documents.opened.connect(self.job.forget)
        self.documents.opened.connect(self._look_for_run)
        self.last_run.found.connect(self.job.recall)
        self.job.recalled.connect(self._show_curves_of)
        self.documents.runs_moved.connect(self.job.follow)
        self.documents.runs_moved.connect(self.plots.follow)
        self.documents.runs_moved.connect(self.session.runs.move)
        self.documents.saved.connect(lambda _: self.session.runs.look_again())
        self.runs.table.columns_changed.connect(self._keep_columns)
        self.runs.train_wanted.connect(self.train)
        self.session.project_changed.connect(self._offer_blocks)
        self.session.library_changed.connect(self._offer_blocks)
        self.layers.add_requested.connect(self.canvas.add_layer)
        self.inspector.help_requested.connect(self.show_help)
        self.problems.reveal_requested.connect(self.canvas.show_node)
        self.problems.remedy_changed.connect(self._states.show_remedy)
        self.problem_menu.remedy_wanted.connect(lambda entry: self.session.apply_remedy(*entry.problems))
        self.problem_menu.node_wanted.connect(lambda entry: self.problems.lead_to(entry.problems[0]))
        self.summary.problems_requested.connect(lambda: self.bottom.setCurrentWidget(self.problems))
        self.canvas.hint.connect(self.inform)
        self.canvas.node_activated.connect(lambda _: self.side.setCurrentWidget(self.inspector))
        self.welcome.new_requested.connect(self.new)
        self.welcome.open_requested.connect(self.open)
        self.welcome.recent_chosen.connect(lambda path: self.open(Path(path)))
        self.welcome.template_chosen.connect(self.open_template)
        self.job.started.connect(self._show_curves)
        self.session.project_changed.connect(lambda _, now: self.results.show_project(now))
        self.results.export_wanted.connect(self.export)
        self.summary.step_requested.connect(self.take_step)
        self.plots.failed.connect(self.tell)
        self.plots.saved.connect(lambda sentence: self.notice.tell(sentence, severity="success"))

    def _slots(self) -> dict[str, Callable[..., object]]:
        """What the window's own actions do, by their ids; the canvas brings those that edit or view the network."""
        return {
            "file.new": self.new,
            "file.open": self.open,
            "file.start_page": self.show_welcome,
            "file.save": self.save,
            "file.save_as": self.save_as,
            "file.export": self.export,
            **{f"file.export.{name}": partial(self.export, name) for name in exporters()},
            "file.quit": self.close,
            "edit.undo": self.session.undo,
            "edit.redo": self.session.redo,
            "edit.apply_remedy": self.problems.apply_remedy,
            "edit.search_layers": self.layers.focus_search,
            **{f"view.share.{name or 'nothing'}": partial(self.show_share_of, name) for name in STATISTICS},
            **{f"view.theme.{name}": partial(theme.set_mode, name) for name in theme.CHOICES},
            "train.start": self.train,
            "train.variations": self.run_actions.ask_for_variations,
            "train.pause": self.training.toggle_pause,
            "train.stop": self.job.stop,
            "train.runs": self.show_runs,
            "train.runs_place": lambda: ask_for_runs_place(self, self.session.path, self.tell),
            "help.about_layer": self.show_help,
            "help.index": self.show_help_index,
        }

    def _restore_choices(self) -> None:
        """Begin with the choices of the last time."""
        chosen = self._share_of()
        self.canvas.network.show_share_of(chosen)
        self.runs.table.choose_columns(_read_choices(str(self._settings().value("runs_columns", ""))))
        self.action[f"view.share.{chosen or 'nothing'}"].setChecked(True)
        self.action[f"view.theme.{theme.choice()}"].setChecked(True)

    def _offer_blocks(self) -> None:
        """Have the palette show the blocks of the project and of the library, where they are others than before."""
        found = tuple(offered(self.session.project).values())
        if found != self._offered:
            self._offered = found
            self.layers.show_blocks([block_type(definition) for definition in found])

    def _show_page(self, page: QWidget) -> None:
        """Bring a page forward; the commands for the canvas rest while it is out of sight."""
        self._pages.setCurrentWidget(page)
        self.toolbar.setVisible(page is self._workspace)
        self.canvas.setEnabled(page is self._workspace)
        self._states.show_network(page is self._workspace)

    def _show_workspace(self) -> None:
        self._show_page(self._workspace)
        self.canvas.setFocus()

    def _show_help_of(self, topic: str, parameter: str = "") -> None:
        self._show_page(self._workspace)
        self.side.setCurrentWidget(self.help)
        self.help.show_topic(topic, parameter)

    def _look_for_run(self) -> None:
        """Find the run that was opened, or the one that the project was trained in last."""
        if self.documents.run is not None:
            self.last_run.open(self.documents.run)
        else:
            self.last_run.look_for(self.session.project, self.session.path)

    def _show_curves_of(self, recalled: RecalledRun) -> None:
        self.plots.show_run(recalled.run)
        self._show_curves()

    def _show_curves(self) -> None:
        self._show_bottom(self.plots)

    def _show_bottom(self, panel: QWidget) -> None:
        """Bring a panel below the canvas forward, with at least its share of the height."""
        self.bottom.setCurrentWidget(panel)
        above, below = self._middle.sizes()
        wanted = max(below, round((above + below) * CURVES_SHARE))
        self._middle.setSizes([above + below - wanted, wanted])

    def _show_title(self) -> None:
        path = self.session.path
        name = path.name if path else self.session.project.name
        self.setWindowTitle(tr("{name}[*] — NN Studio", name=window_title(name)))
        self.setWindowModified(self.session.is_modified)

    def _folder(self) -> Path:
        return self.session.path.parent if self.session.path else paths.documents()

    def _share_of(self) -> str:
        chosen = str(self._settings().value("share_of", ""))
        return chosen if chosen in STATISTICS else ""

    def _settings(self) -> QSettings:
        return QSettings(str(paths.user_data() / "window.ini"), QSettings.Format.IniFormat)

    def _keep_columns(self) -> None:
        self._settings().setValue("runs_columns", json.dumps(self.runs.table.choices))

    def _remember_layout(self) -> None:
        self._settings().setValue("geometry", self.saveGeometry())


def _read_choices(text: str) -> dict[str, bool]:
    """Which columns were shown or hidden, as they were kept; none where that was damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {name: shown is True for name, shown in found.items()} if isinstance(found, dict) else {}


def _dragged_projects(data: QMimeData) -> list[Path]:
    """The project files among what is dragged."""
    return [path for url in data.urls() if (path := Path(url.toLocalFile())).suffix == SUFFIX]


def _split(direction: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Widgets side by side with movable borders; each with its share of spare room."""
    splitter = QSplitter(direction, childrenCollapsible=False, handleWidth=1)
    for index, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(index, stretch)
    return splitter
