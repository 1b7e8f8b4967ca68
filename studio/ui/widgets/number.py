"""A field for one number: typed, stepped with arrow keys, wheel or the two little arrows; empty where allowed."""

from __future__ import annotations

from math import floor, log10

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from studio.layers import FieldSpec
from studio.text import half_width, in_language, tr
from studio.ui import theme
from studio.ui.widgets.value import MIXED, Value, mark_wrong

ARROWS_FROM = 72
"""Narrower fields have no room for the little arrows."""


class NumberField(QLineEdit):
    """Edits an integer or a number. What a person types is handed on as it is: the declaration judges it."""

    trying = Signal(object)  # what the text means so far, with every key
    edited = Signal(object)  # what the text means, once a person is done with it

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = spec.editor in ("integer", "integers")
        self._minimum, self._maximum = spec.minimum, spec.maximum
        self._optional = spec.optional
        self._empty = in_language(spec.empty) if spec.optional else ""
        self._value: Value = None
        self._arrows: tuple[_Arrow, ...] = ()
        self.setPlaceholderText(self._empty)
        self.textEdited.connect(self._try)
        self.returnPressed.connect(self._commit)

    def value(self) -> Value:
        """The value last set or committed."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a value that is so already."""
        self._value = value
        self.setPlaceholderText(tr("mixed") if value is MIXED else self._empty)
        self.setText(_written(value))
        self.setCursorPosition(0)
        self.set_wrong(False)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self, wrong)

    def step_by(self, steps: int) -> None:
        """Go up or down, staying within the bounds."""
        start = self.typed()
        if not isinstance(start, (int, float)) or isinstance(start, bool):
            start = self._minimum if self._minimum is not None else 0
        stepped = _stepped(start, steps, whole=self._whole, fraction=self._is_fraction)
        if self._minimum is not None:
            stepped = max(stepped, self._minimum)
        if self._maximum is not None:
            stepped = min(stepped, self._maximum)
        stepped = int(stepped) if self._whole else stepped
        self.setText(_written(stepped))
        self._commit()

    @property
    def _is_fraction(self) -> bool:
        return self._minimum == 0 and self._maximum is not None and self._maximum <= 1

    def typed(self) -> Value:
        """What the text means so far."""
        text = self.text().strip()
        if not text:
            return MIXED if self._value is MIXED else None
        return parse(text, whole=self._whole)

    def _try(self) -> None:
        value = self.typed()
        if value is None and not self._optional:
            return
        self.trying.emit(value)

    def _commit(self) -> None:
        value = self.typed()
        if value is MIXED or (value is None and not self._optional):
            self.set_value(self._value)
            self.trying.emit(self._value)
        elif value != self._value or type(value) is not type(self._value):
            self._value = value
            self.edited.emit(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        self._show_arrows(False)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() in steps:
            tenfold = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step_by(steps[Qt.Key(event.key())] * (10 if tenfold else 1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only where the person is working; otherwise the wheel scrolls the panel."""
        if self.hasFocus() and event.angleDelta().y():
            self.step_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_arrows(True)
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._show_arrows(self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_arrows()

    def _show_arrows(self, wanted: bool) -> None:
        """Show the arrows, which are made when first needed: most fields of a form are never pointed at."""
        wanted = wanted and self.isEnabled() and self.width() >= ARROWS_FROM
        if wanted and not self._arrows:
            self._arrows = (_Arrow(self, 1), _Arrow(self, -1))
            self._place_arrows()
        for arrow in self._arrows:
            arrow.setVisible(wanted)

    def _place_arrows(self) -> None:
        half = self.height() // 2
        for arrow, top in zip(self._arrows, (2, half), strict=False):
            arrow.setGeometry(self.width() - 22, top, 20, half - 2)


class _Arrow(QAbstractButton):
    """One of the two little arrows in a number field."""

    def __init__(self, field: NumberField, step: int) -> None:
        super().__init__(field)
        self._step = step
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(True)
        self.clicked.connect(lambda: field.step_by(step))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tint = "text" if self.underMouse() else "muted"
        name = "chevron-up" if self._step > 0 else "chevron-down"
        side = 12
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        theme.icon(name, tint).paint(painter, box)


def parse(text: str, *, whole: bool) -> Value:
    """The number a text means, or the text itself where it means none."""
    plain = half_width(text).replace(" ", "").replace("\u202f", "").replace("_", "")
    for kind in (int, float) if whole else (float,):
        try:
            return kind(plain)
        except ValueError:
            continue
    return text


def _written(value: Value) -> str:
    if value is None or value is MIXED:
        return ""
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _stepped(value: float, steps: int, *, whole: bool, fraction: bool) -> float:
    """`value` after some steps: whole numbers by 1, fractions by 0.05, others in their leading digit."""
    if whole:
        return int(value) + steps
    if fraction:
        return round(value + 0.05 * steps, 6)
    for _ in range(abs(steps)):
        value = _leading_digit_stepped(value, up=steps > 0)
    return value


def _leading_digit_stepped(value: float, *, up: bool) -> float:
    if value == 0:
        return 0.001 if up else -0.001
    exponent = floor(log10(abs(value)) + 1e-9)
    away_from_zero = up == (value > 0)
    if not away_from_zero and abs(value) <= 10.0**exponent * 1.000001:
        exponent -= 1
    return round(value + (1 if up else -1) * 10.0**exponent, -exponent + 1)
