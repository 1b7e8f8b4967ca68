"""A field for what a parameter follows: an expression behind “=”, and at its end what that gives."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.graph.expressions import ExpressionError, evaluate
from studio.layers import format_value
from studio.text import half_width
from studio.ui import theme
from studio.ui.widgets.value import Value, mark_wrong

PADDING = 9
GAP = 12


class ExpressionField(QLineEdit):
    """Edits an expression of the values it is shown with."""

    given = Signal(str)  # what stands in the field, once a person is done with it and it is another than before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._values: Mapping[str, Value] = {}
        self.textChanged.connect(self._make_room)
        self.returnPressed.connect(self._commit)

    def show_expression(self, text: str, values: Mapping[str, Value]) -> None:
        """Show what is followed already."""
        self._shown, self._values = f"= {text}", values
        self.setText(self._shown)
        self.setCursorPosition(0)
        self._make_room()

    def begin(self, text: str, values: Mapping[str, Value]) -> None:
        """Take over what a person has begun to type."""
        self._shown, self._values = "", values
        self.setText(text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCursorPosition(len(text))

    @property
    def result(self) -> str:
        """What the expression gives so far; empty where it gives nothing."""
        text = half_width(self.text()).strip().removeprefix("=").strip()
        try:
            return format_value(evaluate(text, self._values)) if text else ""
        except ExpressionError:
            return ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().muted))
        painter.setFont(self.font())
        inner = self.rect().adjusted(PADDING, 0, -PADDING, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.result)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self, wrong)

    def _make_room(self) -> None:
        """Keep what is typed clear of the result, as long as both can be seen."""
        result = self.result
        width = QFontMetrics(self.font()).horizontalAdvance(result) + GAP if result else 0
        self.setTextMargins(0, 0, min(width, self.width() // 2), 0)

    def _commit(self) -> None:
        text = half_width(self.text()).strip()
        if text != self._shown:
            self._shown = text
            self.given.emit(text)
