"""Optimizers that walk over one surface side by side, each with a learning rate of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from studio.formatting.numbers import three_digits
from studio.insight.playgrounds.bands import BANDS
from studio.insight.playgrounds.racers import FIRST, Racer, racers
from studio.insight.playgrounds.surfaces import Surface
from studio.text import tr
from studio.training.optimizers import Optimizer
from studio.ui import theme
from studio.ui.dialogs.playgrounds.on_surface import FINE, OnSurface
from studio.ui.dialogs.playgrounds.view import Setting, Work
from studio.ui.widgets.label import label
from studio.ui.widgets.number_slider import NumberSlider, by_factors, evenly
from studio.ui.widgets.plane import Track

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from studio.insight.playgrounds.optimizer_paths import Path


class Walks(NamedTuple):
    """The bands of a surface, and the path of each walker by its name."""

    bands: npt.NDArray[np.uint8]
    paths: dict[str, Path]


class PathsView(OnSurface):
    """The mark is where all begin."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, tr("Paths over the surface"), "valley", parent)
        self.steps = NumberSlider(tr("Steps"), evenly(1, 100, 100), 30, lambda value: f"{value:.0f}")
        self.add(self.steps)
        self.walkers = {each.name: Walker(each, at) for at, each in enumerate(racers())}
        for name, walker in self.walkers.items():
            walker.check.setChecked(name in FIRST)
            walker.edited.connect(self.ask)
            self.controls[walker.racer.title] = walker.rate
            self.add_part(walker)
        self.end_side()

    def question(self) -> Work:
        going = {name: each.optimizer for name, each in self.walkers.items() if each.check.isChecked()}
        return partial(_walked, self.chosen, self.mark, int(self.steps.value()), going)

    def show_answer(self, answer: Any) -> None:
        self.plane.show_bands(answer.bands, BANDS, "faint")
        tracks = [Track(each.points.tolist(), self.walkers[name].colour) for name, each in answer.paths.items()]
        self.plane.show_over(tracks, mark=self.mark)
        for name, walker in self.walkers.items():
            walker.tell(answer.paths.get(name))


class Walker(QWidget):
    """A row: whether an optimizer walks, its colour, its rate, and how low it comes."""

    edited = Signal(object)

    def __init__(self, racer: Racer, colour: int) -> None:
        super().__init__()
        self.racer, self.colour = racer, colour
        lr = racer.optimizer.lr
        self.check = QCheckBox(racer.title)
        self.reached = label("", 12, 600)
        self.rate = NumberSlider(tr("Learning rate"), by_factors(lr / 100, lr * 10, 91), lr)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_Dot(colour))
        head.addWidget(self.check, 1)
        head.addWidget(self.reached)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.rate)
        self.check.toggled.connect(self.rate.setVisible)
        self.rate.setVisible(False)
        self.check.toggled.connect(lambda is_on: self.edited.emit(is_on))
        self.rate.edited.connect(self.edited)

    @property
    def optimizer(self) -> Optimizer:
        """With the rate that is set."""
        return self.racer.optimizer.changed(lr=self.rate.value())

    def tell(self, path: Path | None) -> None:
        """Say how low it came."""
        words = "" if path is None else tr("ran away") if path.is_lost else f"f = {three_digits(path.values[-1])}"
        self.reached.setText(words)


class _Dot(QWidget):
    def __init__(self, colour: int) -> None:
        super().__init__()
        self._colour = colour
        self.setFixedSize(QSize(12, 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.runs[self._colour % len(colours.runs)]))
        painter.drawEllipse(QRectF(1, 1, 10, 10))


def _walked(surface: Surface, start: tuple[float, float], steps: int, going: dict[str, Optimizer]) -> Walks:
    from studio.insight.playgrounds.bands import bands
    from studio.insight.playgrounds.optimizer_paths import path

    return Walks(bands(surface.grid(FINE)), {name: path(each, surface, start, steps) for name, each in going.items()})
