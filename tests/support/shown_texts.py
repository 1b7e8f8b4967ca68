"""Every text that a window shows: of labels, buttons, actions, headers, cells, hints and for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGraphicsView,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

MOST_CELLS = 40
"""Rows of a list that are read; more say the same."""


class Shown(NamedTuple):
    """A text, with the class of what shows it."""

    by: str
    text: str


def shown_texts(window: QWidget) -> Iterator[Shown]:
    """All of a window, what is hidden at the moment included; text of documents in editors is a person's own."""
    for widget in (window, *window.findChildren(QWidget)):
        for text in _of(widget):
            yield Shown(type(widget).__name__, text)
    for action in window.findChildren(QAction):
        for text in (action.text(), action.toolTip()):
            yield Shown(f"QAction {action.objectName()}", text)


def _of(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if widget.isWindow():
        yield widget.windowTitle()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QGroupBox():
            yield widget.title()
        case QLineEdit() | QTextEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QTabBar():
            yield from (text for at in range(widget.count()) for text in (widget.tabText(at), widget.tabToolTip(at)))
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
        case QHeaderView():
            pass
        case QAbstractItemView():
            if widget.model() is not None:
                yield from _of_model(widget.model())
        case QGraphicsView():
            yield from (item.toolTip() for item in widget.items())


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    for column in range(_columns(model, QModelIndex())):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
    yield from _of_rows(model, QModelIndex())


def _of_rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), MOST_CELLS)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.data(index, role) or "")
        yield from _of_rows(model, model.index(row, 0, parent))


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
