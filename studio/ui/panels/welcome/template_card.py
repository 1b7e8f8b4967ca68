"""A card of the start page that stands for a template: its picture, its title and what it teaches."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.formatting.numbers import compact, shape
from studio.project.templates import Template
from studio.text import listed, paragraph, searched, tr
from studio.ui import theme
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.schematic import Schematic, paint_schematic, schematic

HEIGHT = 232
PICTURE = 104
LINES = 3
RADIUS = 10


class TemplateCard(QAbstractButton):
    """Pressing it, or Enter on it, chooses the template."""

    def __init__(self, template: Template, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.template = template
        self.words = searched(template.name, template.title, template.teaches, template.group, template.data)
        self._picture: Schematic | None = None
        shapes = listed(map(shape, template.shapes))
        self._size = tr("{data} · {count} parameters", data=template.data, count=compact(template.parameters))
        self.setText(caption(template.title))
        whole = tr("Trains on: {data}. Input {shapes}.", data=template.data, shapes=shapes)
        self.setToolTip(tooltip(f"{template.teaches}\n{whole}"))
        self.setAccessibleDescription(paragraph(template.teaches, whole))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        # Read when first seen: most cards are below the edge of the window when it opens.
        self._picture = self._picture or schematic(self.template.network())
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(card, RADIUS, RADIUS)
        painter.fillPath(shape, QColor(colours.raised))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, self.width(), PICTURE), QColor(colours.canvas))
        painter.restore()
        paint_schematic(painter, QRectF(20, 16, self.width() - 40, PICTURE - 32), self._picture)
        lively = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if lively else colours.border), 1.5 if lively else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        colours = theme.current()
        words = self.rect().adjusted(14, PICTURE + 12, -14, -12)
        line = QRect(words.left(), words.top(), words.width(), 18)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.font(14, 600))
        title = painter.fontMetrics().elidedText(self.template.title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, LEFT, title)
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme.font(11))
        size = painter.fontMetrics().elidedText(self._size, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line.translated(0, 20), LEFT, size)
        painter.setFont(theme.font(12))
        for index, text in enumerate(wrapped(self.template.teaches, theme.font(12), words.width(), LINES)):
            painter.drawText(line.translated(0, 42 + 18 * index), LEFT, text)


LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def wrapped(text: str, font: QFont, width: int, lines: int) -> list[str]:
    """A text in at most so many lines; what does not fit ends in …"""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        if len(found) == lines - 1:
            rest = text[line.textStart() :]
            found.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        found.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return found
