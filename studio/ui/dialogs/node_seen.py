"""One node seen in large: its maps or bars, how its numbers lie, and the number that is pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from studio.formatting.numbers import shape
from studio.text import ntr, tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.histogram import Histogram
from studio.ui.widgets.label import label
from studio.ui.widgets.maps import MapsView

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from studio.insight.origins import Origin
    from studio.insight.strips import Strip
    from studio.project.node_details import Detail

SIZE = QSize(640, 560)


class NodeSeenDialog(Dialog):
    """Has a page for what the node gives, its gradient and each of its parameters."""

    def __init__(self, node: str, details: Sequence[Detail], pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self.pages = QTabWidget(documentMode=True)
        for each in details:
            self.pages.addTab(DetailPage(each, pool), each.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(node, 16, 600))
        column.addWidget(self.pages, 1)
        self.resize(SIZE)


class DetailPage(QWidget):
    """One tensor: its picture, the number pointed at, and a histogram of all of them."""

    def __init__(self, detail: Detail, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = detail
        self._explaining = Channel(pool, "origin-of-number", self, urgent=True)
        self._explaining.answered.connect(self._add)
        self.maps = MapsView(detail.strip)
        self.maps.setAccessibleName(detail.title)
        self.told = label(size=12, tone="muted", wrap=True)
        self.histogram = Histogram(tr("All numbers of it"))
        self.histogram.show_distribution(detail.distribution)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.maps, 1)
        column.addWidget(self.told)
        column.addWidget(self.histogram)
        self.maps.pointed.connect(self._tell)
        self._tell(None)

    def _tell(self, place: tuple[int, ...] | None) -> None:
        self._explaining.withdraw()
        self.told.setText(self._of_all(self._detail.strip) if place is None else self._of_one(place))
        if place is not None and self._detail.explain is not None:
            self._explaining.ask(partial(self._detail.explain, place))

    def _add(self, origin: Origin | None) -> None:
        """Say below the number how it comes about."""
        if origin is not None:
            self.told.setText("\n".join([self.told.text(), *_told(origin)]))

    def _of_all(self, strip: Strip) -> str:
        low, high = f"{strip.low:.4g}", f"{strip.high:.4g}"
        words = tr("{shape} · from {low} to {high}", shape=shape(strip.shape), low=low, high=high)
        more = strip.count - strip.shown
        return f"{words} · {ntr('{count} more is not shown', '{count} more are not shown', more)}" if more else words

    def _of_one(self, place: tuple[int, ...]) -> str:
        at, value = ", ".join(map(str, place)), f"{float(self._detail.numbers[place]):.8g}"
        return tr("at ({place}): {value}", place=at, value=value)


LARGEST = 7
"""Windows with longer sides are not written out."""


def _told(origin: Origin) -> Iterator[str]:
    yield origin.formula
    if origin.window is not None:
        yield tr("Window: {numbers}", numbers=_rows(origin.window))
    if origin.kernel is not None:
        yield tr("Kernel: {numbers}", numbers=_rows(origin.kernel))


def _rows(numbers: npt.NDArray[np.float64]) -> str:
    """The rows of a window, of its first channel where it has several."""
    table = numbers[0] if numbers.ndim == 3 else numbers
    if max(table.shape) > LARGEST:
        return shape(numbers.shape)
    rows = " | ".join(" ".join(f"{number:.3g}" for number in row) for row in table.tolist())
    return (
        rows
        if numbers.ndim == 2 or len(numbers) == 1
        else tr("{rows} (the first of {count} channels)", rows=rows, count=len(numbers))
    )
