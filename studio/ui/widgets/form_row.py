"""One parameter in a form: its label, its editor and, where it is refused, the sentence below."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSizePolicy, QWidget

from studio.layers import FieldSpec, format_value
from studio.ui import theme
from studio.ui.widgets.editors import Editor
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.sizes import AxesField
from studio.ui.widgets.switch import Switch
from studio.ui.widgets.value import MIXED, Value

PIXELS_A_STEP = 6
LABEL_WIDTH = 100
LABEL_HEIGHT, LABEL_HEIGHT_ABOVE = 28, 18


class FormRow:
    """A label and an editor that belong together, in lines of a grid of their own (the last is the error's)."""

    def __init__(self, spec: FieldSpec, editor: QWidget) -> None:
        self.spec = spec
        self.editor = editor
        self.label = RowLabel(spec, scrubs=isinstance(editor, (NumberField, AxesField)))
        self.label.setBuddy(editor)
        self.editor.setAccessibleName(spec.label)
        self.editor.setAccessibleDescription(spec.description)
        self._error = QLabel()
        self._error.setProperty("tone", "error")
        self._error.setFont(theme.font(12))
        self._error.setWordWrap(True)
        self._error.hide()

    @property
    def error(self) -> str:
        """The sentence below; empty where nothing is wrong."""
        return self._error.text()

    def place(self, grid: QGridLayout, index: int, *, stacked: bool) -> None:
        """Take the lines of the row `index`: label and editor side by side or `stacked`, the error below."""
        for widget in (self.label, self.editor, self._error):
            grid.removeWidget(widget)
        line = 3 * index
        above = stacked and not isinstance(self.editor, Switch)
        self.label.setFixedHeight(LABEL_HEIGHT_ABOVE if above else LABEL_HEIGHT)
        if above:
            grid.addWidget(self.label, line, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(self.editor, line + 1, 0, 1, 2)
        else:
            grid.addWidget(self.label, line, 0, Qt.AlignmentFlag.AlignTop)
            left = isinstance(self.editor, Switch)
            grid.addWidget(self.editor, line, 1, Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag(0))
        grid.addWidget(self._error, line + 2, 0, 1, 2)

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
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        cast(Editor, self.editor).set_wrong(bool(sentence))

    def step_by(self, steps: int) -> None:
        """Go up or down, where the editor has numbers."""
        if isinstance(self.editor, (NumberField, AxesField)):
            self.editor.setFocus()
            self.editor.step_by(steps)


class RowLabel(QLabel):
    """The name of a parameter: strong where it is not at its default; dragging it sideways steps its number."""

    scrubbed = Signal(int)
    reset = Signal()

    def __init__(self, spec: FieldSpec, *, scrubs: bool) -> None:
        super().__init__(spec.label)
        self._spec = spec
        self._scrubs = scrubs
        self._from: QPoint | None = None
        self._changed = False
        self.setMinimumWidth(LABEL_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"<b>{spec.name}</b><br>{spec.description}")
        if scrubs:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.mark_changed(False)

    def mark_changed(self, changed: bool) -> None:
        """Stand out where the value is not the default."""
        self._changed = changed
        self.setFont(theme.font(12, 500 if changed else 400))
        self.setProperty("tone", "" if changed else "muted")
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._scrubs:
            self._from = event.position().toPoint()
        elif self.buddy() is not None:
            self.buddy().setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        steps = int((event.position().x() - self._from.x()) / PIXELS_A_STEP)
        if steps:
            self._from += QPoint(steps * PIXELS_A_STEP, 0)
            self.scrubbed.emit(steps)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        default = "empty" if self._spec.default is None else format_value(self._spec.default) or "empty"
        action = menu.addAction(theme.icon("undo"), f"Reset to {default}", self.reset.emit)
        action.setEnabled(self._changed)
        menu.exec(event.globalPos())
        menu.deleteLater()
