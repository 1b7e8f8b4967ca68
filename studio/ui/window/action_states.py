"""Keeps the window's own actions as the history, the problems and the training have them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.text import tr
from studio.ui.actions import ActionSet, Situation
from studio.ui.background.training_job import TrainingJob
from studio.ui.session import Session


class ActionStates(QObject):
    """Which actions are possible, and the names of those that say what they would do."""

    def __init__(self, action: ActionSet, session: Session, job: TrainingJob, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._session = session
        self._job = job
        self._remedy = ""
        self._is_network_shown = False
        self._is_lesson = False
        self._documents = 1
        self._is_typed = False
        session.history_changed.connect(self._follow)
        job.state_changed.connect(self._follow)
        job.changed.connect(self._follow)
        self._follow()

    def show_remedy(self, title: str) -> None:
        """The remedy at hand has become another; empty where there is none."""
        self._remedy = title
        self._follow()

    def show_network(self, shown: bool) -> None:
        """The network, or the start page in its place, is in sight from now on."""
        self._is_network_shown = shown
        self._follow()

    def show_lesson(self, going_on: bool) -> None:
        """A lesson goes on from now on, or none."""
        self._is_lesson = going_on
        self._follow()

    def show_documents(self, count: int) -> None:
        """So many documents are open."""
        self._documents = count
        self._follow()

    def show_typed(self, typed: bool) -> None:
        """Something is being typed from now on that saving would take in first, or nothing."""
        if typed != self._is_typed:
            self._is_typed = typed
            self._follow()

    def _follow(self) -> None:
        session, training = self._session, self._job.availability
        undo, redo, remedy = session.undo_label, session.redo_label, self._remedy
        self._action.follow(
            Situation(
                is_network_shown=self._is_network_shown,
                is_unsaved=session.is_modified or session.path is None or self._is_typed,
                undo=undo,
                redo=redo,
                remedy=remedy,
                training=training,
                is_lesson=self._is_lesson,
                documents=self._documents,
            )
        )
        self._action.entitle("edit.undo", tr("Undo {step}", step=undo) if undo is not None else "")
        self._action.entitle("edit.redo", tr("Redo {step}", step=redo) if redo is not None else "")
        self._action.entitle("edit.apply_remedy", tr("Apply Remedy: {remedy}", remedy=remedy) if remedy else "")
        self._action.entitle("train.pause", tr("Resume") if training == "paused" else "")
