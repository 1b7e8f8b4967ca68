"""How long a training is: a number of epochs or a number of steps, of which one is chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import tr
from studio.training.config import TrainingConfig
from studio.ui.widgets.choice import Parameters
from studio.ui.widgets.label import label
from studio.ui.widgets.row_label import LABEL_WIDTH
from studio.ui.widgets.segmented import Segmented

GAP = 12
STEPS = 1_000
"""Steps to begin with where it is not known how many an epoch has."""


class RunLength(QWidget):
    """Edits the length of a training. A length in the other unit begins as about the same length."""

    edited = Signal(str, object, bool)  # as of Parameters

    def __init__(
        self, training: TrainingConfig, batches: Callable[[], int | None], parent: QWidget | None = None
    ) -> None:
        """`batches` tells how many an epoch has, None where that is not known."""
        super().__init__(parent)
        self._training, self._batches = training, batches
        self._names = {tr("epochs"): "epochs", tr("steps"): "steps"}
        self.unit = Segmented(tuple(self._names))
        self.unit.setAccessibleName(tr("Length in"))
        self.unit.edited.connect(lambda word: self._choose(self._names[word]))
        self.numbers = {name: Parameters(training, (name,)) for name in self._names.values()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._row())
        for numbers in self.numbers.values():
            numbers.edited.connect(self.edited)
            column.addWidget(numbers)
        self.show_value(training)

    def show_value(self, training: TrainingConfig) -> None:
        """Show the length of these settings."""
        self._training = training
        for word, name in self._names.items():
            is_chosen = getattr(training, name) is not None
            self.numbers[name].show_value(training)
            self.numbers[name].setVisible(is_chosen)
            if is_chosen:
                self.unit.set_value(word)

    def _row(self) -> QHBoxLayout:
        name = label(tr("Length in"), 12, tone="muted")
        name.setMinimumWidth(LABEL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(name)
        row.addWidget(self.unit, 1)
        return row

    def _choose(self, name: str) -> None:
        batches = self._batches()
        if name == "steps":
            length = STEPS if batches is None else self._training.steps_in(batches)
        else:
            default: int = TrainingConfig.model_fields["epochs"].default
            length = default if batches is None else self._training.epochs_in(batches)
        self.edited.emit(tr("Change length"), self._training.changed(**{name: length}), False)
