"""What a training has come to: its main metric on the test samples, where the run lies, and the way to take it away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRectF, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.data.config import Data, Kept
from studio.formatting.numbers import exact
from studio.formatting.quantities import duration
from studio.graph.topology import computes_the_same
from studio.project import Project
from studio.text import ntr, tr
from studio.training.events import RunFailed, RunFinished
from studio.training.metrics import LOSS, figure
from studio.training.metrics.left_out import left_out
from studio.training.progress import Progress
from studio.ui import theme
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.training_job import TrainingJob
from studio.ui.plain_text import tooltip
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.section import MARGIN


class ResultsPanel(QWidget):
    """A card that appears when a training has ended with a result."""

    export_wanted = Signal()
    results_wanted = Signal()

    def __init__(self, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._progress = Progress()
        self._headline = label(size=12, weight=500, tone="muted")
        self._value = label(size=28, weight=600)
        self._facts = label(size=12, tone="muted", wrap=True)
        self._early = label(size=12, tone="muted", wrap=True)
        self._change = label(size=12, tone="warning", wrap=True)
        self._present: Project | None = None
        self.export_button = QPushButton(theme.icon("export", "on_accent"), tr("Export ONNX…"))
        self.export_button.setProperty("kind", "primary")
        self.export_button.clicked.connect(self.export_wanted)
        self.results_button = QPushButton(theme.icon("success"), tr("See results"))
        self.results_button.clicked.connect(self.results_wanted)
        self._folder = icon_button("folder", tr("Run folder"))
        self._folder.clicked.connect(self.show_folder)
        self._assemble()
        self.hide()
        job.started.connect(self._begin)
        job.happened.connect(self._take)
        job.finished.connect(self._end)
        job.recalled.connect(self._recall)
        job.forgotten.connect(self.hide)

    @property
    def title(self) -> str:
        """What the large figure is."""
        return self._headline.text()

    @property
    def value(self) -> str:
        """The large figure."""
        return self._value.text()

    def show_folder(self) -> None:
        """Open the run's folder in the desktop's file browser."""
        if self._job.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._job.folder)))

    def show_project(self, project: Project) -> None:
        """Say from now on where the network of this project or its data are not those that were trained."""
        self._present = project
        self._tell_change()

    @property
    def change(self) -> str:
        """What is another now than when it was trained, in a sentence; empty where nothing is."""
        trained, now = self._job.project, self._present
        if trained is None or now is None:
            return ""
        if not computes_the_same(trained.graph, now.graph):
            return tr("This is of the network as it was trained, which was changed since. It can still be exported.")
        if not _are_same(trained.data, now.data):
            return tr("This is of the data it was trained on, with their settings; others are chosen now.")
        return ""

    def _tell_change(self) -> None:
        self._change.setText(self.change)
        self._change.setVisible(bool(self.change))

    def show_progress(self, progress: Progress, reason: str) -> None:
        """Show what a run has come to; nothing, when it has no result at all."""
        if progress.test is None and progress.best_epoch is None:
            self.hide()
            return
        self._headline.setText(_headline(progress, reason))
        value = _values(progress).get(progress.told.name)
        self._value.setText("" if value is None else progress.told.words(value))
        self._value.setVisible(value is not None)
        self._facts.setText(_facts(progress))
        self._early.setText("" if progress.early is None else progress.early.words)
        self._early.setVisible(progress.early is not None)
        self._tell_change()
        self._folder.setToolTip(tooltip(tr("Run folder: {path}", path=self._job.folder or "")))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card on the panel."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.window))
        card = self.rect().adjusted(MARGIN, 0, -MARGIN, -MARGIN)
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _assemble(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.results_button, 1)
        buttons.addWidget(self._folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 12, 2 * MARGIN, 2 * MARGIN)
        column.setSpacing(6)
        for widget in (self._headline, self._value, self._facts, self._early, self._change):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.export_button)
        column.addLayout(buttons)

    def _begin(self) -> None:
        self._progress = Progress()
        self.hide()

    def _take(self, event: object) -> None:
        self._progress.take(event)  # type: ignore[arg-type]

    def _recall(self, recalled: RecalledRun) -> None:
        self._progress = Progress()
        for event in recalled.events:
            self._progress.take(event)
        if recalled.is_trained:
            self.hide()
        else:
            self.show_progress(self._progress, self._progress.ended or "stopped")

    def _end(self, last: RunFinished | RunFailed) -> None:
        self.show_progress(self._progress, last.reason if isinstance(last, RunFinished) else "failed")


def _are_same(data: Data, other: Data) -> bool:
    """Whether two settings of data mean the same; a place may be told relative to a file, or to none."""
    if not isinstance(data, Kept) or not isinstance(other, Kept) or type(data) is not type(other):
        return data == other
    nowhere = dict.fromkeys(data.places, "")
    named = all(Path(getattr(data, place)).name == Path(getattr(other, place)).name for place in data.places)
    return named and data.changed(**nowhere) == other.changed(**nowhere)


def _values(progress: Progress) -> Mapping[str, float]:
    """What was reached: on the test samples, or on the validation samples so far."""
    return progress.test.metrics if progress.test else progress.validation


def _headline(progress: Progress, reason: str) -> str:
    """What the large figure is, where there is one, and where the training ended before its end."""
    early = {
        "stopped": tr("Stopped in epoch {epoch}", epoch=progress.epoch),
        "failed": tr("Failed in epoch {epoch}", epoch=progress.epoch),
    }
    parts = [_measured(progress), early.get(reason, "")]
    return " · ".join(filter(None, parts)) or tr("Trained")


def _measured(progress: Progress) -> str:
    """What the large figure is; "" where there is none."""
    if progress.told.name not in _values(progress):
        return ""
    if progress.test:
        return tr("Test {metric}", metric=progress.told.inline)
    return tr("Validation {metric} so far", metric=progress.told.inline)


def _facts(progress: Progress) -> str:
    """The other figures, on how many samples, of which weights, and how long it took."""
    values = _values(progress)
    parts = [figure(name).told(value) for name, value in values.items() if name != progress.told.name]
    parts += left_out(progress.metrics, values) if values else []
    if progress.test:
        count = progress.test.samples
        parts.append(ntr("on {number} test sample", "on {number} test samples", count, number=exact(count)))
    elif not parts and LOSS.name in progress.latest:
        parts.append(tr("Training {metric}", metric=LOSS.told(progress.latest[LOSS.name], inline=True)))
    if progress.best_epoch is not None:
        told = tr("weights of epoch {epoch}, the best", epoch=progress.best_epoch)
        parts.append(told if progress.test else tr("best epoch {epoch}", epoch=progress.best_epoch))
    parts.append(tr("trained {time}", time=duration(progress.seconds)))
    return " · ".join(parts)
