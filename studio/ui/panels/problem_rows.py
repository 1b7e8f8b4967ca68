"""Draws the entries of the problem list: sign, message, remedy with its button, and the node it belongs to."""

from __future__ import annotations

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

from studio.graph import Problem
from studio.ui import theme

PROBLEM = Qt.ItemDataRole.UserRole + 1
REMEDY = Qt.ItemDataRole.UserRole + 2
"""What the button says that puts the problem right; empty where there is none."""

MARGIN = 12
ICON = 18
BUTTON = 24
"""Height of a button."""

WRAP = int(Qt.TextFlag.TextWordWrap)
TALL = 10_000

Index = QModelIndex | QPersistentModelIndex


class ProblemRows(QStyledItemDelegate):
    """Rows as high as their text needs at the list's width."""

    remedy_wanted = Signal(object)  # Problem whose button was pressed

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        problem: Problem = index.data(PROBLEM)
        room = _room(QRect(0, 0, width, TALL), problem).width()
        height = _height(_message_font(), problem.message, room)
        if problem.remedy:
            height += 2 + _height(_remedy_font(), problem.remedy, room)
        if index.data(REMEDY):
            height += 8 + BUTTON
        return QSize(width, height + 20)

    def button(self, row: QRect, index: Index) -> QRect:
        """Where the button of an entry stands in the list's viewport; empty where there is none."""
        title: str = index.data(REMEDY)
        if not title:
            return QRect()
        room = _room(row, index.data(PROBLEM))
        width = min(room.width(), QFontMetrics(_button_font()).horizontalAdvance(title) + 20)
        return QRect(room.left(), row.bottom() - 9 - BUTTON, width, BUTTON)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A press on the button asks for the remedy."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            is_left = event.button() == Qt.MouseButton.LeftButton
            if is_left and self.button(option.rect, index).contains(event.position().toPoint()):
                self.remedy_wanted.emit(index.data(PROBLEM))
                return True
        return super().editorEvent(event, model, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme.current()
        problem: Problem = index.data(PROBLEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected if chosen else colours.hover))
            painter.drawRoundedRect(QRectF(row.adjusted(6, 1, -6, -1)), 6, 6)
        theme.icon(problem.severity, problem.severity).paint(
            painter, QRect(row.left() + MARGIN, row.top() + 9, ICON, ICON)
        )
        room = _room(row, problem)
        painter.setFont(_message_font())
        painter.setPen(QColor(colours.text))
        painter.drawText(room, WRAP, problem.message)
        painter.setFont(_remedy_font())
        painter.setPen(QColor(colours.muted))
        room.setTop(room.top() + 2 + _height(_message_font(), problem.message, room.width()))
        painter.drawText(room, WRAP, problem.remedy)
        button = self.button(row, index)
        if not button.isEmpty():
            _paint_button(painter, button, index.data(REMEDY), self._pointed_at(button))
        if problem.node:
            _paint_node(painter, row, problem.node)
        painter.restore()

    def _pointed_at(self, button: QRect) -> bool:
        return button.contains(self._view.viewport().mapFromGlobal(QCursor.pos()))


def _paint_button(painter: QPainter, box: QRect, title: str, is_pointed_at: bool) -> None:
    colours = theme.current()
    painter.setPen(QPen(QColor(colours.accent if is_pointed_at else colours.field_border), 1))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(_button_font())
    painter.setPen(QColor(colours.accent))
    shown = QFontMetrics(_button_font()).elidedText(title, Qt.TextElideMode.ElideMiddle, box.width() - 20)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _paint_node(painter: QPainter, row: QRect, name: str) -> None:
    colours = theme.current()
    width = _node_width(name)
    box = QRectF(row.right() - MARGIN - width, row.top() + 8, width, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.pressed))
    painter.drawRoundedRect(box, 5, 5)
    painter.setFont(_node_font())
    painter.setPen(QColor(colours.text))
    shown = QFontMetrics(_node_font()).elidedText(name, Qt.TextElideMode.ElideMiddle, width - 12)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _room(row: QRect, problem: Problem) -> QRect:
    """Where the words of an entry stand."""
    right = _node_width(problem.node) + 12 if problem.node else 0
    return row.adjusted(MARGIN + ICON + 8, 10, -MARGIN - right, -8)


def _node_width(name: str) -> int:
    return min(120, QFontMetrics(_node_font()).horizontalAdvance(name) + 14)


def _height(font: QFont, text: str, width: int) -> int:
    return QFontMetrics(font).boundingRect(0, 0, max(40, width), TALL, WRAP, text).height()


def _message_font() -> QFont:
    return theme.font(13, 500)


def _remedy_font() -> QFont:
    return theme.font(12)


def _button_font() -> QFont:
    return theme.font(12, 500)


def _node_font() -> QFont:
    return theme.font(11, 500)
