"""Asks for words: a line, or a text of several lines."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.widgets.label import label


class WordsDialog(QDialog):
    """A field with what there is already; `text` is what it holds."""

    def __init__(
        self, title: str, about: str, text: str, parent: QWidget | None = None, *, several_lines: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self.field: QLineEdit | QPlainTextEdit = QPlainTextEdit(text) if several_lines else QLineEdit(text)
        self.field.setAccessibleName(title)
        keys = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(keys.Ok | keys.Cancel)
        buttons.button(keys.Ok).setText(tr("Keep"))
        buttons.button(keys.Ok).setProperty("kind", "primary")
        buttons.button(keys.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, 16, 600, wrap=True))
        column.addWidget(label(about, 12, tone="muted", wrap=True))
        column.addWidget(self.field)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setMinimumWidth(440)
        self.field.setFocus()

    @property
    def text(self) -> str:
        """What is in the field."""
        return self.field.toPlainText() if isinstance(self.field, QPlainTextEdit) else self.field.text()


def ask_words(title: str, about: str, text: str, parent: QWidget | None, *, several_lines: bool = False) -> str | None:
    """What a person makes of a text; None where they leave it as it is."""
    dialog = WordsDialog(title, about, text, parent, several_lines=several_lines)
    kept = dialog.text if dialog.exec() else None
    dialog.deleteLater()
    return kept
