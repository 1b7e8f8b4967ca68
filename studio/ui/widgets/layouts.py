"""What layouts are asked for in several places."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout; they vanish at once and are deleted when their events are done."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def stacked(*parts: QWidget) -> QWidget:
    """Widgets one below the other, as one."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for part in parts:
        column.addWidget(part)
    return whole


def apart(first: QWidget | None, *last: QWidget) -> QHBoxLayout:
    """A row with a widget, or none, at its beginning and others at its end, as buttons stand in a dialog."""
    row = QHBoxLayout()
    row.setSpacing(8)
    if first is not None:
        row.addWidget(first)
    row.addStretch(1)
    for widget in last:
        row.addWidget(widget)
    return row
