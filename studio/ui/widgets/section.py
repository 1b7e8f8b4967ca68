"""A titled part of a panel that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.ui import theme

HEIGHT = 36
MARGIN = 16


class SectionHeader(QAbstractButton):
    """The line of a section: its title, and a chevron where it folds."""

    def __init__(self, title: str, *, foldable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(foldable)
        self.setChecked(foldable)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if foldable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if foldable else Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(0, 0, self.width(), 0)
        inner = self.rect().adjusted(MARGIN, 0, -MARGIN, 0)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.text))
        painter.setFont(theme.font(12, 600))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.isCheckable():
            name = "chevron-down" if self.isChecked() else "chevron-right"
            side = 14
            box = QRect(inner.right() - side + 1, (self.height() - side) // 2, side, side)
            theme.icon(name, "text" if self.underMouse() else "muted").paint(painter, box)


class Section(QWidget):
    """A header with its content below."""

    def __init__(
        self, title: str, content: QWidget, *, foldable: bool = True, flush: bool = False, parent: QWidget | None = None
    ) -> None:
        """`flush` content reaches the panel's edges."""
        super().__init__(parent)
        self.header = SectionHeader(title, foldable=foldable)
        self.content = content
        holder = QWidget(self)
        inner = QVBoxLayout(holder)
        side = 0 if flush else MARGIN
        inner.setContentsMargins(side, 2, side, MARGIN)
        inner.addWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(holder)
        self.header.toggled.connect(holder.setVisible)
