"""A form for any declaration (layer, loss, optimizer, data, training): one editor a parameter, from its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from studio.layers import Declaration, FieldSpec, ParameterError, fields
from studio.text import ended, tr, unended
from studio.ui import theme
from studio.ui.widgets.editors import Editor, make_editor
from studio.ui.widgets.first_field import first_field
from studio.ui.widgets.form_row import FormRow
from studio.ui.widgets.hint import Hint
from studio.ui.widgets.row_label import LABEL_WIDTH
from studio.ui.widgets.value import MIXED, Value

ROW_GAP = 6
NARROWEST = 160
SIDE_BY_SIDE_FROM = 248
"""Below this width, labels stand above their editors."""


class DeclarationForm(QWidget):
    """Shows the parameters of a declaration and hands on each change that the declaration allows.

    A change that it does not allow is refused in place, with the allowed range in a sentence below the
    field. The form keeps no document: whoever listens to `changed` applies the value and calls `set_values`.
    """

    changed = Signal(str, object)  # parameter, its new value
    settled = Signal(str)  # parameter whose editor a person has left
    followed = Signal(str, str)  # parameter, what a person typed or chose for it to follow
    promoted = Signal(str)  # parameter that is to become one of those that can be followed

    def __init__(
        self,
        declaration: type[Declaration],
        values: Mapping[str, Value] | Declaration | None = None,
        *,
        names: Sequence[str] | None = None,
        also: Sequence[FieldSpec] = (),
        hint: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """A form for all parameters or those in `names`; parameters that are declarations themselves are left out.

        `values` may hold `MIXED`. `also` are switches that are no parameters of the declaration. `hint` is the block
        at the bottom that explains what is pointed at.
        """
        super().__init__(parent)
        self.declaration = declaration
        self._values: dict[str, Value] = {}
        self._rows: dict[str, FormRow] = {}
        self._also = {spec.name for spec in also}
        self._stacked: bool | None = None
        self._focused = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ROW_GAP)
        for spec in fields(declaration):
            if (names is None or spec.name in names) and (spec.editor != "choice" or spec.choices):
                self._add(spec)
        for spec in also:
            self._add(spec)
        self._hint = self._explainer() if hint else None
        self._align()
        self._place(stacked=False)
        self.setMinimumWidth(NARROWEST)
        self.set_values(values if values is not None else {})
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._follow_focus)

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

    def set_values(self, values: Mapping[str, Value] | Declaration, *, anew: bool = False) -> None:
        """Show these values; parameters not among them are shown at their default.

        Where a value stays, so does what a person is typing over it, unless the values are shown `anew`.
        """
        given = dict(values)
        for name, row in self._rows.items():
            value = given.get(name, row.spec.default)
            if anew or name not in self._values or value != self._values[name] or row.error:
                self._values[name] = value
                row.show_value(value)
            row.setVisible(value is not None or not row.spec.inferred)

    def set_following(
        self, values: Mapping[str, Value] | None, followed: Mapping[str, str], *, anew: bool = False
    ) -> None:
        """Let parameters follow `values` (None: there is nothing to follow); `followed` has what they follow.

        Where that stays, so does what a person is typing, unless it is shown `anew`.
        """
        for name, row in self._rows.items():
            if anew or row.offered != (values, followed.get(name)):
                row.follow(values, followed.get(name))

    def show_error(self, name: str, sentence: str) -> None:
        """Say below a parameter what is wrong with it (and nothing again with an empty sentence)."""
        self._rows[name].show_error(sentence)

    def focus_first(self) -> bool:
        """Put the cursor into the first parameter; False where none can take it."""
        for row in self._rows.values():
            field = first_field(row, besides=row.label)
            if field is not None and not row.isHidden() and row.spec.name not in self._also:
                field.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(stacked=event.size().width() < SIDE_BY_SIDE_FROM * theme.scale())

    def _add(self, spec: FieldSpec) -> None:
        name = spec.name
        row = FormRow(spec, make_editor(spec), self)
        self._rows[name] = row
        self._column.addWidget(row)
        editor = cast(Editor, row.editor)
        editor.trying.connect(lambda value: self._judge(name, value))
        editor.edited.connect(lambda value: self._edit(name, value))
        row.label.reset.connect(lambda: self._reset(name))
        row.abandoned.connect(lambda: self._abandon(name))
        row.followed.connect(lambda text: self._follow(name, text))
        row.promoted.connect(lambda: self.promoted.emit(name))
        row.pointed_at.connect(lambda here: self._explain(name if here else self._focused))

    def _explainer(self) -> Hint:
        """The block that explains, below the rows."""
        hint = Hint(
            self.declaration.help(), {row.spec.label: _explained(row.spec) for row in self._rows.values()}, self
        )
        if self._rows:
            self._column.addSpacing(ROW_GAP)
        self._column.addWidget(hint)
        return hint

    def _align(self) -> None:
        """Make all labels as wide as the widest, so that the editors stand in a column."""
        widest = max((row.label.sizeHint().width() for row in self._rows.values()), default=0)
        for row in self._rows.values():
            row.label.setMinimumWidth(max(widest, LABEL_WIDTH))

    def _place(self, *, stacked: bool) -> None:
        if stacked is not self._stacked:
            self._stacked = stacked
            for row in self._rows.values():
                row.place(stacked=stacked)

    def _edit(self, name: str, value: Value) -> None:
        if name not in self._also:
            accepted = self._judge(name, value)
            if accepted is None:
                return
            value = getattr(accepted, name)
        if value != self._values[name]:
            self._values[name] = value
            self._rows[name].mark_changed(value)
            self.changed.emit(name, value)

    def _abandon(self, name: str) -> None:
        row = self._rows[name]
        row.show_value(self._values[name])
        row.follow(*row.offered)

    def _follow(self, name: str, text: str) -> None:
        row = self._rows[name]
        row.show_error("")
        self.followed.emit(name, text)
        if not row.error:
            row.follow(*row.offered)

    def _reset(self, name: str) -> None:
        default = self._rows[name].spec.default
        self._rows[name].show_value(default)
        self._edit(name, default)

    def _judge(self, name: str, value: Value) -> Declaration | None:
        """The declaration with this value, or None where it is refused, which the row then shows."""
        known = {each: there for each, there in self._values.items() if there is not MIXED and each not in self._also}
        if value is MIXED:
            self._rows[name].show_error("")
            return None
        try:
            accepted = self.declaration.tried(name, value, known)
        except ParameterError as error:
            self._rows[name].show_error(str(error))
            return None
        self._rows[name].show_error("")
        return accepted

    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Explain the parameter worked in, and tell when it is left."""
        left, self._focused = self._focused, self._name_at(now)
        if left != self._focused:
            if left:
                self.settled.emit(left)
            self._explain(self._focused)

    def _explain(self, name: str) -> None:
        if self._hint is None:
            return
        if name:
            self._hint.explain(self._rows[name].spec.label, _explained(self._rows[name].spec))
        else:
            self._hint.rest()

    def _name_at(self, widget: QWidget | None) -> str:
        """The parameter whose editor (or part of one) a widget is; empty for any other."""
        if widget is None or not self.isAncestorOf(widget):
            return ""
        return next((name for name, row in self._rows.items() if row.isAncestorOf(widget)), "")


def _explained(spec: FieldSpec) -> str:
    description = unended(spec.description)
    if spec.editor in ("switch", "text", "choice", "several", "code", "arguments"):
        return ended(description)
    wanted = spec.wanted().removesuffix(" or null").capitalize()
    if spec.optional:
        return tr("{description}. {wanted} or empty.", description=description, wanted=wanted)
    return tr("{description}. {wanted}.", description=description, wanted=wanted)
