"""Finds a learning rate: the loss of a copy of the network while the rate grows, and the rate to take."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from studio.project import Project
from studio.text import tr
from studio.training.rate_span import Span
from studio.ui.background.rate_trial import RateTrial
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.rate_plot import RatePlot


class RateFinderDialog(Dialog):
    """Begins to try rates as soon as it is made. Closing it ends that, and waits for the batch that is under way."""

    chosen = Signal(float)  # the rate to take

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Find a learning rate"))
        self._project = project
        self._span = Span.of(project.training.optimizer)
        self._closes = False
        self.trial = RateTrial(self)
        self.plot = RatePlot()
        self.outcome = Message()
        self.use_button = QPushButton(tr("Use this value"))
        self.again_button = QPushButton(tr("Try again"))
        self.close_button = QPushButton(tr("Cancel"))
        self._busy = QProgressBar()
        self._assemble()
        self._connect()
        self._begin()

    def reject(self) -> None:
        """Close, once the batch that is under way is over."""
        if self.trial.is_active:
            self._closes = True
            self.close_button.setEnabled(False)
            self.close_button.setText(tr("Stopping…"))
            self.trial.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that is taken away does not come back."""
        self.trial.close()
        super().closeEvent(event)

    def _assemble(self) -> None:
        self._busy.setRange(0, self._span.steps)
        self._busy.setTextVisible(False)
        self.use_button.setProperty("kind", "primary")
        self.use_button.setDefault(True)
        for button in (self.again_button, self.close_button):
            button.setAutoDefault(False)
        about = tr(
            "A copy of the network, with new weights, is trained while its learning rate grows from step to step. Good "
            "rates lie where the loss falls fast, well before it is lowest. Nothing is changed until you take one."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Find a learning rate"), 16, 600))
        column.addWidget(label(about, tone="muted", wrap=True))
        column.addWidget(self.plot)
        column.addWidget(self._busy)
        column.addWidget(self.outcome)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.again_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.use_button)
        column.addLayout(row)
        self.setMinimumSize(600, 520)

    def _connect(self) -> None:
        self.trial.grown.connect(self._show_curve)
        self.trial.ended.connect(self._end)
        self.plot.moved.connect(self._show_rate)
        self.use_button.clicked.connect(self._use)
        self.again_button.clicked.connect(self._begin)
        self.close_button.clicked.connect(self.reject)

    def _begin(self) -> None:
        self.outcome.hide()
        self.plot.put_mark(None)
        self.plot.show_instead(tr("Preparing…"))
        self._busy.setValue(0)
        self._busy.show()
        self.again_button.hide()
        self.use_button.setEnabled(False)
        self.trial.start(self._project)

    def _show_curve(self) -> None:
        self._busy.setValue(len(self.trial.curve.tried))
        self.plot.show_curve(self.trial.curve, self._span.lowest, self._span.highest)

    def _end(self) -> None:
        self._busy.hide()
        self.again_button.show()
        if self._closes:
            super().reject()
        elif self.trial.failure is not None:
            self.plot.show_instead("")
            self.outcome.tell(self.trial.failure.message, self.trial.failure.remedy)
        else:
            self._show_outcome()

    def _show_outcome(self) -> None:
        curve = self.trial.curve
        if curve.suggestion is None:
            self.outcome.tell(str(curve.refusal), severity="warning")
        else:
            lowest = f"{curve.tried[curve.lowest].rate:.2g}"
            told = tr("Suggested: {rate}. The loss is lowest at {lowest}.", rate=f"{curve.suggestion:g}", lowest=lowest)
            self.outcome.tell(told, tr("Drag the mark, or use the arrow keys, to take another."), severity="success")
        if curve.tried:
            self.plot.put_mark(curve.suggestion or curve.tried[curve.lowest].rate)
            self._show_rate()
            self.plot.setFocus()

    def _show_rate(self) -> None:
        self.use_button.setEnabled(self.plot.rate is not None)
        if self.plot.rate is not None:
            self.use_button.setText(tr("Use {rate}", rate=f"{self.plot.rate:g}"))

    def _use(self) -> None:
        if self.plot.rate is not None:
            self.chosen.emit(self.plot.rate)
            self.accept()
