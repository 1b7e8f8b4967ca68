"""Two networks side by side, with one button that trains both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.project.twins import TWINS, Twins
from studio.text import tr
from studio.ui.background.twins_trial import TwinsTrial
from studio.ui.dialogs.playgrounds.twin import Twin
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.label import label
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.number_slider import NumberSlider
from studio.ui.widgets.plot_axis import PlotAxis
from studio.ui.widgets.progress_row import HowFar, ProgressRow
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.project import Project

COLOURS = ("accent", "warning")
MEMORY = 0.9
"""Of the running mean that a curve is drawn as, what stays from step to step."""

HEIGHT = 190


class TwinsView(PlaygroundView):
    """Trains copies, of which nothing is kept; the open project and its training are left alone."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.twins = tuple(Twin(colour) for colour in COLOURS)
        self.plot = LinePlot(tr("Loss of both over the steps"), HEIGHT)
        self.trial = TwinsTrial()
        self.busy = ProgressRow(self._how_far)
        super().__init__(setting, self._laid_out(), parent)
        self.trial.setParent(self)
        self.pair = WordField({each.title: name for name, each in TWINS.items()})
        self.pair.set_value("degradation")
        self.steps = NumberSlider(tr("Steps"), _counts(), 200, lambda value: f"{value:.0f}")
        self.lesson = label("", 12, wrap=True)
        self.button = QPushButton(tr("Train Both"))
        self.button.setProperty("kind", "primary")
        self.add(self.pair, tr("Pair"))
        self.add_part(self.lesson)
        self.add(self.steps)
        self.add_part(self.button)
        self.add_part(label(tr("Both learn the same samples in the same order, a step each in turn."), 12,
                            tone="muted", wrap=True))  # fmt: skip
        self.end_side()
        self.pair.edited.connect(self._forget)
        self.button.clicked.connect(self.train)
        self.busy.stopped.connect(self.trial.stop)
        self.trial.grown.connect(self._show_curves)
        self.trial.ended.connect(self._end)
        self._forget()

    @property
    def chosen(self) -> Twins:
        """The pair shown."""
        return TWINS[str(self.pair.value())]

    def question(self) -> Work:
        return partial(_described, self.chosen)

    def show_answer(self, answer: Any) -> None:
        for twin, project, (parameters, macs) in zip(self.twins, *answer, strict=True):
            twin.show_network(project, parameters, macs)

    def train(self) -> None:
        """Train both anew."""
        if self.setting.is_training():
            self.message.tell(tr("A training is going on."), tr("Wait for its end, or stop it."))
            self.message.show()
            return
        if self.answer is None or self.trial.is_active:
            return
        self.message.hide()
        self._show_resting(False)
        for twin in self.twins:
            twin.show_reached()
        self.plot.show_instead(tr("Preparing…"))
        self.trial.start(self.answer[0], int(self.steps.value()))

    def give_way(self) -> None:
        """Stop, and wait for the step that is under way: two trainings would draw from one generator."""
        if self.trial.is_active:
            self.trial.close()
            self._end()
            self.message.tell(tr("Both were stopped, as the window began to train."), tr("Train them when it is over."))
            self.message.show()

    def close_work(self) -> None:
        """Stop, and wait for the step that is under way."""
        self.trial.close()
        super().close_work()

    def _forget(self, _: object = None) -> None:
        self.lesson.setText(str(self.chosen.lesson))
        self.plot.show_instead(tr("Train both to see how each learns."))
        for twin in self.twins:
            twin.show_reached()

    def _show_resting(self, is_resting: bool) -> None:
        for control in (self.pair, self.steps, self.button):
            control.setEnabled(is_resting)
        self.busy.follow(not is_resting)

    def _show_curves(self) -> None:
        lines, highest = [], 0.0
        for colour, losses in zip(COLOURS, self.trial.losses, strict=True):
            if losses:
                steps, means = range(1, len(losses) + 1), _smoothed(losses)
                lines += [PlotLine(steps, losses, colour, faint=True), PlotLine(steps, means, colour)]
                highest = max(highest, losses[0], *means)
        if lines:
            across = PlotAxis(1, max(2, int(self.steps.value())))
            self.plot.show_lines(lines, across, PlotAxis(0.0, 1.1 * highest or 1.0))

    def _end(self) -> None:
        self._show_resting(True)
        if self.trial.failure is not None:
            self.message.tell(self.trial.failure.message, self.trial.failure.remedy)
            self.message.show()
        for at, (training, validation) in self.trial.reached.items():
            self.twins[at].show_reached(training, validation)
        if not any(self.trial.losses):
            self._forget()

    def _how_far(self) -> HowFar:
        done = sum(map(len, self.trial.losses))
        return HowFar(tr("Training both…"), done, 2 * int(self.steps.value()))

    def _laid_out(self) -> QWidget:
        page = QWidget()
        both = QHBoxLayout()
        both.setSpacing(16)
        for twin in self.twins:
            both.addWidget(twin, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(both)
        column.addWidget(self.plot)
        column.addWidget(self.busy)
        column.addStretch(1)
        return page


def _counts() -> tuple[int, ...]:
    """Steps to choose from: 2, 5, 10 … 10,000."""
    return tuple(factor * 10**power for power in range(4) for factor in (2, 5, 10))


def _smoothed(losses: list[float]) -> list[float]:
    """A running mean, which begins with the mean of what there is."""
    means, sums, weights = [], 0.0, 0.0
    for loss in losses:
        sums, weights = MEMORY * sums + loss, MEMORY * weights + 1.0
        means.append(sums / weights)
    return means


def _described(twins: Twins) -> tuple[tuple[Project, Project], list[tuple[int, int]]]:
    """Both projects, and the parameters and multiply-accumulates of each."""
    from studio.compiler.analysis import analyse

    projects = twins.projects()
    totals = [analyse(each.graph).total for each in projects]
    return projects, [(each.parameters, each.macs) for each in totals]
