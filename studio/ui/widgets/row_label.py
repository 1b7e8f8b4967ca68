"""The name of a parameter in a form: it tells a change from the default, steps a number, and has a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy

from studio.layers import FieldSpec, format_value
from studio.text import tr
from studio.ui import theme
from studio.ui.actions import make
from studio.ui.plain_text import caption, titled_tooltip
from studio.ui.widgets.label import set_tone

PIXELS_A_STEP = 6
LABEL_WIDTH = 100


class RowLabel(QLabel):
    """The name of a parameter: strong where it is not at its default; dragging it sideways steps its number."""

    scrubbed = Signal(int)
    reset = Signal()

    def __init__(self, spec: FieldSpec, *, scrubs: bool) -> None:
        super().__init__(caption(spec.label))  # the field it belongs to makes a key of what follows an “&”
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._spec = spec
        self._scrubs = scrubs
        self._from: QPoint | None = None
        self._changed = False
        self.choices: Callable[[QMenu], None] | None = None
        self.setMinimumWidth(LABEL_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(titled_tooltip(spec.name, spec.description))
        if scrubs:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setFont(theme.font(12))
        self.setProperty("tone", "muted")

    def mark_changed(self, changed: bool) -> None:
        """Stand out where the value is not the default."""
        if changed != self._changed:
            self._changed = changed
            self.setFont(theme.font(12, 500 if changed else 400))
            set_tone(self, "" if changed else "muted")

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
        default = "" if self._spec.default is None else format_value(self._spec.default)
        words = tr("Reset to {default}", default=default or tr("empty"))
        action = make("parameter.reset", menu, self.reset.emit, title=words)
        action.setEnabled(self._changed)
        if self.choices is not None:
            menu.addSeparator()
            self.choices(menu)
        menu.exec(event.globalPos())
        menu.deleteLater()
