"""A row of a table to be typed: a field for each column, with what was seen in it beside."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from studio.text import half_width
from studio.ui.widgets.label import label
from studio.ui.widgets.text import WordField

FIELD_WIDTH = 120
PER_COLUMN = 6
"""Fields below each other before the next column of them begins, where there are many."""


class RowForm(QScrollArea):
    """Hands on all cells when one is changed."""

    edited = Signal(object)  # dict of texts by column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QLineEdit | WordField] = {}
        self._shown: object = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    @property
    def cells(self) -> dict[str, str]:
        """What stands in the fields, by column: numbers where they are typed, also in full-width signs."""
        return {
            name: half_width(field.text()) if isinstance(field, QLineEdit) else str(field.value())
            for name, field in self.fields.items()
        }

    def show_columns(
        self, examples: Mapping[str, str], ranges: Mapping[str, str], choices: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Have fields for these columns, with values to begin with; where they are there, what was typed stays."""
        shown = tuple(examples), dict(ranges), dict(choices)
        if shown == self._shown:
            return
        self._shown = shown
        sheet = QWidget()
        sheet.setProperty("surface", "panel")
        sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.fields = {}
        for at, (name, value) in enumerate(examples.items()):
            field = self._field(name, value, choices.get(name, ()))
            self.fields[name] = field
            line, column = at % PER_COLUMN, at // PER_COLUMN * 3
            words = label(name, 12)
            words.setBuddy(field)
            grid.addWidget(words, line, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(field, line, column + 1)
            grid.addWidget(label(ranges.get(name, ""), 12, tone="muted"), line, column + 2)
        grid.setRowStretch(PER_COLUMN, 1)
        grid.setColumnStretch(grid.columnCount(), 1)
        self.setWidget(sheet)

    def _field(self, name: str, value: str, choices: tuple[str, ...]) -> QLineEdit | WordField:
        if choices:
            chosen = WordField({each or "–": each for each in choices})
            chosen.set_value(value)
            chosen.edited.connect(lambda _: self.edited.emit(self.cells))
            chosen.setAccessibleName(name)
            return chosen
        typed = QLineEdit(value)
        typed.setFixedWidth(FIELD_WIDTH)
        typed.setAccessibleName(name)
        typed.textEdited.connect(lambda _: self.edited.emit(self.cells))
        return typed
