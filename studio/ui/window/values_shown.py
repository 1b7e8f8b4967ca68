"""Brings together what is looked at inside the network: the bar that asks, the canvas that shows, the training."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog

from studio.ui.background.insides import LIVE, Insides
from studio.ui.background.training_job import TrainingJob
from studio.ui.canvas.view import Canvas
from studio.ui.dialogs.beginnings import BeginningsDialog
from studio.ui.dialogs.gradient_check import GradientCheckDialog
from studio.ui.dialogs.node_seen import NodeSeenDialog
from studio.ui.dialogs.one_batch import OneBatchDialog
from studio.ui.session import Session
from studio.ui.window.values_bar import ValuesBar

if TYPE_CHECKING:
    from studio.project.node_details import Detail


class ValuesShown(QObject):
    """Follows document, level and training while values are shown; nothing is done while they are not."""

    def __init__(
        self,
        insides: Insides,
        bar: ValuesBar,
        canvas: Canvas,
        session: Session,
        job: TrainingJob,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._insides, self._bar, self._canvas, self._session, self._job = insides, bar, canvas, session, job
        self._live = QTimer(self, interval=LIVE)
        self._live.timeout.connect(self._look_at_training)
        self.dialog: NodeSeenDialog | None = None
        self.check: GradientCheckDialog | None = None
        self.beginnings: BeginningsDialog | None = None
        self.one_batch: OneBatchDialog | None = None
        insides.changed.connect(self._show)
        insides.detailed.connect(self._open)
        canvas.context.values_wanted.connect(self._ask)
        bar.shown_changed.connect(self._show)
        session.project_changed.connect(lambda _, now: self._follow())
        session.consent_changed.connect(self._follow)
        session.level_changed.connect(lambda _: self._show())
        job.state_changed.connect(lambda _: self._follow_training())
        job.recalled.connect(lambda _: self._follow_training())
        job.forgotten.connect(self._follow_training)
        session.document_left.connect(insides.clear)

    def slots(self) -> dict[str, Callable[..., object]]:
        """What the actions do that look inside the network, by their ids."""
        return {
            "view.values": self.turn,
            "train.check_gradients": self.check_gradients,
            "train.one_batch": self.learn_one_batch,
            "train.beginnings": self.show_beginnings,
        }

    def turn(self, is_on: bool) -> None:
        """Show values from now on, or no more."""
        self._bar.setVisible(is_on)
        if is_on:
            self._insides.show_project(self._session.runnable)
            self._insides.run = self._job.folder
        self._insides.turn(is_on)
        self._follow_training()
        self._show()

    def check_gradients(self) -> None:
        """Hold the gradients of the open network against numeric ones, beside the window."""
        self.check = GradientCheckDialog(self._session.runnable, self._session.pool, self._canvas.window())
        self._show_beside(self.check)

    def show_beginnings(self) -> None:
        """How activations lie for each way to begin, beside the window."""
        self.beginnings = BeginningsDialog(self._session.runnable, self._session.pool, self._canvas.window())
        self._show_beside(self.beginnings)

    def learn_one_batch(self) -> None:
        """Have a copy of the network learn one batch by heart; nothing else can be done in the window meanwhile."""
        self.one_batch = OneBatchDialog(self._session.runnable, self._canvas.window())
        self.one_batch.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.one_batch.open()

    def close(self) -> None:
        """Work nothing out any more."""
        self._live.stop()
        self._insides.close()

    def _ask(self, node: str) -> None:
        analysis = self._session.analysis
        if analysis is not None:
            self._insides.detail(self._session.place.prefix + node, analysis)

    def _open(self, path: str, details: tuple[Detail, ...]) -> None:
        if details:
            self.dialog = NodeSeenDialog(path, details, self._session.pool, self._canvas.window())
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._show_beside(self.dialog)

    def _show_beside(self, dialog: QDialog) -> None:
        """Show a dialog for as long as the document is that it speaks of."""
        self._session.document_left.connect(dialog.close)
        dialog.show()

    def _follow(self) -> None:
        if self._insides.is_on:
            self._insides.show_project(self._session.runnable)

    def _follow_training(self) -> None:
        if self._insides.is_on and (self._insides.run != self._job.folder or not self._job.is_active):
            self._insides.show_run(self._job.folder)
        if self._insides.is_on and self._job.is_active:
            self._live.start()
        else:
            self._live.stop()

    def _look_at_training(self) -> None:
        """Take the weights of the last time, and ask for newer ones."""
        if self._insides.weights == "live":
            weights = self._job.weights()
            if weights is not None:
                self._insides.take_live(weights)

    def _show(self) -> None:
        sight = self._insides.sight
        if sight is None:
            self._canvas.network.values.show({})
            return
        strips = getattr(sight, self._bar.shows)
        prefix = self._session.place.prefix
        here = {name: strips[prefix + name] for name in self._session.graph if prefix + name in strips}
        self._canvas.network.values.show(here)
