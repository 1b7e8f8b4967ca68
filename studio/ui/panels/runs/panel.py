"""The runs of the project: found, sorted, marked for the curves, compared, named, and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.text import in_language, ntr, tr
from studio.training.runs.filtering import EXAMPLE
from studio.ui.actions import ActionSet, Situation, make
from studio.ui.actions.making import context_menu
from studio.ui.actions.menus import ON_RUN
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.runs.commands import RunCommands
from studio.ui.panels.runs.lines import RunLines
from studio.ui.panels.runs.model import RunsModel
from studio.ui.panels.runs.sweep_bar import SweepBar
from studio.ui.panels.runs.table import RunsTable
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.search import SearchField

NO_RUNS = tr(
    "Train the network, and its run stands here with its results: to be compared, continued, exported and opened again."
)
NOTHING_FOUND = tr("No run is like that. Clear the filter to see all.")


class RunsPanel(QWidget):
    """Reads runs while it is in sight. What concerns the open document is asked of the window."""

    open_wanted = Signal(object)  # Path of a run, as the others
    results_wanted = Signal(object)
    go_on_wanted = Signal(object)
    branch_wanted = Signal(object)
    test_wanted = Signal(object)
    export_wanted = Signal(object)
    report_wanted = Signal(object)
    map_wanted = Signal(object)
    compare_wanted = Signal(object)  # list of Paths
    train_wanted = Signal()

    def __init__(
        self, session: Session, job: TrainingJob, sweep: SweepJob | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._runs, self._job = session, session.runs, job
        self._sweep = sweep or SweepJob(self)
        self.sweep_bar = SweepBar(self._sweep)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = RunsModel(self)
        self.table = RunsTable(self.model)
        self.commands = RunCommands(self._runs, self.table, self.model, self)
        self.filter = SearchField(in_language(EXAMPLE))
        self.count = label("", 12, tone="muted")
        self.compare_button = QPushButton(tr("Compare…"))
        self.all_button = icon_button("layers", tr("List the runs of all projects on this machine"), checkable=True)
        self.columns_button = icon_button("more", tr("Choose the columns"))
        across = tr("Show the runs as lines across their settings and results")
        self.lines_button = icon_button("parallel", across, checkable=True)
        self.lines = RunLines(self._session.pool, self.model, self)
        self.empty = EmptyState("history", tr("No runs yet"), in_language(NO_RUNS), tr("Train"))
        self.nothing = EmptyState("search", tr("Nothing found"), in_language(NOTHING_FOUND))
        self.failed = EmptyState("error", tr("The runs cannot be read"), tint="error")
        self.action = ActionSet(self.table, self._slots())
        self.copy = make("table.copy", self.table, self.commands.copy)
        self._assemble()
        self._connect()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._runs.watch(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._runs.watch(self, False)

    def changeEvent(self, event: QEvent) -> None:
        """Other programs may have trained, moved or removed runs while the window was in the background."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._runs.look_again()

    def focus(self) -> None:
        """Have the keys go to the list."""
        (self.table if self.table.isVisible() else self).setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.model.shown and not self.table.selected:
            self.table.select([self.model.shown[0].run.path])

    def _slots(self) -> dict[str, Callable[..., object]]:
        do = self.commands
        return {
            "runs.choose": do.choose,
            "runs.choose_none": self._runs.choose_none,
            "runs.compare": self._ask_to_compare,
            "runs.open": lambda: self.open_wanted.emit(self._selected_path()),
            "runs.results": lambda: self.results_wanted.emit(self._selected_path()),
            "runs.go_on": lambda: self.go_on_wanted.emit(self._selected_path()),
            "runs.branch": lambda: self.branch_wanted.emit(self._selected_path()),
            "runs.test": lambda: self.test_wanted.emit(self._selected_path()),
            "runs.export": lambda: self.export_wanted.emit(self._selected_path()),
            "runs.report": lambda: self.report_wanted.emit(self._selected_path()),
            "runs.map": lambda: self.map_wanted.emit(self._selected_path()),
            "runs.star": do.star,
            "runs.rename": do.rename,
            "runs.tags": do.change_tags,
            "runs.note": do.change_note,
            "runs.folder": do.open_folder,
            "runs.delete": do.delete,
            "runs.sort": self.table.sort_by_current,
        }

    def _selected_path(self) -> Path:
        return self.table.selected[0].run.path

    def _ask_to_compare(self) -> None:
        """Those selected, or those shown in the curves where fewer than two are."""
        selected = [row.run.path for row in self.table.selected]
        self.compare_wanted.emit(selected if len(selected) > 1 else [run.path for run in self._runs.chosen])

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        for widget in (self.count, self.compare_button, self.lines_button, self.all_button, self.columns_button):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.sweep_bar)
        for shown in (self.table, self.lines, self.empty, self.nothing, self.failed):
            column.addWidget(shown, 1)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        self._runs.changed.connect(self._show)
        self._runs.chosen_changed.connect(self._show_chosen)
        self._runs.refused.connect(self._session.refused)
        self.commands.refused.connect(self._session.refused)
        self._job.happened.connect(lambda event: self._runs.follow(self._job.folder, event))
        for signal in (self._job.started, self._job.finished, self._job.recalled, self._job.forgotten):
            signal.connect(self._follow_job)
        self._job.state_changed.connect(self._follow_actions)
        self._job.changed.connect(self._follow_actions)
        self.filter.textChanged.connect(self._filter)
        self.filter.stepped.connect(lambda _: self.focus())
        self.all_button.toggled.connect(self._runs.show_all_projects)
        self.columns_button.clicked.connect(self._offer_columns)
        self._sweep.changed.connect(self._runs.look_again)
        self.lines_button.toggled.connect(lambda _: self._show_page())
        self.lines.picked.connect(lambda row: self.commands.mark([row]))
        self.compare_button.clicked.connect(self._ask_to_compare)
        self.empty.pressed.connect(self.train_wanted)
        self.model.renamed.connect(lambda path, title: self._runs.annotate(path, title=title))
        self.table.selection_changed.connect(self._follow_actions)
        self.table.mark_clicked.connect(lambda row: self.commands.mark([row]))
        self.table.star_clicked.connect(lambda row: self.commands.set_star([row]))
        self.table.doubleClicked.connect(lambda _: self.action["runs.open"].trigger())
        self.table.customContextMenuRequested.connect(self._offer_actions)

    def _show(self) -> None:
        """Show what is known of the runs, or why there is nothing to show."""
        self.model.show_current(self._job.folder)
        self.model.show_rows(self._runs.rows)
        failure = self._runs.failure
        self.failed.set_sentence(str(failure or ""))
        self._show_page()
        self._follow_actions()

    def _show_page(self) -> None:
        known, shown = len(self._runs.rows), len(self.model.shown)
        failed = self._runs.failure is not None
        self.failed.setVisible(failed)
        self.empty.setVisible(not failed and not known and self._runs.is_known)
        self.nothing.setVisible(not failed and bool(known) and not shown)
        lists = not failed and (bool(shown) or not self._runs.is_known)
        self.table.setVisible(lists and not self.lines_button.isChecked())
        self.lines.setVisible(lists and self.lines_button.isChecked())
        every = ntr("{count} run", "{count} runs", known)
        told = every if shown == known else tr("{shown} of {known}", shown=shown, known=known)
        self.count.setText(told if self._runs.is_known else tr("Reading …"))
        self.count.setVisible(bool(known) or not self._runs.is_known)

    def _show_chosen(self) -> None:
        self.model.show_chosen(self._runs.chosen)
        self._follow_actions()

    def _follow_job(self) -> None:
        self.model.show_current(self._job.folder)
        self._runs.look_again()
        self._follow_actions()

    def _filter(self, text: str) -> None:
        self.model.set_filter(text)
        self._show_page()

    def _follow_actions(self) -> None:
        now = Situation(
            selected_runs=len(self.table.selected), chosen_runs=len(self._runs.chosen), training=self._job.availability
        )
        self.action.follow(now)
        compare = self.action["runs.compare"]
        self.compare_button.setEnabled(compare.isEnabled())
        self.compare_button.setToolTip(tooltip(compare.toolTip()))

    def _offer_actions(self, at: QPoint) -> None:
        if self.table.indexAt(at).isValid():
            known = {**self.action, "table.copy": self.copy}
            context_menu(self.table, ON_RUN, known).popup(self.table.viewport().mapToGlobal(at))

    def _offer_columns(self) -> None:
        self.table.columns_menu().popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))
