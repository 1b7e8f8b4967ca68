"""The list of a block's parameters: named, given a default, put in order, added and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.graph import EditError
from studio.graph.definition import Definition
from studio.graph.expressions import ExpressionError, Value, evaluate
from studio.layers.block_parameters import (
    add_parameter,
    move_parameter,
    remove_parameter,
    rename_parameter,
    set_default,
)
from studio.text import tr
from studio.ui import theme
from studio.ui.panels.inspector.parameter_row import ParameterRow
from studio.ui.widgets.label import label
from studio.ui.widgets.refusal import Refusal

Redefine = Callable[[str, Definition, Mapping[str, str]], None]
"""Puts a definition in place of the present one as a named step, with the new names of parameters by their former."""

TOLD = tr(
    "Each block of this definition has its own values. Layers inside follow them: type “=” in a parameter's field."
)


WORDS = {"on": True, "off": False, "true": True, "false": False}


class BlockParameters(QWidget):
    """Edits the parameters of the definition it was last told to show."""

    def __init__(self, redefine: Redefine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._redefine = redefine
        self._shown: Definition | None = None
        self.rows: list[ParameterRow] = []
        self.added = QLineEdit()
        self.added.setAccessibleName(tr("Name of a new parameter"))
        self.added.setPlaceholderText(tr("New parameter, such as channels"))
        self.added.returnPressed.connect(self._add)
        self.add = QPushButton(theme.icon("plus"), tr("Add"))
        self.add.clicked.connect(self._add)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self._titles = [label(title, 12, tone="muted") for title in (tr("Name"), tr("Default"))]
        for column, title in enumerate(self._titles):
            self._grid.addWidget(title, 0, column)
        self._error = Refusal(self)
        self._arrange()

    @property
    def error(self) -> str:
        """Why the last change was refused; empty where it was not."""
        return self._error.text()

    def show_definition(self, definition: Definition, values: Mapping[str, Value]) -> None:
        """Show these parameters with the values they have in the copy that is open."""
        shown = self._shown
        another = shown is None or (shown.name, shown.parameters) != (definition.name, definition.parameters)
        self._shown = definition
        while len(self.rows) < len(definition.parameters):
            self._append_row()
        while len(self.rows) > len(definition.parameters):
            self.rows.pop().remove()
        for title in self._titles:
            title.setVisible(bool(self.rows))
        for at, (name, default) in enumerate(definition.parameters):
            self.rows[at].show_parameter(
                name, default, values.get(name, default), last=at + 1 == len(self.rows), anew=another
            )
        if another:
            self._say("")

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed and refused is not there any more when the list is next shown."""
        self._shown = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up what was refused."""
        if event.key() == Qt.Key.Key_Escape and self.error:
            self._say("")
            for row in self.rows:
                row.put_back()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(TOLD, 12, tone="muted", wrap=True))
        column.addLayout(self._grid)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.added, 1)
        line.addWidget(self.add)
        column.addLayout(line)

    def _append_row(self) -> None:
        at = len(self.rows)
        row = ParameterRow(at, self._grid)
        row.renamed.connect(partial(self._rename, row))
        row.default_changed.connect(partial(self._change_default, row))
        row.moved.connect(partial(self._move, row))
        row.removed.connect(partial(self._remove, row))
        self.rows.append(row)

    @property
    def _definition(self) -> Definition:
        assert self._shown is not None
        return self._shown

    def _add(self) -> None:
        name = self.added.text().strip()
        if name and self._change(
            tr("Add the parameter {name}", name=name), lambda: add_parameter(self._definition, name, 1)
        ):
            self.added.clear()

    def _rename(self, row: ParameterRow, new: str) -> None:
        old, new = row.parameter, new.strip()
        step = tr("Rename the parameter {old} to {new}", old=old, new=new)
        row.name.set_wrong(not self._change(step, lambda: rename_parameter(self._definition, old, new), {old: new}))

    def _change_default(self, row: ParameterRow, text: str) -> None:
        name = row.parameter
        step = tr("Change the default of {name}", name=name)
        row.default.set_wrong(not self._change(step, lambda: set_default(self._definition, name, _number(name, text))))

    def _move(self, row: ParameterRow, by: int) -> None:
        name, to = row.parameter, self.rows.index(row) + by
        self._change(tr("Move the parameter {name}", name=name), lambda: move_parameter(self._definition, name, to))

    def _remove(self, row: ParameterRow) -> None:
        name = row.parameter
        self._change(tr("Remove the parameter {name}", name=name), lambda: remove_parameter(self._definition, name))

    def _change(self, step: str, change: Callable[[], Definition], renamed: Mapping[str, str] | None = None) -> bool:
        """Make a change, or say why it is refused; whether it was made."""
        self._say("")
        try:
            self._redefine(step, change(), renamed or {})
        except EditError as error:
            self._say(str(error))
            return False
        return True

    def _say(self, sentence: str) -> None:
        self._error.say(sentence)


def _number(name: str, text: str) -> Value:
    """The default that a text means. Raises EditError."""
    if text.strip().lower() in WORDS:
        return WORDS[text.strip().lower()]
    try:
        value: Value | tuple[Value, ...] = evaluate(text, {})
    except ExpressionError as error:
        raise EditError(f"{name}: {error}") from None
    if isinstance(value, tuple):
        raise EditError(tr("{name}: write a number, or on or off.", name=name))
    return value
