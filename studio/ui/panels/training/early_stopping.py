"""Whether a training is ended early, by which value and after how many epochs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.data import Data
from studio.explanation.plan import values_told
from studio.layers import fields
from studio.text import paragraph, tr
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping, check_watchable, monitor_words
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.plain_text import tooltip
from studio.ui.widgets.choice import Parameters
from studio.ui.widgets.label import label
from studio.ui.widgets.refusal import Refusal
from studio.ui.widgets.row_label import LABEL_WIDTH
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.text import WordField

GAP, ROW_GAP = 12, 6


class EarlyStoppingSettings(QWidget):
    """Switches early stopping on and off, and edits it where it is on.

    What can be watched is known once the data are; a value that is not told of them is shown with what is wrong.
    """

    edited = Signal(str, object, bool)  # as of Parameters

    def __init__(self, training: TrainingConfig, descriptions: DataDescriptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._training, self._descriptions = training, descriptions
        self._data: Data | None = None
        self.switch = Switch()
        self.monitor = WordField({})
        self._watched = QWidget()
        self._refusal = Refusal(self._watched)
        self.numbers = Parameters(self._shown, ("patience", "min_delta"))
        self.switch.setAccessibleName(EarlyStopping.title)
        self.switch.setToolTip(tooltip(EarlyStopping.help()))
        self.switch.edited.connect(self._turn)
        self.monitor.edited.connect(self._watch)
        self.numbers.edited.connect(self._edit)
        descriptions.ready.connect(self._show_monitor)
        self._assemble()
        self.show_value(training)

    @property
    def error(self) -> str:
        """What is said of a value that is not told; empty where it is."""
        return self._refusal.text()

    def show_value(self, training: TrainingConfig) -> None:
        """Show these settings."""
        self._training = training
        is_on = training.early_stopping is not None
        self.switch.set_value(is_on)
        self.numbers.show_value(self._shown)
        self._details.setVisible(is_on)
        self._show_monitor()

    def show_for(self, data: Data) -> None:
        """Offer the values that are told of these data."""
        self._data = data
        self._show_monitor()

    @property
    def _shown(self) -> EarlyStopping:
        return self._training.early_stopping or EarlyStopping()

    @property
    def _names(self) -> tuple[str, ...]:
        """What can be watched; nothing while that is not known."""
        if self._data is None:
            return ()
        description = self._descriptions.of(self._data, EarlyStoppingSettings)
        return values_told(self._data, description, self._training)

    def _show_monitor(self) -> None:
        chosen, names = self._shown.monitor, self._names
        self.monitor.offer({_capital(monitor_words(name)): name for name in dict.fromkeys((*names, chosen))})
        self.monitor.set_value(chosen)
        found = check_watchable(self._training.early_stopping, names) if names else None
        told = "" if found is None else paragraph(found.message, found.remedy)
        self._refusal.say(told)
        self.monitor.set_wrong(bool(told))
        self.monitor.setAccessibleDescription(told)

    def _turn(self, is_on: bool) -> None:
        if is_on:
            usual, names = EarlyStopping(), self._names
            begun = usual if not names or usual.monitor in names else usual.changed(monitor=names[0])
            self._edit(tr("Switch early stopping on"), begun, False)
        else:
            self._edit(tr("Switch early stopping off"), None, False)

    def _watch(self, name: str) -> None:
        self._edit(tr("Change what early stopping watches"), self._shown.changed(monitor=name), False)

    def _edit(self, step: str, chosen: EarlyStopping | None, going_on: bool) -> None:
        self.edited.emit(step, self._training.changed(early_stopping=chosen), going_on)

    def _assemble(self) -> None:
        watched = next(spec for spec in fields(EarlyStopping) if spec.name == "monitor")
        self.monitor.setAccessibleName(watched.label)
        self.monitor.setToolTip(tooltip(watched.description))
        self._details = QWidget()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(ROW_GAP)
        self._watched.setLayout(_row(watched.label, self.monitor, fills=True))
        details.addWidget(self._watched)
        details.addWidget(self.numbers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_GAP)
        column.addLayout(_row(tr(EarlyStopping.title), self.switch, fills=False))
        column.addWidget(self._details)


def _row(words: str, editor: QWidget, *, fills: bool) -> QHBoxLayout:
    name = label(words, 12, tone="muted")
    name.setMinimumWidth(LABEL_WIDTH)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    row.addWidget(name)
    row.addWidget(editor, 1 if fills else 0)
    if not fills:
        row.addStretch(1)
    return row


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
