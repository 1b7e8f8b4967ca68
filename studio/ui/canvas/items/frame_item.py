"""A frame on the canvas: a coloured ground below everything else, with its title in a strip along the top."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from studio.graph.annotating import HEAD
from studio.graph.annotations import Area, Frame
from studio.ui.canvas.items.annotation_item import BOLD, AnnotationItem, write_line
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.pens import text_width
from studio.ui.canvas.items.shown import AnnotationPart
from studio.ui.canvas.items.toggle import paint_toggle

STRIP = 26.0
_TITLE = 14
_READABLE = 12.0
"""Pixels that a title is high at least."""

_UNREADABLE = 5.0
"""Pixels below which letters are not written."""

_INSET = 12.0

_BELOW = -3.0
_ROUND = 8.0
_LARGEST = 60.0
"""Letters that would have to be larger than this to be read are not enlarged at all."""

_HIGHEST = _LARGEST * STRIP / _TITLE
_GROUND, _STRIP, _EDGE = 22, 44, 170


class FrameItem(AnnotationItem):
    """Shows a frame. A smaller one lies above a larger one."""

    annotation: Frame

    def stand(self, area: Area) -> None:
        """The larger a frame, the further down it lies."""
        super().stand(area)
        self.setZValue(_BELOW - area.width * area.height / 1e15)

    def holds(self, at: QPointF, zoom: float) -> bool:
        """A frame is taken at its title: what lies on it can be reached as if it were not there."""
        return self._strip(zoom).translated(self.pos()).contains(at)

    def collapses(self, at: QPointF, zoom: float) -> bool:
        """At the right of its title is a sign, where that is large enough to be read."""
        away, radius = at - self.pos() - self._sign(zoom), self._strip(zoom).height() / 2
        return self._has_sign(zoom) and away.x() ** 2 + away.y() ** 2 <= radius**2

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The ground, the strip, the title as large as it takes to be read."""
        sheet, colour = Sheet(painter, self._shown.look), self.annotation.colour
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(sheet.look.tag(colour, _GROUND))
        painter.drawRoundedRect(self._size, _ROUND, _ROUND)
        strip = self._strip(sheet.scale)
        painter.setBrush(sheet.look.tag(colour, _STRIP))
        painter.drawPath(_rounded_above(strip))
        pen = QPen(sheet.look.tag(colour, _EDGE), 1.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._size, _ROUND, _ROUND)
        self._write_title(sheet, strip)
        if self.is_selected:
            self._paint_selection(sheet)
        hovered, own = self._shown.hovered, AnnotationPart(self.name, collapses=True)
        is_pointed_at = isinstance(hovered, AnnotationPart) and hovered.name == self.name
        if (is_pointed_at or self.is_selected) and self._has_sign(sheet.scale):
            paint_toggle(sheet, self._sign(sheet.scale), strip.height() / 3, expands=False, active=hovered == own)

    def boundingRect(self) -> QRectF:
        """With the room that a title may take above the frame when it is seen from far away."""
        return super().boundingRect().adjusted(0, -_HIGHEST, 0, 0)

    def _letters(self, zoom: float) -> float:
        """Height of the title's letters: as large as it takes to read them at so many pixels to a scene unit, or
        smaller, down to their natural size, where that shows all of it."""
        wanted = _READABLE / zoom
        if not _TITLE < wanted <= _LARGEST:
            return _TITLE
        room = self._size.width() - 2 * _INSET - wanted * STRIP / _TITLE
        fitting = _TITLE * room / max(text_width(self.annotation.title, _TITLE, BOLD), 1.0)
        return min(wanted, max(fitting, _TITLE))

    def _strip(self, zoom: float) -> QRectF:
        """Where the title stands: a tab that stands out above where it is large, so that no card lies on it."""
        high = self._letters(zoom) * STRIP / _TITLE
        bottom = min(high, HEAD - 2)
        return QRectF(0, bottom - high, self._size.width(), high)

    def _has_sign(self, zoom: float) -> bool:
        strip = self._strip(zoom)
        return strip.width() >= 3 * strip.height() and self._letters(zoom) * zoom >= _UNREADABLE

    def _sign(self, zoom: float) -> QPointF:
        """The middle of the sign that collapses it, in its own coordinates."""
        strip = self._strip(zoom)
        return QPointF(strip.right() - 0.7 * strip.height(), strip.center().y())

    def _write_title(self, sheet: Sheet, strip: QRectF) -> None:
        letters = self._letters(sheet.scale)
        if letters * sheet.scale >= _UNREADABLE:
            room = strip.height() if self._has_sign(sheet.scale) else 0.0
            line = strip.adjusted(_INSET, 0, -_INSET - room, 0)
            write_line(sheet, self.annotation.title, line, max(1, round(letters)))


def _rounded_above(strip: QRectF) -> QPainterPath:
    """The strip, its upper corners those of the frame."""
    whole, below = QPainterPath(), QPainterPath()
    whole.addRoundedRect(strip.adjusted(0, 0, 0, _ROUND), _ROUND, _ROUND)
    below.addRect(QRectF(strip.left(), strip.bottom(), strip.width(), 2 * _ROUND))
    return whole.subtracted(below)
