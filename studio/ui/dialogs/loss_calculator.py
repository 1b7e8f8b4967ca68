"""A loss and its gradient worked out for targets and predictions that a person types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.formatting.numbers import six_digits
from studio.text import tr
from studio.training.losses import losses
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.insight.loss_calculator import LossResult, Rows

SIZE = QSize(560, 420)
BEGINNING = ("CrossEntropyLoss", "0,1,0;0,0,1", "0.05,0.95,0;0.1,0.8,0.1")


class LossCalculatorDialog(Dialog):
    """Works out, off the UI thread, what stands in its fields; only the latest is shown."""

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Loss calculator"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.result_found: LossResult | None = None
        self.kind = WordField({made.title: kind for kind, made in losses.items()})
        self.targets, self.predictions = QLineEdit(BEGINNING[1]), QLineEdit(BEGINNING[2])
        self.probabilities = QCheckBox(tr("Predictions are probabilities"))
        self.value = label("", 20, 600, wrap=True)
        self.gradient, self.split = label("", wrap=True), label("", tone="muted", wrap=True)
        self.message = Message()
        self._assemble()
        self._channel = Channel(pool, "loss", self)
        self._channel.answered.connect(self._show)
        self._channel.failed.connect(self._fail)
        self.kind.edited.connect(lambda _: self._ask())
        for field in (self.targets, self.predictions):
            field.textChanged.connect(self._ask)
        self.probabilities.toggled.connect(self._ask)
        self._ask()

    def done(self, result: int) -> None:
        """Nobody waits for an answer any more."""
        self._channel.withdraw()
        super().done(result)

    def _assemble(self) -> None:
        self.kind.set_value(BEGINNING[0])
        self.probabilities.setChecked(True)
        form = QFormLayout()
        form.setSpacing(10)
        for name, field in (
            (tr("Loss"), self.kind),
            (tr("Targets"), self.targets),
            (tr("Predictions"), self.predictions),
        ):
            field.setAccessibleName(name)
            form.addRow(name, field)
        form.addRow("", self.probabilities)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Loss calculator"), 16, 600))
        told = tr("Numbers with commas between them, and “;” between samples. Classes are counted from 0.")
        column.addWidget(label(told, tone="muted", wrap=True))
        column.addLayout(form)
        for part in (self.value, self.gradient, self.split, self.message):
            column.addWidget(part)
        column.addStretch(1)
        self.resize(SIZE)

    def _ask(self) -> None:
        kind, typed = str(self.kind.value()), (self.targets.text(), self.predictions.text())
        self._channel.ask(partial(_worked_out, kind, *typed, self.probabilities.isChecked()))

    def _show(self, found: LossResult) -> None:
        self.result_found = found
        self.message.hide()
        self.value.setText(f"L = {six_digits(found.value)}")
        self.gradient.setText(tr("∂L/∂prediction: {rows}", rows=_rows(found.gradient)))
        split = found.split
        told = ""
        if split is not None:
            values = {"value": six_digits(split.value), "rows": _rows(split.gradient)}
            told = tr("Softmax first, then the logarithm: {value}, with the gradient {rows}", **values)
        self.split.setText(told)
        for part in (self.value, self.gradient, self.split):
            part.setVisible(bool(part.text()))

    def _fail(self, error: Exception) -> None:
        self.result_found = None
        for part in (self.value, self.gradient, self.split):
            part.hide()
        self.message.tell(*told_by(error))
        self.message.show()


def _worked_out(kind: str, targets: str, predictions: str, from_probabilities: bool) -> LossResult:
    from studio.insight.loss_calculator import calculate
    from studio.training.losses import Loss

    loss = losses[kind].create({})
    assert isinstance(loss, Loss)
    return calculate(loss, targets, predictions, from_probabilities=from_probabilities)


def _rows(rows: Rows) -> str:
    return "; ".join(", ".join(map(six_digits, row)) for row in rows)
