"""The slope of a function at a place: a tangent, and differences that come near it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.insight.playgrounds.curves import CURVES, Curve
from studio.text import tr
from studio.ui import theme
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.label import label
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.number_slider import NumberSlider, by_factors, evenly
from studio.ui.widgets.plot_axis import PlotAxis
from studio.ui.widgets.text import WordField

HEIGHT = 380


class SlopeView(PlaygroundView):
    """Sliders say where, and how far apart the places of a difference are."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.plot = TangentPlot()
        legend = label(tr("Blue: the function. Orange: its tangent. Grey: the line of the central difference."),
                       12, tone="muted", wrap=True)  # fmt: skip
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        column.addWidget(legend)
        column.addStretch(1)
        super().__init__(setting, whole, parent)
        self.function = WordField({each.title: name for name, each in CURVES.items()})
        self.function.set_value("notes")
        self.at = NumberSlider("x", evenly(0, 20, 201), 5.0)
        self.h = NumberSlider(tr("Step h"), by_factors(1e-15, 10.0, 81), 1e-4, lambda value: f"{value:.1e}")
        self.add(self.function, tr("Function"))
        self.add(self.at)
        self.add(self.h)
        names = (
            "f(x)", tr("f′(x), back-propagation"), tr("(f(x + h) − f(x − h)) / 2h"), tr("Error of the central one"),
            tr("(f(x + h) − f(x)) / h"), tr("Error of the forward one"),
        )  # fmt: skip
        self.value, self.slope, self.central, self.central_off, self.forward, self.forward_off = map(
            self.add_readout, names
        )
        self.end_side()
        self.function.edited.connect(self._go_to_start)

    @property
    def chosen(self) -> Curve:
        """The function looked at."""
        return CURVES[str(self.function.value())]

    def question(self) -> Work:
        return partial(_worked_out, self.chosen, self.at.value(), self.h.value())

    def show_answer(self, answer: Any) -> None:
        self.plot.show_tangent(answer, self.h.value())
        self.value.show_value(f"{answer.value:.8g}")
        self.slope.show_value(f"{answer.slope:.8g}")
        self.central.show_value(f"{answer.central:.8g}")
        self.forward.show_value(f"{answer.forward:.8g}")
        self.central_off.show_value(f"{answer.central_error:.1e}")
        self.forward_off.show_value(f"{answer.forward_error:.1e}")

    def _go_to_start(self, _: object = None) -> None:
        curve = self.chosen
        self.at.offer(evenly(curve.low, curve.high, 201))
        self.at.set_value(curve.start)
        self.ask()


class TangentPlot(LinePlot):
    """A function with its tangent at a place, and the line of the central difference."""

    def __init__(self) -> None:
        super().__init__(tr("The function, its tangent and a difference"), HEIGHT)
        self.answer: Any = None

    def show_tangent(self, answer: Any, h: float) -> None:
        """Show a Tangent."""
        self.answer = answer
        low, high = answer.x[0], answer.x[-1]
        bottom, top = min(answer.y), max(answer.y)
        room = 0.15 * ((top - bottom) or 1.0)
        lines = (
            self._line(answer, answer.central, "muted", faint=True),
            self._line(answer, answer.slope, "warning"),
            PlotLine(answer.x, answer.y),
        )
        marks = [each for each in (answer.at - h, answer.at + h) if low < each < high]
        self.show_lines(lines, PlotAxis(low, high), PlotAxis(bottom - room, top + room), marks)

    def _line(self, answer: Any, slope: float, colour: str, *, faint: bool = False) -> PlotLine:
        """Through the function at the place, from side to side."""
        ends = (answer.x[0], answer.x[-1])
        return PlotLine(ends, [answer.value + slope * (x - answer.at) for x in ends], colour, faint)

    def paint_over(self, painter: QPainter) -> None:
        if self.answer is not None:
            colours = theme.current()
            painter.setPen(QPen(QColor(colours.panel), 2))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(self.place(self.answer.at, self.answer.value), 6, 6)


def _worked_out(curve: Curve, at: float, h: float) -> object:
    from studio.insight.playgrounds.tangent import tangent

    return tangent(curve, at, h)
