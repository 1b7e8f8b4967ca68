"""Text that looks like markup, and what Qt would make of it anywhere in a window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as Markup
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QMenu, QTextEdit, QWidget

HOSTILE = "<b>bold</b><img src='file:///x'>&up"
TELLING = "<img src='file"
"""What is in it as long as it is not escaped."""


def rendered(root: QObject) -> list[str]:
    """Where text of this kind below a widget is taken for markup or loses its “&”; empty where all is as it should."""
    return [
        f"{type(each).__name__} {each.objectName()}: {how}"
        for each in [root, *root.findChildren(QObject)]
        for how in _faults(each)
    ]


def said(root: QWidget) -> str:
    """All that stands on labels, buttons, in lists and texts below a widget."""
    return "\n".join(text for each in [root, *root.findChildren(QObject)] for text in _texts(each))


def _faults(each: QObject) -> Iterator[str]:
    if isinstance(each, QWidget | QAction) and _is_taken_for_markup(each.toolTip()):
        yield f"tooltip {each.toolTip()}"
    is_plain = isinstance(each, QLabel) and each.textFormat() is Qt.TextFormat.PlainText
    if isinstance(each, QLabel) and not is_plain and _is_taken_for_markup(each.text()):
        yield f"label {each.text()}"
    words = (
        each.text() if isinstance(each, QAction | QAbstractButton) else each.title() if isinstance(each, QMenu) else ""
    )
    if TELLING in words and "&" in words.replace("&&", ""):
        yield f"caption {words}"
    if isinstance(each, QTextEdit):
        yield from _images(each.document())
    if isinstance(each, QAbstractItemView | QComboBox) and each.model() is not None:
        yield from (
            f"row {tip}" for tip in _roles(each.model(), Qt.ItemDataRole.ToolTipRole) if _is_taken_for_markup(tip)
        )


def _texts(each: QObject) -> Iterator[str]:
    if isinstance(each, QLabel | QAbstractButton):
        yield each.text()
    if isinstance(each, QTextEdit):
        yield each.toPlainText()
    if isinstance(each, QAbstractItemView) and each.model() is not None:
        yield from _roles(each.model(), Qt.ItemDataRole.DisplayRole)


def _is_taken_for_markup(text: str) -> bool:
    return Markup.mightBeRichText(text) and TELLING in text


def _images(document: QTextDocument) -> Iterator[str]:
    if TELLING in document.toHtml() or 'src="file' in document.toHtml():
        yield "a picture in a page"


def _roles(model: QAbstractItemModel, role: Qt.ItemDataRole, below: QModelIndex | None = None) -> Iterator[str]:
    below = below or QModelIndex()
    for row in range(model.rowCount(below)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(below)):
            index = model.index(row, column, below)
            yield str(model.data(index, role) or "")
            if column == 0:
                yield from _roles(model, role, index)
