"""Functions of two numbers to walk on, which plain numbers, arrays and tensors go through alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.text import tr

Range = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A function f(x, y), the part of the plane that is shown of it, and where walks begin."""

    title: str
    formula: str
    value: Callable[[Any, Any], Any]
    x: Range
    y: Range
    start: tuple[float, float]

    def grid(self, side: int) -> npt.NDArray[np.float64]:
        """The values (side, side) over the part that is shown; the first row is that of the lowest y."""
        across, up = np.meshgrid(np.linspace(*self.x, side), np.linspace(*self.y, side))
        return np.asarray(self.value(across, up), np.float64)


SURFACES: Mapping[str, Surface] = {
    "valley": Surface(
        tr("Long valley"), "f = x²/20 + y²", lambda x, y: x**2 / 20 + y**2, (-10.0, 10.0), (-5.0, 5.0), (-7.0, 2.0)
    ),
    "bowl": Surface(tr("Bowl"), "f = x² + y²", lambda x, y: x**2 + y**2, (-4.0, 4.0), (-4.0, 4.0), (3.0, 2.0)),
    "saddle": Surface(
        tr("Saddle"), "f = x² − y² + y⁴/8", lambda x, y: x**2 - y**2 + y**4 / 8, (-4.0, 4.0), (-4.0, 4.0), (-3.0, 0.1)
    ),
    "banana": Surface(
        tr("Bent valley (Rosenbrock)"), "f = (1 − x)² + 10(y − x²)²",
        lambda x, y: (1 - x) ** 2 + 10 * (y - x**2) ** 2, (-2.0, 2.0), (-1.0, 3.0), (-1.5, 2.0),
    ),
    "wells": Surface(
        tr("Two wells"), "f = (x² − 4)²/16 + y² + x/4",
        lambda x, y: (x**2 - 4) ** 2 / 16 + y**2 + x / 4, (-4.0, 4.0), (-3.0, 3.0), (3.5, 2.0),
    ),
}  # fmt: skip
"""By a name for good; the first is that of the notes."""
