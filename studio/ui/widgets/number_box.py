"""A box for a whole number within bounds, without the little arrows; arrow keys and the wheel step it."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from studio.text import half_width

MARGIN = 8


class NumberBox(QSpinBox):
    """Looks as other fields do: Qt gives the number in a dressed box no margin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.lineEdit().setTextMargins(MARGIN, 0, MARGIN, 0)
        self.setMinimumWidth(72)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Full-width digits of an input method are taken as plain ones."""
        return super().validate(half_width(text), place)
