"""Draws one entry of a search box: family badge, title, what it is, and a note at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studio.ui import theme
from studio.ui.canvas.items.pens import font, metrics, text_width
from studio.ui.canvas.search.entry import Entry
from studio.ui.widgets.tile import paint_tile

HEIGHT = 44
_BADGE, _INSET = 28, 5
_TITLE, _DETAIL = 13, 11
_FAINT = 0.6


class EntryPainter(QStyledItemDelegate):
    """The look of the entries; they are in the model's user role."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        return QSize(0, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        colours, box = theme.current(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(QColor(colours.selected if chosen else colours.hover))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        painter.setOpacity(1.0 if entry.fits else _FAINT)
        badge = QRect(option.rect.left() + 8, option.rect.top() + 8, _BADGE, _BADGE)
        if entry.family:
            paint_tile(painter, badge, entry.family)
        elif entry.icon:
            theme.icon(entry.icon, "muted").paint(painter, badge.adjusted(_INSET, _INSET, -_INSET, -_INSET))
        self._paint_texts(painter, entry, box)
        painter.restore()

    def _paint_texts(self, painter: QPainter, entry: Entry, box: QRectF) -> None:
        colours = theme.current()
        note = text_width(entry.note, _DETAIL) if entry.note else 0.0
        left, right = box.left() + 46, box.right() - 10
        title = QRectF(left, box.top() + 5, right - left - (note + 12 if note else 0), 18)
        detail = QRectF(left, box.top() + 23, right - left, 16)
        medium = QFont.Weight.Medium
        painter.setFont(font(_TITLE, medium))
        painter.setPen(QColor(colours.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        shown = metrics(_TITLE, medium).elidedText(entry.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, middle, shown)
        painter.setFont(font(_DETAIL))
        painter.setPen(QColor(colours.muted))
        shown = metrics(_DETAIL).elidedText(entry.detail, Qt.TextElideMode.ElideRight, detail.width())
        painter.drawText(detail, middle, shown)
        if entry.note:
            painter.drawText(QRectF(right - note - 2, title.top(), note + 2, 18), middle, entry.note)
