"""Asks for words, for a number or for one of several, with what there is already in the field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.text import tr
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.number_box import NumberBox


class FieldDialog(Dialog):
    """A field under a title and a sentence."""

    def __init__(self, title: str, about: str, field: QWidget, keep: str, parent: QWidget | None = None) -> None:
        """`keep` is what the button says that takes what is in the field."""
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self.field = field
        field.setAccessibleName(title)
        keys = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(keys.Ok | keys.Cancel)
        self.keep_button = buttons.button(keys.Ok)
        self.keep_button.setText(keep)
        self.keep_button.setProperty("kind", "primary")
        buttons.button(keys.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, 16, 600, wrap=True))
        column.addWidget(label(about, 12, tone="muted", wrap=True))
        column.addWidget(field)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setMinimumWidth(440)
        field.setFocus()

    def is_kept(self) -> bool:
        """Wait for the answer; whether what is in the field is to be taken."""
        kept = bool(self.exec())
        self.deleteLater()
        return kept


def ask_words(title: str, about: str, text: str, parent: QWidget | None) -> str | None:
    """What a person makes of a line; None where they leave it as it is."""
    field = QLineEdit(text)
    return field.text() if FieldDialog(title, about, field, tr("Keep"), parent).is_kept() else None


def ask_text(title: str, about: str, text: str, parent: QWidget | None) -> str | None:
    """What a person makes of a text of several lines; None where they leave it as it is."""
    field = QPlainTextEdit(text)
    return field.toPlainText() if FieldDialog(title, about, field, tr("Keep"), parent).is_kept() else None


def ask_number(
    title: str, about: str, number: int, between: tuple[int, int], keep: str, parent: QWidget | None
) -> int | None:
    """The number that a person wants, between two; None where they want none."""
    field = NumberBox()
    field.setRange(*between)
    field.setValue(number)
    return field.value() if FieldDialog(title, about, field, keep, parent).is_kept() else None


def ask_choice(title: str, about: str, choices: Mapping[str, str], keep: str, parent: QWidget | None) -> str | None:
    """The key of what a person takes of several, in words by their keys; None where they want none."""
    field = QComboBox()
    for key, words in choices.items():
        field.addItem(words, key)
    return field.currentData() if FieldDialog(title, about, field, keep, parent).is_kept() else None
