"""How far the variations are that are being trained, and what stops them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from studio.text import tr
from studio.ui.background.sweep_job import SweepJob
from studio.ui.widgets.label import label


class SweepBar(QWidget):
    """Shows itself while a set of runs is trained."""

    def __init__(self, job: SweepJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.words = label("", 12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = QPushButton(tr("Stop them"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.stop_button.clicked.connect(job.stop)
        job.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        job = self._job
        self.setVisible(job.is_active)
        self.words.setText(job.words or tr("Preparing…"))
        self.bar.setRange(0, job.runs)
        self.bar.setValue(job.ended + job.failed)
        self.stop_button.setEnabled(not job.is_stopping)
