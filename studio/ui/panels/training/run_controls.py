"""Train, pause and stop, and how far the training is: the head of the training panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.project.prospect import Prospect
from studio.project.readiness import Step
from studio.text import in_language, paragraph, tr
from studio.training.events import Remark, RunStarted
from studio.training.metrics import LOSS
from studio.training.progress import Progress
from studio.ui import theme
from studio.ui.actions import shortcuts, told
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.training_job import State, TrainingJob
from studio.ui.plain_text import tooltip
from studio.ui.widgets.label import label
from studio.ui.widgets.live_text import LiveText

BUTTON_HEIGHT = 36
RESOLUTION = 1000
UNKNOWN = "–"
FIGURE_SHARES = {"loss": 5, "metric": 6, "validation": 6, "speed": 5}
"""Of the width, so that 100.0 % is seen whole in the panel's first width."""

WAITING: dict[str, str] = {"preparing": tr("Preparing…"), "paused": tr("Paused"), "stopping": tr("Stopping…")}
"""What stands in place of the time left while nothing is trained."""

ALONE = tr("It is trained in a process of its own, which goes on when this window is closed.")


class RunControls(QWidget):
    """Buttons and read-outs of a training job. What Train does is for the panel to decide."""

    train_wanted = Signal()
    restart_wanted = Signal()
    step_wanted = Signal()  # what lies before the training

    def __init__(self, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.progress = Progress()
        self.train_button = _button(tr("Train"), "play", "on_accent")
        self.train_button.setProperty("kind", "primary")
        self.pause_button = _button(tr("Pause"), "pause")
        self.stop_button = _button(tr("Stop"), "stop")
        self.step_button = _button("", "folder", "on_accent")
        self.step_button.setToolTip(tooltip(tr("This is needed before the network can be trained")))
        self.step_button.setProperty("kind", "primary")
        self.restart_button = QPushButton(tr("Start over with new weights"))
        self.restart_button.setProperty("kind", "plain")
        self.leave_button = QPushButton(tr("Let it go on alone"))
        self.leave_button.setProperty("kind", "plain")
        self.leave_button.setToolTip(tooltip(tr("Follow it no longer; its run stays in the list of runs")))
        self.leave_button.clicked.connect(job.leave)
        self.train_button.clicked.connect(self.train_wanted)
        self.restart_button.clicked.connect(self.restart_wanted)
        self.step_button.clicked.connect(self.step_wanted)
        self.pause_button.clicked.connect(self.toggle_pause)
        self.stop_button.clicked.connect(job.stop)
        self._tell_keys()
        shortcuts().changed.connect(self._tell_keys)
        self._prospect = Prospect()
        self._pause = self._note = ""
        self._intention = label(size=12, tone="muted", wrap=True)
        self._step: Step | None = None
        self._readouts = _Readouts(self)
        self._assemble()
        job.started.connect(self._begin)
        job.happened.connect(self._take)
        job.state_changed.connect(self._show_state)
        job.recalled.connect(self._recall)
        job.forgotten.connect(self._forget)
        self._show_state(job.state)

    def toggle_pause(self) -> None:
        """Pause, or go on after a pause."""
        if self._job.state == "paused":
            self._job.resume()
        else:
            self._job.pause()

    def show_pause(self, words: str) -> None:
        """Say what changes of the settings mean for a training that waits."""
        if words != self._pause:
            self._pause = words
            self._show_state(self._job.state)

    def show_prospect(self, prospect: Prospect) -> None:
        """Let Train continue the last run, with a way to start over beside it, or start a new one; say which."""
        if prospect != self._prospect:
            self._prospect = prospect
            self._show_state(self._job.state)

    @property
    def intention(self) -> str:
        """What is said that Train does; "" while nothing is."""
        return "" if self._intention.isHidden() else self._intention.text()

    def offer_step(self, step: Step | None) -> None:
        """Have a button for what is to be done before Train, in its place, or for nothing."""
        if step == self._step:
            return
        self._step = step
        if step is not None:
            self.step_button.setText(step.words)
            self.step_button.setIcon(theme.icon("folder" if step.chooses == "folder" else "data", "on_accent"))
        self._show_state(self._job.state)

    def _tell_keys(self) -> None:
        """The buttons say what the menu says of the same."""
        buttons = {"train.start": self.train_button, "train.pause": self.pause_button, "train.stop": self.stop_button}
        for name, button in buttons.items():
            button.setToolTip(tooltip(told(name)))

    def _assemble(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.step_button)
        buttons.addWidget(self.train_button, 2)
        buttons.addWidget(self.pause_button, 1)
        buttons.addWidget(self.stop_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(buttons)
        column.addWidget(self._intention)
        column.addWidget(self.restart_button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.leave_button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._readouts)

    @property
    def rate_text(self) -> str:
        """What is said of the learning rate."""
        return self._readouts.rate_text

    @property
    def time_text(self) -> str:
        """What is said of the time: what is left, what is waited for, or how it ended."""
        return self._readouts.time_text

    def _begin(self) -> None:
        if not self._job.is_continuing:
            self.progress = Progress()
        self._readouts.show_progress(self.progress)
        self._readouts.show()

    def _forget(self) -> None:
        self.progress, self._note = Progress(), ""
        self.show_prospect(Prospect())

    def _recall(self, recalled: RecalledRun) -> None:
        """Show how far a run of earlier had come."""
        self.progress = Progress()
        for event in recalled.events:
            self._note_down(event)
            self.progress.take(event)
        self._show_state(self._job.state)

    def _take(self, event: object) -> None:
        if self._note_down(event):
            self._show_state(self._job.state)
        self.progress.take(event)  # type: ignore[arg-type]
        self._readouts.show_progress(self.progress, _waiting(self._job.state))

    def _note_down(self, event: object) -> bool:
        """Take in what a run says itself; whether this was some of it."""
        if isinstance(event, RunStarted):
            self._note = event.note
        elif isinstance(event, Remark):
            self._note = paragraph(self._note, event.text)
        return isinstance(event, RunStarted | Remark)

    def _words(self, state: State) -> str:
        """What is said below the buttons: where it is trained and what it says itself, or what Train would do."""
        if self._job.goes_on_alone:
            return paragraph(in_language(ALONE), self._note)
        if state == "paused":
            return self._pause
        if state == "running":
            return in_language(self._note)
        return self._prospect.words if state == "idle" and self._step is None else ""

    def _show_state(self, state: State) -> None:
        idle = state == "idle"
        waits = idle and self._step is not None
        self.step_button.setVisible(waits)
        for button in (self.train_button, self.pause_button, self.stop_button):
            button.setHidden(waits)
        self.train_button.setEnabled(idle)
        self.train_button.setText(_train_text(state, continues=self._prospect.continues))
        self.train_button.setIcon(theme.icon("play", "on_accent") if idle else QIcon())  # its room is for the words
        self.pause_button.setEnabled(state in ("preparing", "running", "paused"))
        self.pause_button.setText(tr("Resume") if state == "paused" else tr("Pause"))
        self.pause_button.setIcon(theme.icon("play" if state == "paused" else "pause"))
        self.stop_button.setEnabled(state in ("preparing", "running", "paused"))
        self.restart_button.setVisible(idle and self._prospect.continues and not waits)
        self._intention.setText(self._words(state))
        self._intention.setVisible(bool(self._intention.text()))
        self.leave_button.setVisible(self._job.goes_on_alone)
        self._readouts.show_progress(self.progress, _waiting(state))
        self._readouts.setVisible(not idle or self.progress.step > 0)


class _Readouts(QWidget):
    """Progress bar with words above it, and the latest figures below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._epoch = LiveText(weight=500)
        self._time = LiveText(size=12, tone="muted", align=Qt.AlignmentFlag.AlignRight)
        self._rate = LiveText(size=12, tone="muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, RESOLUTION)
        self._bar.setTextVisible(False)
        titles = {"loss": LOSS.label, "metric": "", "validation": tr("Validation"), "speed": tr("Samples/s")}
        self._figures = {name: LiveText(UNKNOWN, 15, 600) for name in titles}
        words = QHBoxLayout()
        words.addWidget(self._epoch)
        words.addWidget(self._time)
        figures = QGridLayout()
        figures.setVerticalSpacing(0)
        figures.setHorizontalSpacing(8)
        self._names = {name: label(title, 11, tone="muted") for name, title in titles.items()}
        for column, (name, figure) in enumerate(self._figures.items()):
            figures.addWidget(self._names[name], 0, column)
            figures.addWidget(figure, 1, column)
            figures.setColumnStretch(column, FIGURE_SHARES[name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(words)
        layout.addWidget(self._bar)
        layout.addSpacing(4)
        layout.addLayout(figures)
        layout.addWidget(self._rate)

    @property
    def rate_text(self) -> str:
        """What is said of the learning rate."""
        return self._rate.text()

    @property
    def time_text(self) -> str:
        """The words above the bar at its right end."""
        return self._time.text()

    def show_progress(self, progress: Progress, waiting: str | None = None) -> None:
        """Show how far a training is; `waiting` stands in place of the time left."""
        self._epoch.set_text(progress.position_words if progress.epochs else "")
        self._time.set_text(progress.time_words if waiting is None else waiting)
        self._bar.setValue(round(progress.share * RESOLUTION))
        self._rate.set_text(progress.rate_words)
        self._rate.setVisible(bool(progress.rate_words))
        told = progress.told.label if progress.latest else ""  # what it is called is known with its first value
        if self._names["metric"].text() != told:
            self._names["metric"].setText(told)
        for name, text in _figures(progress).items():
            self._figures[name].set_text(text)


def _figures(progress: Progress) -> dict[str, str]:
    told = progress.told
    return {
        "loss": _shown(progress.latest.get(LOSS.name), LOSS.words),
        "metric": _shown(progress.latest.get(told.name), told.words),
        "validation": _shown(progress.validation.get(told.name), told.words),
        "speed": _shown(progress.samples_per_second, lambda value: exact(round(value))),
    }


def _shown(value: float | None, words: Callable[[float], str]) -> str:
    return UNKNOWN if value is None else words(value)


def _train_text(state: State, *, continues: bool) -> str:
    if state == "idle":
        return tr("Continue") if continues else tr("Train")
    return tr("Training…") if state == "running" else in_language(WAITING[state])


def _waiting(state: State) -> str | None:
    return in_language(WAITING[state]) if state in WAITING else None


def _button(text: str, icon: str, tint: str = "") -> QPushButton:
    button = QPushButton(theme.icon(icon, tint), text)
    button.setIconSize(QSize(18, 18))
    button.setMinimumHeight(BUTTON_HEIGHT)
    button.setProperty("slim", True)
    return button
