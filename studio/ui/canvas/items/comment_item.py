"""A comment on the canvas: a sheet with words in Markdown, above the links and below the cards."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from studio.graph.annotations import Annotation, Comment
from studio.text import tr
from studio.text.language import while_spoken
from studio.ui import theme
from studio.ui.canvas.items.annotation_item import AnnotationItem, write_line
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.items.shown import Shown
from studio.ui.widgets.markdown import MarkdownDocument

INSET = 12.0
_SIZE, _NORMAL = 13, QFont.Weight.Normal
_READABLE = 0.5
"""Below this zoom only the first line is written, large."""

_LARGE = 12.0
"""Pixels that this line is high, where there is room for it."""

_ABOVE_LINKS = -0.8
_ROUND, _BAR, _TINT, _EDGE = 6.0, 4.0, 26, 130


class CommentItem(AnnotationItem):
    """Shows a comment."""

    annotation: Comment

    def __init__(self, name: str, annotation: Annotation, shown: Shown) -> None:
        super().__init__(name, annotation, shown)
        self.setZValue(_ABOVE_LINKS)

    def holds(self, at: QPointF, zoom: float) -> bool:
        """A comment is taken anywhere."""
        return self.area.contains(at)

    def link_at(self, at: QPointF) -> str:
        """Where the link leads to whose words are at a point of the scene; empty where there is none."""
        within = at - self.pos() - QPointF(INSET, INSET)
        return self._document().documentLayout().anchorAt(within) if self.area.contains(at) else ""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The sheet with its words, as far as they can be read."""
        sheet = Sheet(painter, self._shown.look)
        self._paint_ground(sheet)
        zoom = sheet.scale
        room = self._size.adjusted(INSET, INSET, -INSET, -INSET)
        if zoom < _READABLE and not self.annotation.text.strip():
            return
        if not self.annotation.text.strip():
            sheet.write(room.topLeft(), tr("Empty comment"), sheet.look.muted, _SIZE, _NORMAL, room.width())
        elif zoom >= _READABLE:
            self._paint_words(sheet, room)
        else:
            letters = min(_LARGE / zoom, self._size.height() / 2, 96.0)
            write_line(
                sheet, self._document().first_line(), self._size.adjusted(INSET, 0, -4, 0), max(1, round(letters))
            )
        if self.is_selected:
            self._paint_selection(sheet)

    def _paint_ground(self, sheet: Sheet) -> None:
        painter, look, colour = sheet.painter, sheet.look, self.annotation.colour
        painter.setPen(Qt.PenStyle.NoPen)
        for ground in (look.node, look.tag(colour, _TINT)):
            painter.setBrush(ground)
            painter.drawRoundedRect(self._size, _ROUND, _ROUND)
        painter.setBrush(look.tag(colour))
        painter.drawRoundedRect(QRectF(0, 0, _BAR, self._size.height()), _BAR / 2, _BAR / 2)
        painter.setPen(QPen(look.tag(colour, _EDGE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._size, _ROUND, _ROUND)

    def _paint_words(self, sheet: Sheet, room: QRectF) -> None:
        painter, document = sheet.painter, self._document()
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, sheet.look.text.color())
        is_longer = document.size().height() > room.height() + 1
        line = _SIZE * 1.5
        seen = QRectF(0, 0, room.width(), room.height() - (line if is_longer else 0.0))
        painter.save()
        painter.translate(room.topLeft())
        painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        if is_longer:
            at = QPointF(room.left(), room.bottom() - line)
            sheet.write(at, "…", sheet.look.muted, _SIZE, _NORMAL, room.width())

    def _document(self) -> MarkdownDocument:
        return laid_out(self.annotation.text, self._size.width(), self._shown.look)


@while_spoken
@lru_cache(maxsize=256)
def laid_out(text: str, width: float, look: Look) -> MarkdownDocument:
    """The words of a comment that is so wide."""
    return MarkdownDocument(text, max(width - 2 * INSET, 8.0), theme.fixed_font(_SIZE), look.accent)
