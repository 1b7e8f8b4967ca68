"""What a screen reader is told of widgets that draw themselves: what kind of thing each is, and its value in words."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class Told:
    """Beside QWidget among the bases of a widget: Qt knows its own kinds of widgets alone."""

    ROLE: ClassVar[QAccessible.Role] = QAccessible.Role.Graphic

    def told_value(self) -> str:
        """The value of the moment in words; empty where there is none."""
        return ""


def tell_value(widget: QWidget) -> None:
    """Have a screen reader say the value of a `Told` widget that has become another."""
    if QAccessible.isActive() and isinstance(widget, Told):
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, widget.told_value()))


class _Interface(QAccessibleWidget):
    """Answers what a screen reader asks of a `Told` widget."""

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.object()
        if kind is QAccessible.Text.Value and isinstance(widget, Told):
            return widget.told_value()
        return super().text(kind)


def _interface(_: str, thing: QObject) -> QAccessibleInterface | None:
    return _Interface(thing, thing.ROLE) if isinstance(thing, Told) and isinstance(thing, QWidget) else None


QAccessible.installFactory(_interface)
