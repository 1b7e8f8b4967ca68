"""Takes up runs from their list: opened, continued, exported, set side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.project.new_run import Start
from studio.text import paragraph, tr
from studio.training.control import Control
from studio.training.runs.checkpoint_index import Which
from studio.training.runs.layout import DOCUMENT
from studio.training.runs.notes import title_of
from studio.ui.background.pool import Channel
from studio.ui.background.resumption import Resumption, resumption
from studio.ui.background.run_test import Tested, tested
from studio.ui.background.run_trash import Done
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.compare import CompareDialog
from studio.ui.dialogs.embedding import EmbeddingDialog
from studio.ui.dialogs.variations import VariationsDialog
from studio.ui.dialogs.words import ask_number
from studio.ui.panels.runs.panel import RunsPanel
from studio.ui.session import Session
from studio.ui.window.checkpoint_choice import Asked, CheckpointChoice
from studio.ui.window.documents import Documents
from studio.ui.window.file_commands import FileCommands
from studio.ui.window.report_writer import ReportWriter

MOST_EPOCHS = 100_000


class Window(Protocol):
    """What is asked of the window."""

    def train(self, start: Start | None = None) -> None: ...
    def show_runs(self) -> None: ...
    def tell(self, message: str, remedy: str = "") -> None: ...
    def inform(self, sentence: str) -> None: ...
    def offer(self, message: str, remedy: str, offer: str, act: Callable[[], None]) -> None: ...


class WindowRuns(QObject):
    """Does for the window what its list of runs asks for."""

    def __init__(
        self,
        window: Window,
        over: QWidget,
        session: Session,
        documents: Documents,
        files: FileCommands,
        job: TrainingJob,
        panel: RunsPanel,
        sweep: SweepJob,
    ) -> None:
        """`over` is what dialogs stand over."""
        super().__init__(over)
        self._window, self._over = window, over
        self._session, self._documents, self._files, self._job = session, documents, files, job
        self._sweep = sweep
        self._resuming = Channel(session.pool, "resumption", self)
        self._resuming.answered.connect(self._go_on)
        self._resuming.failed.connect(self._tell)
        session.document_left.connect(self._resuming.withdraw)
        self._testing = Channel(session.pool, "run-test", self)
        self._testing.answered.connect(self._tell_tested)
        self._testing.failed.connect(self._tell)
        self._test_control = Control()
        self._choice = CheckpointChoice(over, session.pool)
        self._choice.failed.connect(self._tell)
        session.document_left.connect(self._choice.give_up)
        self._reports = ReportWriter(session.pool, over)
        self._reports.written.connect(window.inform)
        self._reports.failed.connect(window.tell)
        panel.open_wanted.connect(lambda run: files.open(run / DOCUMENT))
        panel.export_wanted.connect(lambda run: files.export(run=run))
        panel.report_wanted.connect(self._reports.ask)
        panel.map_wanted.connect(lambda run: EmbeddingDialog(run, session.pool, over).show())
        session.runs.trashed.connect(self._offer_undo)
        panel.compare_wanted.connect(self.compare)
        panel.go_on_wanted.connect(self.go_on)
        panel.branch_wanted.connect(self.branch)
        panel.test_wanted.connect(self.test)

    def report(self) -> None:
        """Write the report of the run that is shown, where a person says."""
        if self._job.folder is None:
            self._window.tell(tr("No run is shown."), tr("Train the network, or open a run in the list of runs."))
        else:
            self._reports.ask(self._job.folder)

    def ask_for_variations(self) -> None:
        """Train the open project with several values of settings, as a person says which."""
        if self._sweep.is_active:
            self._window.tell(
                tr("Variations are being trained already."), tr("Wait for their end, or stop them in the list of runs.")
            )
            return
        dialog = VariationsDialog(self._session.runnable, self._session.path, self._session.pool, self._over)
        if dialog.exec():
            if dialog.to_go_on is None:
                self._sweep.start(self._session.runnable, self._session.path, dialog.wanted)
            else:
                self._sweep.go_on(dialog.to_go_on, dialog.wanted.amount.jobs)
            self._window.show_runs()
        dialog.deleteLater()

    def compare(self, runs: Sequence[Path]) -> None:
        """Set runs side by side, beside the window."""
        CompareDialog(runs, self._session.pool, self._session.runs.colour_of, self._over).show()

    def go_on(self, run: Path) -> None:
        """Train a run further, with the open project where that is what made it, else with its own; or say why not."""
        self._resuming.ask(partial(resumption, run, self._session.runnable))

    def branch(self, run: Path) -> None:
        """Train the open project in a new run that begins with the weights of this one, where nodes are the same."""
        title = tr("Begin a new run with the weights of “{run}”?", run=title_of(run))
        about = tr(
            "The open network is trained with its own settings. Nodes of the same name, kind and shapes begin with the "
            "weights of that run, all others with new ones; the training panel tells which."
        )
        take = lambda which: self._window.train(Start(run, which))  # noqa: E731
        self._choice.ask(Asked(run, title, about, tr("Begin"), take))

    def test(self, run: Path) -> None:
        """Test weights of a run: the best, or those that a person chooses where epochs of it are kept."""
        title = tr("Test which weights of “{run}”?", run=title_of(run))
        about = tr("The result on the test samples is told, and kept with the run.")
        self._choice.ask(Asked(run, title, about, tr("Test"), partial(self._test, run), insisted=False))

    def _test(self, run: Path, which: Which) -> None:
        """Test in place of a test that is under way; tell the result and keep it with the run."""
        self.stop_test()
        self._test_control = Control()
        self._window.inform(tr("Testing “{run}”…", run=title_of(run)))
        self._testing.ask(partial(tested, run, self._test_control, which))

    def stop_test(self) -> None:
        """End a test that is under way."""
        self._test_control.stop()

    def _tell_tested(self, found: Tested | None) -> None:
        if found is not None:
            self._window.inform(found.words)
            self._session.runs.look_again()

    def _go_on(self, found: Resumption) -> None:
        if self._job.is_active:
            return
        if not found.is_open:
            self._documents.show(found.project, run=found.run.run.path)
        if self._job.folder != found.run.run.path:
            self._job.forget()
            self._job.recall(found.run)
        if not self._has_epochs_left(found) and not self._ask_for_more(found):
            return
        prospect = self._job.prospect(self._session.runnable)
        if prospect.continues:
            self._job.go_on(self._session.runnable)
        else:
            self._window.tell(prospect.words)

    def _has_epochs_left(self, found: Resumption) -> bool:
        assert found.run.beginning is not None
        return not found.run.beginning.is_over(self._session.project.training)

    def _ask_for_more(self, found: Resumption) -> bool:
        """Have a person say up to where it is to be trained, which is a step of undo; whether they did."""
        beginning, project = found.run.beginning, self._session.project
        assert beginning is not None
        in_steps = project.training.epochs is None
        done = beginning.steps if in_steps else beginning.epochs
        title = tr("Train “{run}” further?", run=beginning.title)
        about = (
            tr("It has done {count} steps. Up to which step?", count=exact(done))
            if in_steps
            else tr("It has done {count} epochs. Up to which epoch?", count=exact(done))
        )
        most = 10**9 if in_steps else MOST_EPOCHS
        wanted = ask_number(title, about, min(2 * done, most), (done + 1, most), tr("Continue"), self._over)
        if wanted is None:
            return False
        longer = project.training.changed(**{"steps" if in_steps else "epochs": wanted})
        self._session.apply(tr("Train longer"), replace(project, training=longer))
        return True

    def _offer_undo(self, done: Done) -> None:
        """Say what is in the trash now, with the way back where there is one."""
        if done.can_come_back:
            undo = partial(self._session.runs.bring_back, done.runs)
            self._window.offer(done.words, done.place_words, tr("Undo"), undo)
        else:
            self._window.inform(paragraph(done.words, done.place_words))

    def _tell(self, error: Exception) -> None:
        self._window.tell(*told_by(error))
