"""A tree whose rows are of one piece, from the arrow that opens them to the last column."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

from studio.ui import theme

ARROW = 14


class Tree(QTreeView):
    """Draws the ground of a chosen row and the arrows of rows that open in the theme's own colours."""

    def drawRow(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if self.selectionModel().isRowSelected(index.row(), index.parent()):
            painter.fillRect(option.rect, QColor(theme.current().selected))
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.model().hasChildren(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            right = rect.right() - (self.indentation() - ARROW) // 2
            corner = QRect(0, 0, ARROW, ARROW)
            corner.moveCenter(rect.center())
            corner.moveRight(right)
            theme.icon(name, "muted").paint(painter, corner)
