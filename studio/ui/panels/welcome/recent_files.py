"""The recent files on the start page: picture, name and folder of each, to press."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.background.file_pictures import HEIGHT as PICTURE_HEIGHT
from studio.ui.background.file_pictures import WIDTH, FilePictures
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear

MOST = 5
HEIGHT = 44


class RecentFiles(QWidget):
    """A few files, newest first; nothing at all while there are none."""

    chosen = Signal(str)

    def __init__(self, pictures: FilePictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = pictures
        pictures.ready.connect(self._draw)
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
            entry = RecentFile(path, self.pictures)
            entry.clicked.connect(lambda _=False, path=path: self.chosen.emit(str(path)))
            self._files.addWidget(entry)
        self.setVisible(bool(paths))

    def _draw(self) -> None:
        for entry in self.findChildren(RecentFile):
            entry.update()


class RecentFile(QAbstractButton):
    """One file."""

    def __init__(self, path: Path, pictures: FilePictures) -> None:
        super().__init__()
        self._path, self._pictures = path, pictures
        self.is_gone = not path.is_file()
        self._place = tr("Not there any more") if self.is_gone else str(path.parent)
        self.setText(caption(path.stem))
        self.setToolTip(tooltip(str(path)))
        self.setAccessibleDescription(self._place)
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
        self._paint_picture(painter, QRect(4, (HEIGHT - PICTURE_HEIGHT) // 2, WIDTH, PICTURE_HEIGHT))
        words = self.rect().adjusted(WIDTH + 14, 5, -8, -5)
        for text, font, colour, edge, where in (
            (
                self._path.stem,
                theme.font(13, 500),
                colours.muted if self.is_gone else colours.text,
                Qt.AlignmentFlag.AlignTop,
                Qt.TextElideMode.ElideRight,
            ),
            (
                self._place,
                theme.font(11),
                colours.muted,
                Qt.AlignmentFlag.AlignBottom,
                Qt.TextElideMode.ElideMiddle,
            ),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(words, edge, QFontMetrics(font).elidedText(text, where, words.width()))

    def _paint_picture(self, painter: QPainter, box: QRect) -> None:
        """Its network; until that is drawn, and where there is none, what stands for networks."""
        colours = theme.current()
        painter.setPen(QColor(colours.border))
        painter.setBrush(QColor(colours.canvas))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        picture = None if self.is_gone else self._pictures.of(self._path)
        if picture is not None:
            painter.drawImage(box, picture)
        else:
            theme.icon("layers", "muted").paint(painter, box.adjusted(16, 6, -16, -6))
