"""A box for a whole number within bounds, without the little arrows; arrow keys and the wheel step it."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

MARGIN = 8


class NumberBox(QSpinBox):
    """Looks as other fields do: Qt gives the number in a dressed box no margin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.lineEdit().setTextMargins(MARGIN, 0, MARGIN, 0)
        self.setMinimumWidth(72)
