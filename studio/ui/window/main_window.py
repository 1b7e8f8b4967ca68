"""The main window: passes on what canvas, panels and a person's commands have to say. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from studio.project import Project
from studio.project.new_run import Start
from studio.project.recent_files import remembered
from studio.project.shares import STATISTICS
from studio.text import tr
from studio.ui import theme
from studio.ui.actions import ActionSet
from studio.ui.dialogs.runs_place import ask_for_runs_place
from studio.ui.panels.help.help import INDEX
from studio.ui.plain_text import window_title
from studio.ui.window import choices, restoring, tools
from studio.ui.window.action_states import ActionStates
from studio.ui.window.comparing import compare_network
from studio.ui.window.data_choice import DataChoice, dropped
from studio.ui.window.document_tabs import DocumentTabs
from studio.ui.window.documents import Documents
from studio.ui.window.documents_shown import DocumentsShown
from studio.ui.window.field_undo import FieldUndo
from studio.ui.window.file_commands import FileCommands
from studio.ui.window.frame import Frame
from studio.ui.window.guidance import Guidance
from studio.ui.window.help_topics import HelpTopics
from studio.ui.window.lesson_tour import LessonTour
from studio.ui.window.menus import add_toolbar, fill_menu_bar
from studio.ui.window.new_head import HeadReplacement
from studio.ui.window.notices import Notice
from studio.ui.window.panel_commands import PanelCommands
from studio.ui.window.playgrounds import Playgrounds
from studio.ui.window.reopening import Reopening
from studio.ui.window.runs import WindowRuns
from studio.ui.window.typing_settled import settle_typing, settling
from studio.ui.window.values_shown import ValuesShown

if TYPE_CHECKING:
    from studio.training.runs import Run


class MainWindow(Frame):
    """One window with the documents that are open, one of which it shows."""

    language_wanted = Signal(str)  # the name of a language, or `system`

    def __init__(self) -> None:
        super().__init__()
        self.documents = Documents(self.session, self, lambda: self.job.trainings.folders_in_use)
        self.data_choice = DataChoice(self.session, self)
        self.new_head = HeadReplacement(self.session, self)
        self._documents_shown = DocumentsShown(self, self.documents)
        self.reopening = Reopening(self, self.documents)
        self.files = FileCommands(self, self.session, self.documents, self.job, self.sweep)
        self.run_actions = WindowRuns(
            self, self, self.session, self.documents, self.files, self.job, self.runs, self.sweep
        )
        self.values = ValuesShown(self.insides, self.values_bar, self.canvas, self.session, self.job, self)
        self.playgrounds = Playgrounds(self, self.session, self.job, self.files)
        panels = (self.session, self.layers, self.training, self.table, self.problems, self.data)
        self._topics = HelpTopics(*panels, {"results": self.evaluation, "try-it": self.try_it})
        self.tour = LessonTour(self, self.documents, self.files.settle_changes)
        self.panel_commands = PanelCommands(self, self.inform)
        self._field_undo = FieldUndo(self, self.session)
        self.action = ActionSet(self, settling(self, self._slots(), self.code.settle))
        self.panel_commands.follow(self.action)
        self._states = ActionStates(self.action, self.session, self.job, self)
        self._field_undo.typed.connect(self._states.show_typed)
        known = {**self.action, **self.canvas.action}
        self.guidance = Guidance(self, self.tour, self.files, self.action, self._states)
        fill_menu_bar(self.menuBar(), known, self.files.open)
        self.toolbar = add_toolbar(self, known)
        self.tabs = DocumentTabs(self, self.session, self.documents, self.job)
        self.notice = Notice(self._pages)
        choices.restore(self.canvas.network, self.runs.table, self.action)
        self._show_page(self.welcome)
        self._connect()
        self.setAcceptDrops(True)
        self._show_title()

    def begin(self, path: Path | None = None) -> None:
        """Once the window stands: start the analysis, open a file, offer what a crash left behind."""
        self.session.begin()
        self.welcome.refresh(remembered())
        self.reopening.begin(path)

    def present(self, project: Project, run: Run | None = None) -> None:
        """Show a project that is not from a file, with the curves of a run of its."""
        self.session.begin()
        self.documents.show(project)
        if run is not None:
            self.plots.show_run(run)
            self.show_below(self.plots)

    def shut_down(self) -> None:
        """End all background work; the window is not used afterwards."""
        self.panel_commands.alone.leave()  # type is that of all windows
        self.run_actions.stop_test()
        self.evaluation.shut_down()
        for each in (self.playgrounds, self.tour, self.data.look, self.values, self.job, self.sweep, self.session):
            each.close()
        self.documents.close()

    def retire(self) -> None:
        """End the background work of this window alone, whose documents and trainings another has by now."""
        self.run_actions.stop_test()
        self.evaluation.shut_down()
        for each in (self.playgrounds, self.tour, self.data.look, self.values, self.session):
            each.close()

    def show_as(self, other: MainWindow) -> None:
        """Show the page and the topic of help that another window shows."""
        self.welcome.refresh(remembered())
        if other.is_welcoming:
            self._show_page(self.welcome)
        else:
            self._show_workspace()

    @property
    def is_welcoming(self) -> bool:
        """Whether the start page is shown."""
        return self._pages.currentWidget() is self.welcome

    def inform(self, sentence: str) -> None:
        """Say what is good to know."""
        self.notice.tell(sentence, severity="info")

    def offer(self, message: str, remedy: str, offer: str, act: Callable[[], None]) -> None:
        """Say what was done, with a button that does something about it."""
        self.notice.offer(message, remedy, offer, act)

    def tell(self, message: str, remedy: str = "") -> None:
        """Say what was refused or went wrong."""
        self.notice.tell(message, remedy)

    def train(self, start: Start | None = None) -> None:
        """Train, with the settings in view so that a person sees what is going on; `start` has the first weights."""
        self.show_beside(self.training)
        if start is None:
            self.training.train()
        else:
            self.training.start_over(start)

    def take_step(self) -> None:
        """Lead to what has to be chosen before the training."""
        self.show_beside(self.training)
        self.training.take_step()

    def show_help(self) -> None:
        """Show the help page of what the person is at."""
        self._show_help_of(*self._topics.of(self.focusWidget()))

    def show_share_of(self, statistic: str) -> None:
        """Draw each node's share of a read-out on its card, from now on and the next time."""
        self.canvas.network.figures.show_share_of(statistic)
        choices.keep_share_of(statistic)

    def ask_for_language(self) -> None:
        """Have a person choose the language that is spoken."""
        from studio.ui.dialogs.language import LanguageDialog

        dialog = LanguageDialog(self)
        if dialog.exec():
            self.language_wanted.emit(dialog.chosen)
        dialog.deleteLater()

    def show_welcome(self) -> None:
        """Show the start page; the project stays as it is."""
        self.welcome.refresh(remembered())
        self._show_page(self.welcome)

    # Qt's events.

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about a running training and unsaved work; then end all background work."""
        settle_typing(self)
        if not self.files.allow_closing():
            event.ignore()
            return
        self.shut_down()
        restoring.keep(self)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a project file, a network or weights of another program, or data: a file or folder of anything else."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files dropped on the window, or train on the data dropped."""
        found = dropped(event.mimeData())
        if found:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, partial(self.files.take, found))

    def _connect(self) -> None:
        for source in (self.session, self.job, self.sweep):
            source.refused.connect(self.tell)
        self.session.history_changed.connect(self._show_title)
        self.documents.failed.connect(self.tell)
        for each, told in ((self.files, self.files.informed), (self.new_head, self.new_head.done)):
            each.refused.connect(self.tell)
            told.connect(self.inform)
        self.data.folder_wanted.connect(self.training.pick_data)
        self.data.step_wanted.connect(self.take_step)
        self.data_choice.refused.connect(self.tell)
        self.data_choice.made.connect(self._show_chosen_data)
        self.data_offer.suits_already.connect(self.inform)
        self.documents.emptied.connect(self.show_welcome)
        self.documents.changed.connect(lambda: self._states.show_documents(len(self.documents.tabs)))
        self.tabs.close_wanted.connect(self.files.close)
        self.reopening.refused.connect(self.tell)
        self._documents_shown.refused.connect(self.tell)
        self._documents_shown.informed.connect(self.inform)
        self.files.data_given.connect(self.data_choice.look)
        self.documents.opened.connect(self._show_workspace)
        self.runs.table.columns_changed.connect(lambda: choices.keep_columns_of_runs(self.runs.table.choices))
        for empty in (self.runs, self.evaluation, self.try_it):
            empty.train_wanted.connect(self.train)
        self.values_bar.closed.connect(self.action["view.values"].trigger)
        self.inspector.help_requested.connect(self.show_help)
        self.inspector.compare_requested.connect(partial(tools.open_functions, self))
        self.problems.remedy_changed.connect(self._states.show_remedy)
        self.canvas.hint.connect(self.inform)
        self.welcome.left.connect(self._show_workspace)
        self.welcome.new_requested.connect(self.files.new)
        self.welcome.open_requested.connect(self.files.open)
        self.welcome.recent_chosen.connect(lambda path: self.files.open_recent(Path(path)))
        self.files.forgotten.connect(lambda: self.welcome.refresh(remembered()))
        self.welcome.template_chosen.connect(self.files.open_template)
        self.welcome.playgrounds_requested.connect(self.playgrounds.open)
        self.results.export_wanted.connect(self.files.export)
        self.summary.step_requested.connect(self.take_step)
        for saver in (self.plots, self.data.saver, self.evaluation):
            saver.failed.connect(self.tell)
            saver.saved.connect(lambda sentence: self.notice.tell(sentence, severity="success"))

    def _slots(self) -> dict[str, Callable[..., object]]:
        """What the window's own actions do, by their ids; the canvas brings those that edit or view the network."""
        return {
            "file.new": self.files.new,
            "file.open": self.files.open,
            "file.start_page": self.show_welcome,
            "file.leave_start_page": self._show_workspace,
            "file.save": self.files.save,
            "file.save_as": self.files.save_as,
            **self.files.exports,
            "file.report": self.run_actions.report,
            "file.close": self.files.close,
            "file.next": partial(self.documents.step, 1),
            "file.previous": partial(self.documents.step, -1),
            "file.quit": self.close,
            **self._field_undo.slots(),
            "edit.apply_remedy": self.problems.apply_remedy,
            "edit.search_layers": self.layers.focus_search,
            **self.values.slots(),
            **tools.slots(self, self.inform),
            **self.panel_commands.slots(),
            **{f"view.share.{name or 'nothing'}": partial(self.show_share_of, name) for name in STATISTICS},
            **{f"view.theme.{name}": partial(choices.choose_theme, name) for name in theme.CHOICES},
            "train.start": self.train,
            "train.variations": self.run_actions.ask_for_variations,
            "train.pause": self.training.toggle_pause,
            "train.stop": self.job.stop,
            "train.runs": self.show_runs,
            "train.results": self.show_results,
            "train.try_it": self.show_try_it,
            "train.runs_place": lambda: ask_for_runs_place(self, self.session.path, self.tell),
            "data.show": self.show_data,
            "data.choose": partial(self.data_choice.ask, self),
            "data.fit": self.data_offer.ask,
            "edit.compare": partial(compare_network, self, self.session, self.canvas),
            "train.new_head": self.new_head.replace,
            "help.about_layer": self.show_help,
            "help.index": partial(self._show_help_of, INDEX),
            "help.playgrounds": self.playgrounds.open,
            "view.language": self.ask_for_language,
            "view.next_step": choices.keep_next_step_shown,
            **self.tour.slots(),
        }

    def _show_page(self, page: QWidget) -> None:
        """Bring a page forward; the commands for the canvas rest while it is out of sight."""
        self._pages.setCurrentWidget(page)
        self.panel_commands.alone.show_page(is_network=page is self.workspace)
        self.toolbar.setVisible(page is self.workspace)
        self.tabs.want(page is self.workspace)
        self.canvas.setEnabled(page is self.workspace)
        self._states.show_network(page is self.workspace)

    def _show_workspace(self) -> None:
        self._show_page(self.workspace)
        self.canvas.setFocus()

    def _show_chosen_data(self) -> None:
        self._show_page(self.workspace)
        self.show_data()

    def _show_help_of(self, topic: str, parameter: str = "") -> None:
        self._show_page(self.workspace)
        self.show_beside(self.help)
        self.help.show_topic(topic, parameter)

    def _show_title(self) -> None:
        path = self.session.path
        name = path.name if path else self.session.project.name
        self.setWindowTitle(tr("{name}[*] — NN Studio", name=window_title(name)))
        self.setWindowModified(self.session.is_modified)
