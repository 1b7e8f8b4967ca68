"""Which values a chart shows of its lines: all of them, less the rarest spikes of single batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.training.curves.growing import Numbers
from studio.training.metrics import Unit
from studio.ui.panels.charts.lines import Line, Window

SLACK = 1.15
"""What is seen may be so many times what there is to see."""

CEILING: dict[Unit, float] = {"share": 1.03, "number": float("inf")}
"""No more is shown above the highest value there can be."""

LARGEST = 1e300
"""Values beyond are drawn as this one: Qt cannot reckon with larger ones."""


def value_range(lines: Sequence[Line], window: Window, unit: Unit, *, logarithmic: bool) -> tuple[float, float]:
    """The lowest and highest value to show, as places on the axis."""
    known = [part for line in lines if len(part := _telling(line, window, logarithmic))]
    if not known:
        return (-1.0, 1.0) if logarithmic else (0.0, 1.0)
    low, high = min(float(part.min()) for part in known), max(float(part.max()) for part in known)
    if high - low < 1e-9 * max(abs(low), abs(high)):
        low = high  # they differ by less than can be told
    margin = 0.06 * (high - low) or (0.3 if logarithmic else 0.06 * abs(high)) or 0.05
    return low - margin, high + margin if logarithmic else min(high + margin, CEILING[unit])


def places(line: Line, floor: float, *, logarithmic: bool) -> Line:
    """A line as it is drawn. On a logarithmic axis what is not above 0 leaves the chart through its floor."""
    if not logarithmic:
        return line._replace(y=np.clip(line.y, -LARGEST, LARGEST))
    return line._replace(y=np.log10(np.maximum(line.y, 10.0 ** max(floor, -300.0))))


def is_good(shown: tuple[float, float], wanted: tuple[float, float]) -> bool:
    """Whether a range still shows all that is wanted and not much more. Axes are costly to draw, so they stay."""
    (low, high), slack = wanted, (SLACK - 1) * (wanted[1] - wanted[0])
    return low - slack <= shown[0] <= low + slack / 4 and high - slack / 4 <= shown[1] <= high + slack


def _telling(line: Line, window: Window, logarithmic: bool) -> Numbers:
    """The values of a line that want to be seen, as places on the axis."""
    seen = line.y[(line.x >= window.first) & (line.x <= window.last)]
    if not len(seen):
        seen = line.y
    seen = np.clip(seen, -LARGEST, LARGEST)
    if logarithmic:
        seen = np.log10(seen[seen > 0])
    return np.percentile(seen, (1, 98)) if line.is_rough and len(seen) else seen
