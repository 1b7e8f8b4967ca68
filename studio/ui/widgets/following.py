"""What lets a parameter in a form follow others: “=” typed in its field, a button with the choices, an expression."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from studio.layers import FieldSpec, format_value
from studio.text import half_width, tr
from studio.ui import theme
from studio.ui.actions import make
from studio.ui.plain_text import tooltip
from studio.ui.widgets.expression import ExpressionField
from studio.ui.widgets.value import Value

NUMERIC = ("integer", "number", "switch", "integers", "numbers")
"""Editors whose parameters an expression can give."""

BUTTON_WIDTH = 24


class Following(QObject):
    """Stands beside a parameter's editor, and in its place where the parameter follows an expression."""

    begun = Signal()  # an expression is being typed
    given = Signal(str)  # what a person typed or chose: an expression behind “=”, a value, or nothing
    promoted = Signal()  # the parameter is to become one of those that can be followed

    def __init__(self, spec: FieldSpec, editor: QWidget, row: QWidget) -> None:
        super().__init__(row)
        self._spec = spec
        self._editor = editor
        self._values: Mapping[str, Value] = {}
        self.text: str | None = None
        self.field = ExpressionField(row)
        self.field.setAccessibleName(tr("What {label} follows", label=spec.label))
        self.field.hide()
        self.field.given.connect(self.given)
        self.menu = QMenu(row)
        self.menu.aboutToShow.connect(self._fill)
        self.button = _button(row)
        self.button.setMenu(self.menu)
        for line in (editor, *editor.findChildren(QLineEdit)):
            if isinstance(line, QLineEdit):
                line.textEdited.connect(self._typed)

    @property
    def is_typing(self) -> bool:
        """Whether an expression stands here that is not the one followed."""
        return not self.field.isHidden() and self.field.text() != f"= {self.text}"

    @property
    def can_begin(self) -> bool:
        """Whether “=” begins an expression."""
        return self.field.isHidden() and not self.button.isHidden()

    def show(self, values: Mapping[str, Value], text: str | None) -> None:
        """Show what the parameter follows (None: nothing), given the values of what can be followed."""
        self._values, self.text = values, text
        if text is not None:
            self.field.show_expression(text, values)
        self._open(text is not None)

    def rest(self) -> None:
        """Nothing can be followed here: only the editor is in sight."""
        self.text = None
        self._open(False)
        self.button.hide()

    def begin(self, text: str = "= ") -> None:
        """Put the cursor behind an expression that has been begun."""
        self.begun.emit()
        self._open(True)
        self.field.begin(text, self._values)

    def add_choices(self, menu: QMenu) -> None:
        """The choices, for a menu."""
        for name, value in self._values.items():
            text = f"= {name}"
            make("parameter.follow", menu, partial(self.given.emit, text), title=f"{text}\t{format_value(value)}")
        begun = self.field.text() if self.text is not None else "= "
        make("parameter.expression", menu, lambda: self.begin(begun))
        menu.addSeparator()
        promotion = tr("New Block Parameter from {parameter}", parameter=self._spec.label)
        make("parameter.promote", menu, self.promoted.emit, title=promotion)
        own = make("parameter.own_value", menu, lambda: self.given.emit(""))
        own.setEnabled(self.text is not None)

    def _fill(self) -> None:
        self.menu.clear()
        self.add_choices(self.menu)

    def _typed(self, text: str) -> None:
        if self.can_begin and half_width(text).lstrip().startswith("="):
            self.begin(text.lstrip())

    def _open(self, is_open: bool) -> None:
        follows, had_focus = self.text is not None, self.field.hasFocus()
        self.field.setVisible(is_open)
        self._editor.setVisible(not is_open)
        if had_focus and not is_open:
            self._editor.setFocus()
        self.button.show()
        self.button.setIcon(theme.icon("equals", "accent" if follows else "muted"))
        words = (
            tr("{label} follows the block", label=self._spec.label)
            if follows
            else tr("Let {label} follow the block", label=self._spec.label)
        )
        told = tr("Let {label} follow the block: or type “=”", label=self._spec.label)
        self.button.setToolTip(tooltip(words if follows else told))
        self.button.setAccessibleName(words)


def _button(row: QWidget) -> QToolButton:
    button = QToolButton(row)
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(BUTTON_WIDTH, 28)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
