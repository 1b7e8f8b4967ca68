"""The gradient of a surface as a field of arrows, and at one place in numbers."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QWidget

from studio.formatting.numbers import three_digits
from studio.insight.playgrounds.bands import BANDS
from studio.insight.playgrounds.surfaces import Surface
from studio.text import tr
from studio.ui.dialogs.playgrounds.on_surface import FINE, OnSurface
from studio.ui.dialogs.playgrounds.view import Setting, Work
from studio.ui.widgets.number_slider import NumberSlider, evenly
from studio.ui.widgets.plane import Arrow
from studio.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from studio.insight.playgrounds.gradient_field import GradientField


class FieldSeen(NamedTuple):
    """The bands of a surface and its gradients."""

    bands: npt.NDArray[np.uint8]
    field: GradientField


class FieldView(OnSurface):
    """The mark is where the gradient is told in numbers."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, tr("Gradients of the surface"), "bowl", parent)
        self.ways = {str(tr("Downhill (−∇f)")): -1.0, str(tr("Gradient (∇f)")): 1.0}
        self.way = Segmented(tuple(self.ways))
        self.way.set_value(next(iter(self.ways)))
        self.side = NumberSlider(tr("Arrows on a side"), evenly(5, 25, 21), 15, lambda value: f"{value:.0f}")
        self.add(self.way, tr("Arrows"))
        self.add(self.side)
        self.place = self.add_readout(tr("Place (x, y)"))
        self.value = self.add_readout("f(x, y)")
        self.exact = self.add_readout(tr("∇f, back-propagation"))
        self.numeric = self.add_readout(tr("∇f, differences"))
        self.end_side()

    def question(self) -> Work:
        return partial(_seen, self.chosen, self.mark, int(self.side.value()))

    def show_answer(self, answer: Any) -> None:
        field = answer.field
        self.plane.show_bands(answer.bands, BANDS)
        self.plane.show_over(arrows=self._arrows(field), mark=field.at)
        self.place.show_value(_pair(field.at))
        self.value.show_value(three_digits(field.value))
        self.exact.show_value(_pair(field.exact))
        self.numeric.show_value(_pair(field.numeric))

    def _arrows(self, field: GradientField) -> list[Arrow]:
        """As long as the gradient is steep, the steepest as long as places are apart."""
        surface, side = self.chosen, int(self.side.value())
        sign = self.ways[str(self.way.value())]
        step = min((surface.x[1] - surface.x[0]), (surface.y[1] - surface.y[0])) / (side - 1)
        steepest = max((math.hypot(*each) for each in field.gradients.tolist()), default=1.0) or 1.0
        found = []
        for (x, y), (dx, dy) in zip(field.places.tolist(), field.gradients.tolist(), strict=True):
            steep = math.hypot(dx, dy)
            if steep > 0:
                # The root lets flat places be seen beside steep ones.
                long = sign * 1.1 * step * math.sqrt(steep / steepest) / steep
                found.append(Arrow((x, y), (x + dx * long, y + dy * long)))
        return found


def _pair(numbers: tuple[float, float]) -> str:
    return f"({three_digits(numbers[0])}, {three_digits(numbers[1])})"


def _seen(surface: Surface, at: tuple[float, float], side: int) -> FieldSeen:
    from studio.insight.playgrounds.bands import bands
    from studio.insight.playgrounds.gradient_field import gradient_field

    return FieldSeen(bands(surface.grid(FINE)), gradient_field(surface, at, side))
