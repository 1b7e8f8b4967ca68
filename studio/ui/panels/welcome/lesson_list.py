"""The lessons on the start page: title and how far one came, to press."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.project.lessons import Lesson, Progress, lessons, progress
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.label import label

HEIGHT = 44
NARROWEST = 232


class LessonList(QWidget):
    """All lessons in a few columns. `chosen` gives the name of the one pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = [LessonEntry(lesson) for lesson in lessons.values()]
        for entry in self.entries:
            entry.clicked.connect(lambda _=False, name=entry.lesson.name: self.chosen.emit(name))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Learn by doing"), 15, 600))
        column.addLayout(self._grid)
        self._columns = 0

    def refresh(self) -> None:
        """Show how far each came."""
        for entry in self.entries:
            entry.refresh()

    def arrange(self, width: int) -> None:
        """Put as many in a row as fit into this width, at most three."""
        columns = max(1, min(3, width // NARROWEST))
        if columns != self._columns:
            for column in range(max(columns, self._columns)):
                self._grid.setColumnStretch(column, int(column < columns))
            self._columns = columns
            for place, entry in enumerate(self.entries):
                self._grid.addWidget(entry, place // columns, place % columns)


class LessonEntry(QAbstractButton):
    """One lesson."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.lesson = lesson
        self._progress = Progress()
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(in_language(lesson.about)))
        self.refresh()

    def refresh(self) -> None:
        """Show how far one came."""
        self._progress = progress(self.lesson)
        title = in_language(self.lesson.title)
        self.setText(caption(title))
        self.setAccessibleName(title)
        self.setAccessibleDescription(self._progress.told(self.lesson))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QColor(colours.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_progress(painter, QRect(8, (HEIGHT - 20) // 2, 20, 20))
        words = self.rect().adjusted(38, 5, -8, -5)
        texts = (
            (in_language(self.lesson.title), theme.font(13, 500), colours.text, Qt.AlignmentFlag.AlignTop),
            (self._progress.told(self.lesson), theme.font(11), colours.muted, Qt.AlignmentFlag.AlignBottom),
        )
        for text, font, colour, edge in texts:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, edge, shown)

    def _paint_progress(self, painter: QPainter, box: QRect) -> None:
        """A tick once it was done, else a ring that fills."""
        colours = theme.current()
        if self._progress.is_done and not self._progress.steps:
            theme.icon("success", "success").paint(painter, box)
            return
        ring = QRectF(box).adjusted(2, 2, -2, -2)
        pen = painter.pen()
        pen.setWidthF(2)
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, share in ((colours.link, 1.0), (colours.accent, self._progress.steps / len(self.lesson.steps))):
            pen.setColor(QColor(colour))
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, -round(360 * 16 * share))
