"""Functions of one number, to put a tangent to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.text import tr

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Curve:
    """A function of a tensor (…), the part of its axis that is shown, and where the tangent is put first."""

    title: str
    value: Callable[[Tensor], Tensor]
    low: float
    high: float
    start: float


CURVES: Mapping[str, Curve] = {
    "notes": Curve(tr("0.01 x² + 0.1 x"), lambda x: 0.01 * x**2 + 0.1 * x, 0.0, 20.0, 5.0),
    "square": Curve("x²", lambda x: x**2, -3.0, 3.0, 1.0),
    "cubic": Curve("x³ − 3x", lambda x: x**3 - 3 * x, -2.5, 2.5, 1.5),
    "sine": Curve("sin(x)", lambda x: x.sin(), -4.0, 4.0, 1.0),
    "sigmoid": Curve(tr("sigmoid"), lambda x: x.sigmoid(), -6.0, 6.0, 1.0),
    "relu": Curve(tr("ReLU, with a kink at 0"), lambda x: x.relu(), -3.0, 3.0, 0.0),
}
"""By a name for good; the first is that of the notes."""
