"""Draws the rows of the problem list: sign, message, remedy with its button, and the node they belong to."""

from __future__ import annotations

import re

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QCursor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.project.diagnostics.entries import Entry
from studio.ui import theme

ENTRY = Qt.ItemDataRole.UserRole + 1

MARGIN = 12
ICON = 18
BUTTON = 24
"""Height of a button."""

FAINT = 0.5
"""How much is seen of a row of what is put right already."""

INDENT = ICON + 8
"""How far the problems of an open group stand in."""

CHEVRON = 14

WRAP = int(Qt.TextFlag.TextWordWrap)
TALL = 10_000

Index = QModelIndex | QPersistentModelIndex


class ProblemRows(QStyledItemDelegate):
    """Rows as high as their text needs at the list's width."""

    remedy_wanted = Signal(object)  # Entry whose button was pressed

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._width = 0
        self._heights: dict[object, int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        if width != self._width:
            self._width, self._heights = width, {}
        entry: Entry = index.data(ENTRY)
        said = entry.message, entry.remedy, entry.pill, entry.is_curable, entry.is_inner
        if said not in self._heights:
            self._heights[said] = _height_of(entry, width)
        return QSize(width, self._heights[said])

    def button(self, row: QRect, index: Index) -> QRect:
        """Where the button of an entry stands in the list's viewport; empty where there is none."""
        entry: Entry = index.data(ENTRY)
        return _button_box(row, entry, entry.button)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A press on the button asks for the remedy."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            is_left = event.button() == Qt.MouseButton.LeftButton
            if is_left and self.button(option.rect, index).contains(event.position().toPoint()):
                self.remedy_wanted.emit(index.data(ENTRY))
                return True
        return super().editorEvent(event, model, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_back(painter, option)
        row = option.rect
        painter.setOpacity(FAINT if entry.is_gone else 1.0)
        sign = "success" if entry.is_gone else entry.severity
        theme.icon(sign, sign).paint(painter, QRect(_left(row, entry), row.top() + 9, ICON, ICON))
        _paint_words(painter, row, entry)
        if title := entry.button:
            box = _button_box(row, entry, title)
            _paint_button(painter, box, title, self._pointed_at(box))
        if entry.pill:
            _paint_pill(painter, row, entry)
        painter.restore()

    def _pointed_at(self, button: QRect) -> bool:
        return button.contains(self._view.viewport().mapFromGlobal(QCursor.pos()))


def _paint_back(painter: QPainter, option: QStyleOptionViewItem) -> None:
    colours = theme.current()
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.selected if chosen else colours.hover))
        painter.drawRoundedRect(QRectF(option.rect.adjusted(6, 1, -6, -1)), 6, 6)


def _paint_words(painter: QPainter, row: QRect, entry: Entry) -> None:
    colours, room = theme.current(), _room(row, entry)
    painter.setFont(_message_font())
    painter.setPen(QColor(colours.text))
    painter.drawText(room, WRAP, _breakable(entry.message))
    painter.setFont(_remedy_font())
    painter.setPen(QColor(colours.muted))
    room.setTop(room.top() + 2 + _height(_message_font(), entry.message, room.width()))
    painter.drawText(room, WRAP, _breakable(entry.remedy))


def _paint_button(painter: QPainter, box: QRect, title: str, is_pointed_at: bool) -> None:
    colours = theme.current()
    painter.setPen(QPen(QColor(colours.accent if is_pointed_at else colours.field_border), 1))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(_button_font())
    painter.setPen(QColor(colours.accent))
    shown = QFontMetrics(_button_font()).elidedText(title, Qt.TextElideMode.ElideMiddle, box.width() - 20)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _paint_pill(painter: QPainter, row: QRect, entry: Entry) -> None:
    """The node or, of a group, how many there are with the sign that opens it."""
    colours = theme.current()
    width = _pill_width(entry)
    box = QRectF(row.right() - MARGIN - width, row.top() + 8, width, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.pressed))
    painter.drawRoundedRect(box, 5, 5)
    if entry.is_group:
        name = "chevron-down" if entry.is_open else "chevron-right"
        theme.icon(name, "muted").paint(painter, QRect(round(box.right()) - CHEVRON - 4, row.top() + 11, CHEVRON, 14))
        box.adjust(0, 0, -CHEVRON, 0)
    painter.setFont(_node_font())
    painter.setPen(QColor(colours.text))
    shown = QFontMetrics(_node_font()).elidedText(entry.pill, Qt.TextElideMode.ElideMiddle, round(box.width()) - 12)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _button_box(row: QRect, entry: Entry, title: str) -> QRect:
    """Where a button with this title stands; empty without one."""
    if not title:
        return QRect()
    room = _room(row, entry)
    width = min(room.width(), QFontMetrics(_button_font()).horizontalAdvance(title) + 24)
    return QRect(room.left(), row.bottom() - 9 - BUTTON, width, BUTTON)


def _height_of(entry: Entry, width: int) -> int:
    """How high a row has to be. Room for a button is kept without working out what the button would say."""
    room = _room(QRect(0, 0, width, TALL), entry).width()
    height = _height(_message_font(), entry.message, room)
    if entry.remedy:
        height += 2 + _height(_remedy_font(), entry.remedy, room)
    return height + (8 + BUTTON if entry.is_curable else 0) + 20


def _left(row: QRect, entry: Entry) -> int:
    return row.left() + MARGIN + (INDENT if entry.is_inner else 0)


def _room(row: QRect, entry: Entry) -> QRect:
    """Where the words of an entry stand."""
    right = _pill_width(entry) + 12 if entry.pill else 0
    return QRect(row.topLeft(), row.size()).adjusted(_left(row, entry) - row.left() + ICON + 8, 10, -MARGIN - right, -8)


def _pill_width(entry: Entry) -> int:
    chevron = CHEVRON if entry.is_group else 0
    return min(120, QFontMetrics(_node_font()).horizontalAdvance(entry.pill) + 14) + chevron


def _height(font: QFont, text: str, width: int) -> int:
    return QFontMetrics(font).boundingRect(0, 0, max(40, width), TALL, WRAP, _breakable(text)).height()


def _breakable(text: str) -> str:
    """The text with places to break a line at inside of dotted paths, which may be longer than a line."""
    return re.sub(r"\.(?=\w)", ".\u200b", text)


def _message_font() -> QFont:
    return theme.font(13, 500)


def _remedy_font() -> QFont:
    return theme.font(12)


def _button_font() -> QFont:
    return theme.font(12, 500)


def _node_font() -> QFont:
    return theme.font(11, 500)
