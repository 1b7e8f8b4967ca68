"""One parameter in a form: its label, its editor and, where it is refused, why, over what stands below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.layers import FieldSpec
from studio.ui.widgets.editors import Editor
from studio.ui.widgets.following import BUTTON_WIDTH, NUMERIC, Following
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.refusal import Refusal
from studio.ui.widgets.row_label import RowLabel
from studio.ui.widgets.sizes import AxesField
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.value import MIXED, Value

LABEL_HEIGHT, LABEL_HEIGHT_ABOVE = 28, 18
GAP = 12

_SIDE = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class FormRow(QWidget):
    """A label and an editor that belong together, side by side or stacked."""

    pointed_at = Signal(bool)  # whether the mouse has come or gone
    abandoned = Signal()  # Esc
    followed = Signal(str)  # what a person typed or chose for the parameter to follow
    promoted = Signal()  # the parameter is to become one of those that can be followed

    def __init__(self, spec: FieldSpec, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.editor = editor
        self.label = RowLabel(spec, scrubs=isinstance(editor, (NumberField, AxesField)))
        self.label.setBuddy(editor)
        self.label.scrubbed.connect(self._step_by)
        editor.setAccessibleName(spec.label)
        editor.setAccessibleDescription(spec.description)
        self.following: Following | None = None
        self.offered: tuple[Mapping[str, Value] | None, str | None] = None, None
        self._stacked = False
        self._error: Refusal | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    @property
    def error(self) -> str:
        """Why it is refused; empty where nothing is wrong."""
        return self._error.text() if self._error is not None else ""

    def place(self, *, stacked: bool) -> None:
        """Put the label beside the editor or, `stacked`, above it."""
        self._stacked = stacked
        for widget in (self.label, self.editor):
            self._grid.removeWidget(widget)
        beside = isinstance(self.editor, Switch)
        above = (stacked or self.spec.editor in ("code", "roles", "points", "several")) and not beside
        self.label.setFixedHeight(LABEL_HEIGHT_ABOVE if above else LABEL_HEIGHT)
        if above:
            self._grid.addWidget(self.label, 0, 0, 1, 2, _SIDE)
            self._grid.addWidget(self.editor, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self.label, 0, 0, _SIDE)
            self._grid.addWidget(self.editor, 0, 1, _SIDE if beside else Qt.AlignmentFlag(0))
        if self.following is not None:
            self._place_following(editor_line=1 if above else 0, field_line=1 if stacked else 0)

    def follow(self, values: Mapping[str, Value] | None, text: str | None) -> None:
        """Offer `values` to be followed (None: there are none to offer), and show the expression that is."""
        self.offered = values, text
        room = BUTTON_WIDTH if self.spec.editor in NUMERIC else BUTTON_WIDTH + GAP
        self._grid.setColumnMinimumWidth(2, room if values is not None else 0)
        if values is None:
            if self.following is not None:
                self.following.rest()
        elif self.spec.editor in NUMERIC:
            if self.following is None:
                self.following = self._made_following()
                self.place(stacked=self._stacked)
            self.following.show(values, text)
        if self.following is not None:
            self.label.choices = self.following.add_choices if values is not None else None
            self.label.setBuddy(self.editor if self.following.text is None else self.following.field)

    def show_value(self, value: Value) -> None:
        """Show a value that is so already."""
        cast(Editor, self.editor).set_value(value)
        self.mark_changed(value)
        self.show_error("")

    def mark_changed(self, value: Value) -> None:
        """Let the label tell whether the value is another than the default."""
        self.label.mark_changed(value is MIXED or value != self.spec.default)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong, or with an empty sentence that nothing is."""
        if sentence == self.error:
            return
        if self._error is None:
            self._error = Refusal(self)
        self._error.say(sentence)
        self.editor.setAccessibleDescription(sentence or self.spec.description)
        cast(Editor, self.editor).set_wrong(bool(sentence))
        if self.following is not None:
            self.following.field.set_wrong(bool(sentence))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed_at.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed_at.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, which editors leave to us, gives up what is typed; other keys but “=” are not ours."""
        following = self.following
        if event.key() == Qt.Key.Key_Escape and (self.error or (following is not None and following.is_typing)):
            self.abandoned.emit()
        elif event.key() == Qt.Key.Key_Equal and following is not None and following.can_begin:
            following.begin()
        else:
            super().keyPressEvent(event)

    def _made_following(self) -> Following:
        following = Following(self.spec, self.editor, self)
        following.begun.connect(self._put_back)
        following.given.connect(self.followed)
        following.promoted.connect(self.promoted)
        return following

    def _place_following(self, *, editor_line: int, field_line: int) -> None:
        """The button beside the editor; the field in the editor's place or, where that is narrow, below the label."""
        assert self.following is not None
        for widget in (self.following.button, self.following.field):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self.following.button, editor_line, 2, Qt.AlignmentFlag.AlignTop)
        column, span = (0, 2) if field_line else (1, 1)
        self._grid.addWidget(self.following.field, field_line, column, 1, span)

    def _put_back(self) -> None:
        """The editor has its value again while something else is typed in its place."""
        editor = cast(Editor, self.editor)
        editor.set_value(editor.value())
        self.show_error("")

    def _step_by(self, steps: int) -> None:
        follows = self.following is not None and self.following.text is not None
        if isinstance(self.editor, (NumberField, AxesField)) and not follows:
            self.editor.setFocus()
            self.editor.step_by(steps)
