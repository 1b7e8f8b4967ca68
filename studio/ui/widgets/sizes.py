"""Fields for several numbers: one box an axis, linked while they are the same; or a list of any length."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from studio.formatting.numbers import TIMES
from studio.layers import FieldSpec
from studio.text import half_width, tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.number import NumberField, parse
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.value import MIXED, Value, mark_wrong

IN_A_LINE = 3


class AxesField(QWidget):
    """Edits a tuple of fixed length such as 5×5. While linked, one number stands for every axis."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = spec.optional
        self._boxes = [NumberField(spec, self) for _ in range(spec.length or 1)]
        self.link = _link_button(self)
        self.link.setVisible(spec.editor == "integers" and len(self._boxes) > 1)
        self.link.setChecked(not self.link.isHidden())
        self.link.toggled.connect(self._linked)
        self._arrange("×" if spec.editor == "integers" else ",")
        for index, box in enumerate(self._boxes):
            box.trying.connect(lambda _, at=index: self._try(at))
            box.edited.connect(lambda _, at=index: self._edit(at))
        self.setFocusProxy(self._boxes[0])

    def setAccessibleName(self, name: str) -> None:
        """Each number is told by the name of the whole and its place."""
        super().setAccessibleName(name)
        for at, box in enumerate(self._boxes, 1):
            several = len(self._boxes) > 1
            box.setAccessibleName(tr("{name}, number {place}", name=name, place=at) if several else name)

    def value(self) -> Value:
        """The tuple, or None where every box is empty and that is allowed."""
        values = tuple(box.value() for box in self._boxes)
        if MIXED in values:
            return MIXED
        return None if self._optional and all(value is None for value in values) else values

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        values = value if isinstance(value, tuple) else (value,) * len(self._boxes)
        for box, each in zip(self._boxes, values, strict=True):
            box.set_value(each)
        self.link.setChecked(not self.link.isHidden() and len(set(values)) == 1)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        for box in self._boxes:
            box.set_wrong(wrong)

    def step_by(self, steps: int) -> None:
        """Step the first axis, and with it those linked to it."""
        self._boxes[0].step_by(steps)

    def _arrange(self, sign: str) -> None:
        """Up to three boxes in a line with signs between them; more (the sides of a padding) in pairs."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        columns = len(self._boxes) if len(self._boxes) <= IN_A_LINE else 2
        for index, box in enumerate(self._boxes):
            line, column = divmod(index, columns)
            box.setMinimumWidth(28)
            box.setProperty("compact", columns == IN_A_LINE)
            grid.addWidget(box, line, 2 * column)
            grid.setColumnStretch(2 * column, 1)
            if column and columns == len(self._boxes):
                grid.addWidget(_sign(sign), line, 2 * column - 1)
        grid.addWidget(self.link, 0, 2 * columns - 1)

    def _try(self, at: int) -> None:
        typed = self._boxes[at].typed()
        self.trying.emit(self._with(at, typed))

    def _edit(self, at: int) -> None:
        value = self._boxes[at].value()
        whole = self._with(at, value)
        if self.link.isChecked():
            for box in self._boxes:
                box.set_value(value)
        self.edited.emit(whole)

    def _with(self, at: int, value: Value) -> Value:
        linked = self.link.isChecked()
        values = tuple(value if linked or index == at else box.value() for index, box in enumerate(self._boxes))
        return None if self._optional and all(each is None for each in values) else values

    def _linked(self, linked: bool) -> None:
        if linked and len({box.value() for box in self._boxes}) > 1:
            self._edit(0)


class WordsOrAxesField(QWidget):
    """Edits numbers for each axis, or a word in their place (padding: `same`, `valid`)."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = spec.choices
        self._axes = AxesField(spec, self)
        self._numbers = tr("numbers")
        self.mode = Segmented((self._numbers, *spec.choices), parent=self)
        self._last = spec.default if isinstance(spec.default, tuple) else (int(spec.minimum or 0),) * (spec.length or 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.mode)
        column.addWidget(self._axes)
        self._axes.trying.connect(self.trying)
        self._axes.edited.connect(self._edit_numbers)
        self.mode.edited.connect(self._choose)
        self.setFocusProxy(self.mode)

    def setAccessibleName(self, name: str) -> None:
        """Both the choice and the numbers are told by the name of the whole."""
        super().setAccessibleName(name)
        for part in (self.mode, self._axes):
            part.setAccessibleName(name)

    def value(self) -> Value:
        """The word, or the tuple of numbers."""
        word = self.mode.value()
        return word if word in self._words or word is MIXED else self._axes.value()

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        if isinstance(value, tuple):
            self._last = value
            self._axes.set_value(value)
        self.mode.set_value(self._numbers if isinstance(value, tuple) else value)
        self._axes.setVisible(isinstance(value, tuple))

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        self._axes.set_wrong(wrong)

    def _edit_numbers(self, value: Value) -> None:
        self._last = value
        self.edited.emit(value)

    def _choose(self, word: str) -> None:
        value = self._last if word == self._numbers else word
        self.set_value(value)
        self.edited.emit(value)


class ListField(QLineEdit):
    """Edits a tuple of any length, written `1 × 28 × 28`; commas and blanks separate as well."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = spec.editor == "integers"
        self._optional = spec.optional
        self._value: Value = None
        self.textEdited.connect(lambda: self.trying.emit(self._read()))
        self.editingFinished.connect(self._commit)

    def value(self) -> Value:
        """The value last set or committed."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._value = value
        self.setPlaceholderText(tr("mixed") if value is MIXED else tr("auto") if self._optional else "")
        self.setText(TIMES.join(map(str, value)) if isinstance(value, tuple) else "")
        self.setCursorPosition(0)
        self.set_wrong(False)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self, wrong)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        super().focusOutEvent(event)

    def _read(self) -> Value:
        parts = re.split(r"[\s,;×x*()\[\]]+", half_width(self.text()).strip(" ()[]"))
        values = tuple(parse(part, whole=self._whole) for part in parts if part)
        return None if self._optional and not values else values

    def _commit(self) -> None:
        value = self._read()
        if not value and not self._optional:
            self.set_value(self._value)
            self.trying.emit(self._value)
        elif (value != self._value and self._value is not MIXED) or (self._value is MIXED and value):
            self._value = value
            self.edited.emit(value)


def _link_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setCheckable(True)
    button.setIcon(theme.icon("link", "muted"))
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(28, 28)
    button.setToolTip(tooltip(tr("Keep the same number for every axis")))
    button.setAccessibleName(tr("Same for every axis"))
    return button


def _sign(text: str) -> QLabel:
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("tone", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
