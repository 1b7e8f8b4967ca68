"""One batch learnt by heart: the loss of a copy of the network, step by step, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.project import Project
from studio.text import tr
from studio.training.control import Control
from studio.ui.background.trial import Trial
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.message import Message
from studio.ui.widgets.plot_axis import PlotAxis

if TYPE_CHECKING:
    from studio.insight.one_batch import OneBatch

HEIGHT = 240
LOWEST = 1e-12
"""Losses below this are drawn at it."""


class OneBatchTrial(Trial):
    """Trains a copy of a project's network on its first samples alone."""

    found: OneBatch | None = None

    def start(self, project: Project) -> None:
        """Begin."""
        self.begin(partial(_learnt, project), project)

    def unexpected(self, reason: str) -> str:
        return tr("Learning one batch failed inside NN Studio: {reason}", reason=reason)

    def take(self, told: list[object]) -> None:
        """Keep the outcome."""
        self.found = cast("OneBatch", told[-1])


class OneBatchDialog(Dialog):
    """Begins at once; no training can be begun meanwhile. Closing it ends that, and changes nothing."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        """The project has its data where they lie."""
        super().__init__(parent)
        self.setWindowTitle(tr("Learn one batch"))
        self.trial = OneBatchTrial(self)
        self.plot = LinePlot(tr("Loss in each step"), HEIGHT)
        self.plot.show_instead(tr("Preparing…"))
        self.outcome = Message()
        self._busy = busy_bar()
        about = tr("A copy of the network is trained on its first 8 samples again and again, without dropout and "
                   "weight decay. A network that is wired right learns them by heart.")  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Learn one batch"), 16, 600))
        column.addWidget(label(about, tone="muted", wrap=True))
        for widget in (self.plot, self._busy, self.outcome):
            column.addWidget(widget)
        column.addStretch(1)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        column.addLayout(apart(None, self.close_button))
        self.setMinimumSize(560, 500)
        self.trial.ended.connect(self._end)
        self.trial.start(project)

    def done(self, result: int) -> None:
        """End the work; what it did goes with it."""
        self.trial.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that is taken away waits for its thread."""
        self.trial.close()
        super().closeEvent(event)

    def _end(self) -> None:
        self._busy.hide()
        found, failure = self.trial.found, self.trial.failure
        if failure is not None:
            self.plot.show_instead("")
            self.outcome.tell(failure.message, failure.remedy)
        elif found is not None:
            self._show_losses(found)
            self.outcome.tell(found.words, found.remedy, severity="success" if found.is_learnt else "warning")

    def _show_losses(self, found: OneBatch) -> None:
        losses = [max(loss, LOWEST) for loss in found.losses]
        if len(losses) < 2:
            self.plot.show_instead("")
            return
        low, high = min(losses), max(losses)
        across, up = PlotAxis(1.0, float(len(losses))), PlotAxis(low, max(high, low * 1.01), logarithmic=True)
        self.plot.show_lines([PlotLine(range(1, len(losses) + 1), losses)], across, up)


def _learnt(project: Project, control: Control) -> Iterator[object]:
    from studio.insight.one_batch import learn_one_batch
    from studio.project.snapshots import snapshot

    yield learn_one_batch(snapshot(project), control=control)
