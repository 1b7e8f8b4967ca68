"""The roofline: what each layer reaches, under what the device could do at its share of arithmetic and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.plot_axis import PlotAxis

if TYPE_CHECKING:
    from studio.insight.profiling.profile import LayerProfile, Profile

HEIGHT, LEAST = 260, 160
"""Pixels, and as low as it gets on a small screen, for the table above it."""

GIGA = 1e9
DOT, CHOSEN = 4.0, 6.5
MARGIN = 2.0
"""So many times further than the outermost layers the axes reach."""


class Roofline(LinePlot):
    """Operations a byte across, billions of operations a second upwards, both in powers of ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Roofline: operations a second over operations a byte"), HEIGHT, parent)
        self.setMinimumHeight(LEAST)
        self._layers: tuple[LayerProfile, ...] = ()
        self._chosen = ""

    def show_profile(self, profile: Profile) -> None:
        """Draw the roof of the device and a dot for each layer that multiplies."""
        self._layers = tuple(each for each in profile.layers if each.flops and each.moved)
        if not self._layers:
            self.show_instead(tr("No layer multiplies, so there is nothing to draw."))
            return
        roof = profile.ceiling
        across = [each.intensity for each in self._layers]
        low, high = min(*across, roof.ridge) / MARGIN, max(*across, roof.ridge) * MARGIN
        heights = [each.rate / GIGA for each in self._layers]
        floor = min(*heights, low * roof.bandwidth / GIGA) / MARGIN
        line = PlotLine(
            (low, roof.ridge, high), (low * roof.bandwidth / GIGA, roof.flops / GIGA, roof.flops / GIGA), "muted"
        )
        self.show_lines(
            [line], PlotAxis(low, high, logarithmic=True), PlotAxis(floor, MARGIN * roof.flops / GIGA, logarithmic=True)
        )
        self.setAccessibleDescription(
            tr("{count} layers under {peak} billion operations a second.", count=len(self._layers),
               peak=f"{roof.flops / GIGA:.0f}")
        )  # fmt: skip

    def choose(self, name: str) -> None:
        """Point one layer out."""
        self._chosen = name
        self.update()

    def paint_over(self, painter: QPainter) -> None:
        colours = theme.current()
        for each in sorted(self._layers, key=lambda layer: layer.name == self._chosen):
            chosen = each.name == self._chosen
            at = self.place(each.intensity, each.rate / GIGA)
            painter.setPen(QPen(QColor(colours.field), 1))
            painter.setBrush(QColor(colours.accent if chosen or not self._chosen else colours.muted))
            painter.drawEllipse(at, *2 * (CHOSEN if chosen else DOT,))
            if chosen:
                painter.setPen(QColor(colours.text))
                painter.setFont(theme.font(11, 600))
                is_left = at.x() > self.field.center().x()
                side = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
                box = QRectF(at.x() - 10 - 160 if is_left else at.x() + 10, at.y() - 18, 160, 16)
                words = painter.fontMetrics().elidedText(each.name, Qt.TextElideMode.ElideLeft, 160)
                painter.drawText(box, side, words)
