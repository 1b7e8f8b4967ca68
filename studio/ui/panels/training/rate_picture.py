"""A picture of the learning rate over the run to come, as schedule and warm-up will have it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.text import ntr, tr
from studio.training.config import TrainingConfig
from studio.training.schedules import ConstantLR, ReduceLROnPlateau
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.label import label
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.plot_axis import PlotAxis

if TYPE_CHECKING:
    from studio.training.rate_course import Course

HEIGHT = 132
MOST_EPOCHS = 40
"""Ends of more epochs would merge."""

WIDE = 50.0
"""Rates that are multiplied again and again, and differ so many times, are shown on a logarithmic axis."""


class RatePicture(QWidget):
    """Worked out off the UI thread whenever what it depends on changes; not there for a rate that never changes."""

    def __init__(
        self,
        pool: Pool,
        descriptions: DataDescriptions,
        batches: Callable[[], int | None],
        parent: QWidget | None = None,
    ) -> None:
        """`batches` tells how many an epoch has, None where that is not known."""
        super().__init__(parent)
        self._training, self._batches = TrainingConfig(), batches
        self._asked: object = None
        self._channel = Channel(pool, "rates", self)
        self._channel.answered.connect(self._show)
        self.plot = LinePlot(tr("Learning rate over the run"), HEIGHT)
        self._words = label(size=12, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.plot)
        column.addWidget(self._words)
        self.hide()
        descriptions.ready.connect(lambda: self.show_for(self._training))

    @property
    def words(self) -> str:
        """What is said below."""
        return self._words.text()

    def show_for(self, training: TrainingConfig) -> None:
        """Show the run of these settings."""
        batches, self._training = self._batches(), training
        changing = training.schedule != ConstantLR() or training.warmup_steps > 0
        wanted = (
            training.schedule,
            training.warmup_steps,
            training.optimizer.lr,
            training.epochs,
            training.steps,
            batches,
        )
        if wanted == self._asked:
            return
        self._asked = wanted
        self._channel.withdraw()
        self.setVisible(changing)
        if changing and batches is None:
            self._words.hide()
            self.plot.show_instead(tr("The picture of the rate appears once the data are known, and so its steps."))
        elif changing and batches is not None:
            self._channel.ask(partial(_course, training, batches))

    def _show(self, found: Course) -> None:
        highest, lowest = max(found.rates), min(found.rates)
        schedule = self._training.schedule
        logarithmic = schedule.by_factor and lowest > 0 and highest > WIDE * lowest
        up = PlotAxis(lowest / 1.5, highest * 1.5, logarithmic=True) if logarithmic else PlotAxis(0.0, highest * 1.08)
        epochs = self._training.epochs_in(found.batches)
        ends = [epoch * found.batches for epoch in range(1, epochs)] if epochs <= MOST_EPOCHS else []
        across = PlotAxis(0.0, max(found.length, 2))
        self.plot.show_lines([PlotLine(found.steps, found.rates)], across, up, [end + 0.5 for end in ends])
        words = _words(found, epochs)
        if isinstance(schedule, ReduceLROnPlateau):
            words = tr("{words} {plateau}", words=words, plateau=_plateau(schedule))
        self._words.setText(words)
        self.plot.setAccessibleDescription(words)
        self._words.show()


def _words(found: Course, epochs: int) -> str:
    """From where to where the rate goes, and in how many steps."""
    first, highest, last = (f"{float(f'{rate:.3g}'):g}" for rate in (found.rates[0], max(found.rates), found.rates[-1]))
    steps = ntr("{number} step", "{number} steps", found.length, number=exact(found.length))
    told = {"steps": steps, "epochs": ntr("{number} epoch", "{number} epochs", epochs, number=exact(epochs))}
    if highest in (first, last):
        return tr("From {first} to {last} in {steps} ({epochs}).", first=first, last=last, **told)
    return tr(
        "From {first} up to {highest}, and to {last} in {steps} ({epochs}).",
        first=first,
        highest=highest,
        last=last,
        **told,
    )


def _plateau(schedule: ReduceLROnPlateau) -> str:
    return ntr(
        "That depends on the loss: where it stays for more than {count} epoch, the rate is multiplied by {factor}.",
        "That depends on the loss: where it stays for more than {count} epochs, the rate is multiplied by {factor}.",
        schedule.patience,
        factor=f"{schedule.factor:g}",
    )


def _course(training: TrainingConfig, batches: int) -> Course:
    from studio.training.rate_course import course

    return course(training, batches)
