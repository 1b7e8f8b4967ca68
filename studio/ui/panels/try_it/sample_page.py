"""The run's own samples to step through: which split, which of its samples, and what is true of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.text import in_language, tr
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.number_box import NumberBox
from studio.ui.widgets.text import WordField

SPLITS = {"test": tr("Test"), "validation": tr("Validation"), "train": tr("Training")}


class SamplePage(QWidget):
    """Counts samples from 1 on, as people do, and tells places from 0 on."""

    edited = Signal(str, int)  # split, place in it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[str, int] = {}
        self.split_field, self.number_field = WordField({}), NumberBox()
        self.split_field.setAccessibleName(tr("Split of the data"))
        self.number_field.setAccessibleName(tr("Number of the sample"))
        self.number_field.setKeyboardTracking(False)
        self.back_button = icon_button("chevron-left", tr("The sample before"))
        self.next_button = icon_button("chevron-right", tr("The next sample"))
        self.truth, self.told = label("", 14, 600, wrap=True), label("", 12, tone="muted", wrap=True)
        self._assemble()
        self.setFocusProxy(self.number_field)
        self.split_field.edited.connect(lambda _: self._turn_to_split())
        self.number_field.valueChanged.connect(lambda _: self._tell())
        self.back_button.clicked.connect(lambda: self.number_field.stepBy(-1))
        self.next_button.clicked.connect(lambda: self.number_field.stepBy(1))

    @property
    def chosen(self) -> tuple[str, int]:
        """The split, and the place of the sample in it."""
        return str(self.split_field.value()), self.number_field.value() - 1

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Offer these splits; what is chosen stays so where it is there."""
        if counts == self._counts or not counts:
            return
        split = self.split_field.value()
        self._counts = dict(counts)
        words = {f"{in_language(SPLITS[name])} ({exact(count)})": name for name, count in counts.items()}
        self.split_field.offer(words)
        self.split_field.set_value(split if split in counts else next(iter(counts)))
        self._limit()

    def show_sample(self, truth: str, told: str) -> None:
        """Say what is true of the chosen sample, and what it is where it is no picture."""
        self.truth.setText(tr("Truth: {name}", name=truth) if truth else "")
        self.told.setText(told)

    def _assemble(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for part in (self.split_field, self.back_button, self.number_field, self.next_button):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row)
        for words in (self.truth, self.told):
            words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            column.addWidget(words)
        column.addStretch(1)

    def _limit(self) -> None:
        split, place = self.chosen
        self.number_field.blockSignals(True)
        self.number_field.setRange(1, self._counts[split])
        self.number_field.setValue(min(place, self._counts[split] - 1) + 1)
        self.number_field.blockSignals(False)

    def _turn_to_split(self) -> None:
        self._limit()
        self._tell()

    def _tell(self) -> None:
        self.edited.emit(*self.chosen)
