"""Where values lie along an axis of a small plot, linear or logarithmic, and the round ones among them in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from studio.formatting.numbers import exact

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_ROUND = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class PlotAxis:
    """From `low` to `high`, which are not the same; both above 0 where it is `logarithmic`."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its low end, 1 at its high end; 0 or less for what cannot lie on
        it."""
        if not self.logarithmic:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else -1.0

    def value(self, share: float) -> float:
        """The value that lies so far along the axis."""
        if not self.logarithmic:
            return self.low + share * (self.high - self.low)
        return float(self.low * (self.high / self.low) ** share)

    def ticks(self, wanted: int) -> list[float]:
        """About so many round values."""
        return self._powers(wanted) if self.logarithmic else self._steps(wanted)

    def words(self, ticks: list[float]) -> list[str]:
        """Round values, with as many decimals each as the finest of them needs."""
        if self.logarithmic:
            return [_power(value) for value in ticks]
        decimals = max((len(f"{float(f'{value:.6g}'):f}".rstrip("0").partition(".")[2]) for value in ticks), default=0)
        if decimals > 4:
            return [f"{float(f'{value:.6g}'):g}" for value in ticks]
        return [f"{value:.{decimals}f}" if decimals else exact(round(value)) for value in ticks]

    def _powers(self, wanted: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        step = max(1, -(-(last - first) // max(wanted, 1)))
        return [10.0**power for power in range(first, last + 1, step)]

    def _steps(self, wanted: int) -> list[float]:
        least = (self.high - self.low) / max(wanted, 1)
        power = 10.0 ** math.floor(math.log10(least))
        step = next(each * power for each in _ROUND if each * power >= least * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [index * step for index in range(first, last + 1)]


def _power(value: float) -> str:
    """A power of ten: `10⁻⁵`, but `0.001` and `100`."""
    power = round(math.log10(value))
    return f"{value:g}" if -3 <= power <= 3 else f"10{str(power).translate(_SUPERSCRIPTS)}"


def placed(field: QRectF, across: PlotAxis, up: PlotAxis, x: float, y: float) -> QPointF:
    """The pixel of two values in a field with these axes."""
    return QPointF(field.left() + across.share(x) * field.width(), field.bottom() - up.share(y) * field.height())
