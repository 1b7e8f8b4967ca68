"""The training panel: data and settings of the project, and the training itself with all that it tells."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from studio.graph import Problem
from studio.project import Project
from studio.project.new_run import Start
from studio.project.readiness import Step, next_step
from studio.text import tr
from studio.training.events import Event, RunFailed, RunStarted
from studio.ui.background.training_job import OVERDUE, TrainingJob
from studio.ui.panels.training.details import show_details
from studio.ui.panels.training.forms import TrainingForms
from studio.ui.panels.training.launch_choice import LaunchChoice
from studio.ui.panels.training.refusal import refusal
from studio.ui.panels.training.run_controls import RunControls
from studio.ui.session import Session
from studio.ui.widgets.message import Message
from studio.ui.widgets.section import MARGIN
from studio.ui.widgets.text import PathField


class TrainingPanel(TrainingForms):
    """Edits the session's data and training settings, and runs the job on its project."""

    def __init__(self, session: Session, job: TrainingJob, results: QWidget, parent: QWidget | None = None) -> None:
        """`results` stands below the controls; it shows itself when there are any."""
        super().__init__(session, parent)
        self._job = job
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.controls = RunControls(job, self)
        self.message = Message(self)
        self.results = results
        self.launching = LaunchChoice(job)
        self._assemble()
        self._connect()
        self._show(session.project)

    def train(self) -> None:
        """Start, or continue what was stopped; with a wrong network, say what is wrong and select it.

        Where something has to be chosen first, that is asked for.
        """
        if self._job.is_active:
            return
        if self._step is not None:
            self.take_step()
            return
        if self._job.can_continue(self._session.runnable):
            self.message.hide()
            self._job.go_on(self._session.runnable)
        else:
            self.start_over()

    def start_over(self, start: Start | None = None) -> None:
        """Train in a new run, from new weights or those of another run."""
        if self._job.is_active:
            return
        self.message.hide()
        errors = self._errors()
        if errors:
            self._refuse(errors)
        else:
            self._job.start(self._session.runnable, self._session.path, start)

    def find_rate(self) -> None:
        """Look for a learning rate; with a wrong network, or while a training is on, say why that cannot be."""
        self.message.hide()
        if self._job.trainings.is_busy:
            told = tr("While a training is on, no learning rate can be looked for: both would take their time.")
            self.message.tell(told, tr("Wait until the training is over, or stop it; it can be continued."))
        elif self._step is not None:
            self.take_step()
        elif errors := self._errors():
            self._refuse(errors)
        else:
            self.rate_search.open()

    def take_step(self) -> None:
        """Lead to what has to be chosen before the training: the dialog for a folder, or the list of data."""
        step = self._step
        if step is None:
            return
        if step.chooses == "folder":
            self.pick_data()
        elif (roles := self.columns.field) is not None and self._session.project.data.asks:
            roles.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.data.kind_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pick_data(self) -> None:
        """Ask for the folder or file of data that have one."""
        if self.data.parameters is not None:
            field = self.data.parameters.forms[0].editor("path")
            assert isinstance(field, PathField)
            field.pick()

    @property
    def _step(self) -> Step | None:
        """What has to be chosen before the training."""
        return next_step(self._session.project, self._session.problems)

    def toggle_pause(self) -> None:
        """Pause, or go on after a pause."""
        self.controls.toggle_pause()

    def stop(self) -> None:
        """End the training; it can be continued."""
        self._job.stop()

    def _errors(self) -> tuple[Problem, ...]:
        """What is known to be wrong with the present network; the training itself finds what is not known yet."""
        analysis = self._session.analysis
        return analysis.errors if analysis is not None and analysis.graph is self._session.project.graph else ()

    def _refuse(self, errors: tuple[Problem, ...]) -> None:
        self.message.tell(*refusal(errors))
        if errors[0].node is not None:
            self._session.go_to(errors[0].node)

    def _assemble(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, MARGIN, MARGIN, 12)
        head.setSpacing(12)
        head.addWidget(self.controls)
        head.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._settings(), 1)

    def _settings(self) -> QWidget:
        area = QScrollArea(self)
        area.setAccessibleName(tr("Settings of the training"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(area.viewport())
        inner.setProperty("surface", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.results)
        for section in self.sections(self.launching):
            column.addWidget(section)
        column.addStretch(1)
        area.setWidget(inner)
        self._job.finished.connect(lambda _: area.verticalScrollBar().setValue(0))
        return area

    def _connect(self) -> None:
        self.controls.train_wanted.connect(self.train)
        self.controls.restart_wanted.connect(lambda: self.start_over())
        self.controls.step_wanted.connect(self.take_step)
        self.message.offer_taken.connect(self._take_offer)
        self.launching.refused.connect(self.message.tell)
        self.rate_search.wanted.connect(self.find_rate)
        self._session.problems_changed.connect(lambda _: self._offer_to_continue())
        self._job.happened.connect(self._take)
        self._job.finished.connect(self._offer_to_continue)
        self._job.state_changed.connect(lambda _: self._show_pause())
        self._job.recalled.connect(self._offer_to_continue)
        self._job.overdue.connect(self._offer_to_end)
        self._job.forgotten.connect(self.message.hide)

    def _follow_graph(self, project: Project) -> None:
        super()._follow_graph(project)
        self._offer_to_continue()

    def _show_pause(self) -> None:
        self.controls.show_pause(self._job.in_pause(self._session.runnable))

    def _offer_to_continue(self) -> None:
        self._show_pause()
        self.controls.show_prospect(self._job.prospect(self._session.runnable))
        self.controls.offer_step(self._step)

    def _take(self, event: Event) -> None:
        if isinstance(event, RunFailed):
            self.message.tell(event.message, event.remedy, offer=tr("Details…") if self._job.details else "")
        elif isinstance(event, RunStarted) and self._job.remark:
            self.message.tell(self._job.remark, severity="info")

    def _offer_to_end(self) -> None:
        self.message.tell(
            tr("The training was asked to stop and has not answered for {seconds} seconds.", seconds=OVERDUE),
            tr("Its process may hang. To end it loses what it trained since its last checkpoint, and nothing else."),
            "warning",
            offer=tr("End its process"),
        )

    def _take_offer(self) -> None:
        if self._job.is_active:
            self.message.hide()
            self._job.end_process()
        else:
            show_details(self._job.details, self)
