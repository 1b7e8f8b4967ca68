"""A form for any declaration (layer, loss, optimizer, data, training): one editor a parameter, from its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from studio.layers import Declaration, FieldSpec, ParameterError, fields
from studio.ui.widgets.editors import Editor, make_editor
from studio.ui.widgets.form_row import FormRow
from studio.ui.widgets.hint import Hint
from studio.ui.widgets.value import MIXED, Value

ROW_GAP = 6
NARROWEST = 160
SIDE_BY_SIDE_FROM = 256
"""Below this width, labels stand above their editors."""


class DeclarationForm(QWidget):
    """Shows the parameters of a declaration and hands on each change that the declaration allows.

    A change that it does not allow is refused in place, with the allowed range in a sentence below the
    field. The form keeps no document: whoever listens to `changed` applies the value and calls `set_values`.
    """

    changed = Signal(str, object)  # parameter, its new value
    settled = Signal(str)  # parameter whose editor a person has left

    def __init__(
        self,
        declaration: type[Declaration],
        values: Mapping[str, Value] | Declaration | None = None,
        *,
        names: Sequence[str] | None = None,
        hint: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """A form for all parameters or those in `names`; parameters that are declarations themselves are left out.

        `values` may hold `MIXED`. `hint` is the block at the bottom that explains what is pointed at.
        """
        super().__init__(parent)
        self.declaration = declaration
        self._values: dict[str, Value] = {}
        self._rows: dict[str, FormRow] = {}
        self._stacked: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(ROW_GAP)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        specs = [spec for spec in fields(declaration) if names is None or spec.name in names]
        for spec in specs:
            if spec.editor != "choice" or spec.choices:
                self._add(spec)
        texts = {row.spec.label: _explained(row.spec) for row in self._rows.values()}
        self._hint = Hint(declaration.help(), texts, self)
        self._hint.setVisible(hint)
        self._place(stacked=False)
        self.setMinimumWidth(NARROWEST)
        column.addWidget(self._hint)
        self.set_values(values if values is not None else {})

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters shown."""
        return tuple(self._rows)

    def values(self) -> dict[str, Value]:
        """The values shown, as last set or changed."""
        return dict(self._values)

    def editor(self, name: str) -> QWidget:
        """The editor of a parameter."""
        return self._rows[name].editor

    def error(self, name: str) -> str:
        """The sentence that stands below a parameter; empty where nothing is wrong."""
        return self._rows[name].error

    def set_values(self, values: Mapping[str, Value] | Declaration) -> None:
        """Show these values; parameters not among them are shown at their default."""
        given = dict(values)
        for name, row in self._rows.items():
            value = given.get(name, row.spec.default)
            if name not in self._values or value != self._values[name] or row.error:
                self._values[name] = value
                row.show_value(value)

    def show_error(self, name: str, sentence: str) -> None:
        """Say below a parameter what is wrong with it (and nothing again with an empty sentence)."""
        self._rows[name].show_error(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(stacked=event.size().width() < SIDE_BY_SIDE_FROM)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Explain the parameter pointed at or worked in; Esc brings its value back."""
        name = self._name_at(watched)
        if name is None:
            return False
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._hint.explain(self._rows[name].spec.label, _explained(self._rows[name].spec))
        elif event.type() is QEvent.Type.Leave:
            self._explain_focused()
        elif event.type() is QEvent.Type.FocusOut:
            self.settled.emit(name)
            self._explain_focused()
        elif event.type() is QEvent.Type.KeyPress and cast(Any, event).key() == Qt.Key.Key_Escape:
            self._rows[name].show_value(self._values[name])
        return False

    def _add(self, spec: FieldSpec) -> None:
        row = FormRow(spec, make_editor(spec))
        self._rows[spec.name] = row
        for widget in (row.label, row.editor, *row.editor.findChildren(QWidget)):
            widget.installEventFilter(self)
        editor = cast(Editor, row.editor)
        editor.trying.connect(lambda value, name=spec.name: self._judge(name, value))
        editor.edited.connect(lambda value, name=spec.name: self._edit(name, value))
        row.label.scrubbed.connect(lambda steps, row=row: row.step_by(steps))
        row.label.reset.connect(lambda name=spec.name, row=row: self._reset(name))

    def _place(self, *, stacked: bool) -> None:
        if stacked is not self._stacked:
            self._stacked = stacked
            for index, row in enumerate(self._rows.values()):
                row.place(self._grid, index, stacked=stacked)

    def _edit(self, name: str, value: Value) -> None:
        accepted = self._judge(name, value)
        if accepted is None:
            return
        value = getattr(accepted, name)
        if value != self._values[name]:
            self._values[name] = value
            self._rows[name].mark_changed(value)
            self.changed.emit(name, value)

    def _reset(self, name: str) -> None:
        default = self._rows[name].spec.default
        self._rows[name].show_value(default)
        self._edit(name, default)

    def _judge(self, name: str, value: Value) -> Declaration | None:
        """The declaration with this value, or None where it is refused, which the row then shows."""
        known = {each: there for each, there in self._values.items() if there is not MIXED}
        if value is MIXED:
            self._rows[name].show_error("")
            return None
        try:
            accepted = self.declaration.create({**known, name: value})
        except ParameterError as error:
            self._rows[name].show_error(str(error))
            return None
        self._rows[name].show_error("")
        return accepted

    def _explain_focused(self) -> None:
        name = self._name_at(self.focusWidget()) if self.isActiveWindow() else None
        if name is None or self.focusWidget() is None or not self.focusWidget().hasFocus():
            self._hint.rest()
        else:
            self._hint.explain(self._rows[name].spec.label, _explained(self._rows[name].spec))

    def _name_at(self, watched: QObject | None) -> str | None:
        for name, row in self._rows.items():
            if (
                watched is row.label
                or watched is row.editor
                or (isinstance(watched, QWidget) and row.editor.isAncestorOf(watched))
            ):
                return name
        return None


def _explained(spec: FieldSpec) -> str:
    description = spec.description.rstrip(".")
    if spec.editor in ("switch", "text", "choice"):
        return f"{description}."
    return f"{description}. {spec.wanted().capitalize()}."
