"""The recent files on the start page: name and folder of each, to press."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear

MOST = 5
HEIGHT = 44


class RecentFiles(QWidget):
    """A few files, newest first; nothing at all while there are none."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Recent"), 13, 600))
        column.addLayout(self._files)
        self.hide()

    def show_files(self, paths: Sequence[Path]) -> None:
        """Show these, as far as there is room."""
        clear(self._files)
        for path in paths[:MOST]:
            entry = RecentFile(path)
            entry.clicked.connect(lambda _=False, path=path: self.chosen.emit(str(path)))
            self._files.addWidget(entry)
        self.setVisible(bool(paths))


class RecentFile(QAbstractButton):
    """One file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.setText(caption(path.stem))
        self.setToolTip(tooltip(str(path)))
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QColor(colours.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        theme.icon("layers", "muted").paint(painter, QRect(8, (HEIGHT - 20) // 2, 20, 20))
        words = self.rect().adjusted(38, 5, -8, -5)
        for text, font, colour, edge, where in (
            (
                self._path.stem,
                theme.font(13, 500),
                colours.text,
                Qt.AlignmentFlag.AlignTop,
                Qt.TextElideMode.ElideRight,
            ),
            (
                str(self._path.parent),
                theme.font(11),
                colours.muted,
                Qt.AlignmentFlag.AlignBottom,
                Qt.TextElideMode.ElideMiddle,
            ),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(words, edge, QFontMetrics(font).elidedText(text, where, words.width()))
