"""One plot at a time, of all classes or of one; for a class the threshold above which yes is said can be moved."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from studio.formatting.quantities import percent
from studio.text import in_language, tr
from studio.ui.background.evaluation_figures import Figures
from studio.ui.background.evaluation_plots import PlotData
from studio.ui.panels.evaluation.figure import FigureView
from studio.ui.panels.evaluation.plots import TITLES, figure_of
from studio.ui.widgets.live_text import LiveText
from studio.ui.widgets.scrolled import scrolled
from studio.ui.widgets.text import WordField
from studio.ui.widgets.value import Value

WHOLE = ("calibration", "positions")
"""Plots of all classes together."""

STEPS = 1_000
"""Places of the threshold between 0 and 1."""


class PlotsPage(QWidget):
    """Asks for a plot when it comes into sight."""

    wanted = Signal(str, object)  # kind of a plot, class or target or None for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: Figures | None = None
        self._asked: tuple[str, object] | None = None
        self._data: PlotData | None = None
        self.kind_field, self.class_field = WordField({}), WordField({})
        self.view = FigureView()
        self.told = LiveText("", 12, tone="muted")
        self.threshold = QSlider(Qt.Orientation.Horizontal)
        self.threshold.setRange(0, STEPS)
        self.threshold.setValue(STEPS // 2)
        self.threshold.setAccessibleName(tr("Threshold"))
        self.threshold.setMinimumWidth(120)
        self.reached = LiveText("", 12)
        self._sliding = QWidget()
        self._assemble()
        self.kind_field.edited.connect(lambda _: self._ask())
        self.class_field.edited.connect(lambda _: self._ask())
        self.threshold.valueChanged.connect(lambda _: self._draw())
        self.view.pointed.connect(self.told.set_text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def show_figures(self, figures: Figures) -> None:
        """Offer the plots of these predictions."""
        self._figures, self._asked, self._data = figures, None, None
        self.view.show_figure(None)
        self.kind_field.offer({in_language(TITLES[kind]): kind for kind in figures.plots})
        if self.kind_field.value() not in figures.plots and figures.plots:
            self.kind_field.set_value(figures.plots[0])
        of_numbers = "scatter" in figures.plots
        places: dict[str, Value] = {} if of_numbers else {tr("All classes"): None}
        self.class_field.offer(places | {name: at for at, name in enumerate(figures.classes)})
        self.class_field.set_value(0 if of_numbers else 1 if len(figures.classes) == 2 else None)
        if self.isVisible():
            self._ask()

    def show_plot(self, data: PlotData) -> None:
        """Show the numbers that were asked for."""
        self._data = data
        self._draw()

    def _assemble(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 0)
        bar.setSpacing(8)
        for field, name in ((self.kind_field, tr("Plot")), (self.class_field, tr("Class"))):
            field.setAccessibleName(name)
            field.setMaximumWidth(190)
            bar.addWidget(field, 1)
        bar.addWidget(self.told, 1)
        row = QHBoxLayout(self._sliding)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.threshold, 2)
        row.addWidget(self.reached, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(bar)
        column.addWidget(scrolled(self.view), 1)
        column.addWidget(self._sliding)
        self._sliding.hide()

    def _ask(self) -> None:
        if self._figures is None or not self._figures.plots:
            return
        kind, of = str(self.kind_field.value()), self.class_field.value()
        self.class_field.setVisible(kind not in WHOLE and len(self._figures.classes) > 1)
        if (kind, of) != self._asked:
            self._asked = (kind, of)
            self.wanted.emit(kind, of)

    def _draw(self) -> None:
        data, figures = self._data, self._figures
        if data is None or figures is None:
            return
        threshold = self.threshold.value() / STEPS if data.scores is not None else None
        self._sliding.setVisible(threshold is not None)
        self.view.show_figure(figure_of(data, in_language(TITLES[data.kind]), threshold))
        self.told.set_text(self.view.figure.note if self.view.figure is not None else "")
        if threshold is not None and data.scores is not None and data.of is not None:
            precision, recall, _ = data.scores.at(threshold)
            told = {"precision": _told(precision), "recall": _told(recall), "score": _told(_f1(precision, recall))}
            words = tr("“{name}” above {threshold}: precision {precision}, recall {recall}, F1 {score}",
                       name=figures.classes[data.of], threshold=f"{threshold:.3f}", **told)  # fmt: skip
            self.reached.set_text(words)


def _told(share: float) -> str:
    return "–" if isnan(share) else percent(share)


def _f1(precision: float, recall: float) -> float:
    """Their harmonic mean; 0 where nothing is found."""
    if isnan(recall):
        return recall
    precision = 0.0 if isnan(precision) else precision
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
