"""A slider over values with its name at the left and the value, in words, at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.formatting.numbers import three_digits
from studio.ui.widgets.label import label

Words = Callable[[float], str]

HEIGHT = 20
"""Pixels of the slider, so that its handle is whole."""


def evenly(low: float, high: float, count: int) -> tuple[float, ...]:
    """So many values at equal distances."""
    return tuple(low + (high - low) * at / (count - 1) for at in range(count))


def by_factors(low: float, high: float, count: int) -> tuple[float, ...]:
    """So many values above 0, each by the same factor larger than the one before."""
    return tuple(low * (high / low) ** (at / (count - 1)) for at in range(count))


class NumberSlider(QWidget):
    """Gives one of some values; `edited` tells each that a person comes by."""

    edited = Signal(object)

    def __init__(
        self, name: str, values: Sequence[float], start: float, words: Words = three_digits,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._values, self._words = tuple(values), words
        self.name = name
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(values) - 1)
        self.slider.setPageStep(max(1, len(values) // 10))
        self.slider.setAccessibleName(name)
        self.slider.setMinimumHeight(HEIGHT)
        self.shown = label("", 12, 600)
        head = QHBoxLayout()
        head.addWidget(label(name, 12, tone="muted"))
        head.addStretch(1)
        head.addWidget(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.slider)
        self.setFocusProxy(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setEnabled(len(values) > 1)
        self.set_value(start)
        self.slider.valueChanged.connect(self._tell)

    def value(self) -> float:
        """Where it stands."""
        return self._values[self.slider.value()]

    def set_value(self, value: float) -> None:
        """Show the value that is nearest."""
        place = min(range(len(self._values)), key=lambda at: abs(self._values[at] - value))
        self.slider.blockSignals(True)
        self.slider.setValue(place)
        self.slider.blockSignals(False)
        self._word()

    def offer(self, values: Sequence[float]) -> None:
        """Have other values, and stay as near to where it stood as can be."""
        before = self.value()
        self._values = tuple(values)
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(values) - 1)
        self.slider.blockSignals(False)
        self.slider.setEnabled(len(values) > 1)
        self.set_value(before)

    def point(self, share: float) -> QPoint:
        """The pixel of the slider so far along it."""
        return QPoint(round(share * (self.slider.width() - 1)), self.slider.height() // 2)

    def _tell(self) -> None:
        self._word()
        self.edited.emit(self.value())

    def _word(self) -> None:
        self.shown.setText(self._words(self.value()))
        self.slider.setAccessibleDescription(self.shown.text())
