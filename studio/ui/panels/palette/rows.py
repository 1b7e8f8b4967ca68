"""Draws the rows of the palette: family titles that fold, and layers with their tile, name and title."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from studio.project.block_offers import BLOCK
from studio.ui import theme
from studio.ui.widgets.tile import paint_tile

FAMILY = Qt.ItemDataRole.UserRole + 1
KIND = Qt.ItemDataRole.UserRole + 2
FAMILY_HEIGHT = 32
LAYER_HEIGHT = 44
MARGIN = 12
TILE = 28

Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QStyledItemDelegate):
    """Paints the rows of a palette list."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    @staticmethod
    def plus_box(row: QRect) -> QRect:
        """Where a layer's + stands in its row."""
        return QRect(row.right() - MARGIN - 24, row.center().y() - 11, 24, 24)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, LAYER_HEIGHT if index.data(KIND) else FAMILY_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if index.data(KIND):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_layer(painter, option.rect, index, hovered=hovered, chosen=chosen)
        else:
            focused = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
            self._paint_family(painter, option.rect, index, hovered=hovered or focused)
        painter.restore()

    def _paint_family(self, painter: QPainter, row: QRect, index: Index, *, hovered: bool) -> None:
        colours = theme.current()
        name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
        box = QRect(row.left() + MARGIN, row.center().y() - 6, 14, 14)
        theme.icon(name, "text" if hovered else "muted").paint(painter, box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.family[index.data(FAMILY)]))
        painter.drawEllipse(QRectF(box.right() + 9, row.center().y() - 3, 8, 8))
        words = row.adjusted(MARGIN + 14 + 25, 0, -MARGIN, 0)
        painter.setFont(theme.font(12, 600))
        painter.setPen(QColor(colours.text if hovered else colours.muted))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.setFont(theme.font(12))
        painter.setPen(QColor(colours.muted))
        count = str(index.model().rowCount(index))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)

    def _paint_layer(self, painter: QPainter, row: QRect, index: Index, *, hovered: bool, chosen: bool) -> None:
        colours = theme.current()
        if hovered or chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selected if chosen else colours.hover))
            painter.drawRoundedRect(QRectF(row.adjusted(MARGIN - 6, 1, 6 - MARGIN, -1)), 6, 6)
        paint_tile(
            painter, QRect(row.left() + MARGIN, row.center().y() - TILE // 2 + 1, TILE, TILE), index.data(FAMILY)
        )
        words = row.adjusted(MARGIN + TILE + 10, 5, -MARGIN - (28 if hovered or chosen else 0), -5)
        _write(
            painter, words, str(index.data(KIND)).removeprefix(BLOCK), 13, 500, colours.text, Qt.AlignmentFlag.AlignTop
        )
        _write(painter, words, index.data(), 11, 400, colours.muted, Qt.AlignmentFlag.AlignBottom)
        if hovered or chosen:
            box = self.plus_box(row)
            theme.icon("plus", "accent" if hovered else "muted").paint(painter, box.adjusted(4, 4, -4, -4))


def _write(
    painter: QPainter, box: QRect, text: str, size: int, weight: int, colour: str, edge: Qt.AlignmentFlag
) -> None:
    font = theme.font(size, weight)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, edge | Qt.AlignmentFlag.AlignLeft, shown)
