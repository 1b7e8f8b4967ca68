"""One transform of a list: its name, whether it is on, buttons that move and remove it, and its settings below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.data.config.transforms import Transform
from studio.layers import fields
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.switch import Switch

ICON = 14
INDENT = 20


class TransformRow(QWidget):
    """Shows a transform, and hands on what is to be done with it; it changes nothing itself."""

    changed = Signal(str, object)  # setting, its new value
    settled = Signal()  # a person has left an editor
    switched = Signal(object)  # whether it is on
    moved = Signal(int)  # -1 up, 1 down
    removed = Signal()
    opened = Signal(bool)

    def __init__(self, shown: Transform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.form: DeclarationForm | None = None
        self.name = _NameButton(shown.title)
        self.name.setToolTip(tooltip(shown.help()))
        self.switch = Switch()
        self.switch.setAccessibleName(tr("{transform} is on", transform=shown.title))
        self.up = _button("chevron-up", tr("Move {transform} up", transform=shown.title))
        self.down = _button("chevron-down", tr("Move {transform} down", transform=shown.title))
        self.remove = _button("close", tr("Remove {transform}", transform=shown.title))
        self._short = label(size=12, tone="muted")
        self._short.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._assemble()
        self.name.clicked.connect(lambda: self.open(not self.is_open))
        self.switch.edited.connect(self.switched)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)
        self.show_value(shown)

    @property
    def is_open(self) -> bool:
        """Whether its settings are in sight."""
        return self.form is not None and not self.form.isHidden()

    def show_value(self, shown: Transform) -> None:
        """Show another value of the same kind."""
        self.shown = shown
        self.switch.set_value(shown.enabled)
        if self.form is not None:
            self.form.set_values(shown)
        self._show_short()

    def place(self, number: int, count: int) -> None:
        """Say where it stands in the list, from 0."""
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < count - 1)

    def open(self, opened: bool) -> None:
        """Show its settings, or fold them away."""
        if opened and self.form is None:
            self._make_form()
        if self.form is not None:
            self.form.setVisible(opened)
        self.name.show_open(opened)
        self._show_short()
        self.opened.emit(opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_short()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(2)
        head.addWidget(self.name, 1)
        for button in (self.up, self.down, self.remove):
            head.addWidget(button)
        head.addSpacing(4)
        head.addWidget(self.switch)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(head)
        inner = QHBoxLayout()
        inner.setContentsMargins(INDENT, 0, 0, 0)
        inner.addWidget(self._short)
        self._column.addLayout(inner)

    def _make_form(self) -> None:
        names = [spec.name for spec in fields(type(self.shown)) if spec.name != "enabled"]
        self.form = DeclarationForm(type(self.shown), self.shown, names=names)
        self.form.changed.connect(self.changed)
        self.form.settled.connect(lambda _: self.settled.emit())
        inner = QHBoxLayout()
        inner.setContentsMargins(INDENT, 2, 0, 6)
        inner.addWidget(self.form)
        self._column.addLayout(inner)

    def _show_short(self) -> None:
        """Its settings on a line, as long as they are folded away."""
        words = self.shown.label()
        self._short.setVisible(bool(words) and not self.is_open)
        width = max(self.width() - INDENT, 0)
        self._short.setText(self._short.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width))


class _NameButton(QToolButton):
    """The name of a transform, which opens its settings."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)
        self.setFont(theme.font(13))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(ICON, ICON))
        self.setStyleSheet("QToolButton { padding: 3px 6px 3px 0; text-align: left; }")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_open(False)

    def show_open(self, opened: bool) -> None:
        """Let its sign tell whether settings are in sight."""
        self.setIcon(theme.icon("chevron-down" if opened else "chevron-right", "muted"))


def _button(icon: str, words: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(theme.icon(icon, "muted"))
    made.setIconSize(QSize(ICON, ICON))
    made.setFixedSize(24, 24)
    made.setAutoRaise(True)
    made.setToolTip(tooltip(words))
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
