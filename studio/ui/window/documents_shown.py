"""What follows when another document is shown: its run comes back, those of others end unseen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.project import Project
from studio.text import tr
from studio.training.events import RunFailed, RunFinished
from studio.ui.background.last_run import LastRun, RecalledRun
from studio.ui.window.documents import Documents
from studio.ui.window.frame import Frame


class DocumentsShown(QObject):
    """Brings the documents of a window together with what its panels show of trainings."""

    informed = Signal(str)
    refused = Signal(str, str)  # message, remedy

    def __init__(self, frame: Frame, documents: Documents) -> None:
        super().__init__(frame)
        self._frame, self._documents = frame, documents
        self._session, self._job = frame.session, frame.job
        self.last_run = LastRun(frame.session.pool, self)
        self.last_run.found.connect(self._recall)
        frame.session.document_left.connect(self.last_run.give_up)
        documents.opened.connect(self._look_for_run)
        documents.closed.connect(frame.job.let_go)
        documents.saved.connect(lambda _: frame.session.runs.look_again())
        for follow in (frame.job.follow, frame.plots.follow, frame.session.runs.move):
            documents.runs_moved.connect(follow)
        frame.job.recalled.connect(lambda recalled: frame.plots.show_run(recalled.run))
        frame.job.ended_unseen.connect(self._tell_ended)

    def _look_for_run(self) -> None:
        """Find the run that was opened, or the one that the project was trained in last, unless one is known."""
        if self._job.is_active or self._job.folder is not None:
            return
        if self._documents.run is not None:
            self.last_run.open(self._documents.run)
        else:
            self.last_run.look_for(self._session.project, self._session.path)

    def _recall(self, run: RecalledRun) -> None:
        self._job.recall(run)
        self._frame.show_below(self._frame.plots, asked=False)

    def _tell_ended(self, project: Project, event: RunFinished | RunFailed) -> None:
        """A training of a document that is not shown is over."""
        self._session.runs.look_again()
        if isinstance(event, RunFailed):
            message = tr("The training of “{name}” ended: {reason}", name=project.name, reason=event.message)
            self.refused.emit(message, event.remedy)
        else:
            self.informed.emit(tr("The training of “{name}” is over; its tab shows the result.", name=project.name))
