"""What leaves a node for a sample, below its card: maps side by side, bars, or the numbers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.formatting.numbers import compact
from studio.text import tr
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_painter import SHAPED
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH
from studio.ui.canvas.items.pens import font
from studio.ui.canvas.items.shown import Shown
from studio.ui.widgets.maps import bar_at, image_of

if TYPE_CHECKING:
    from studio.insight.strips import Strip

AREA = QRectF(0, HEIGHT + 6, WIDTH, 36)
"""Below the card, within the free space above the next one."""

_INSIDE = AREA.adjusted(4, 3, -4, -3)
_RADIUS = 5
FULL = 4
"""So many numbers are written shorter, as there is hardly room for them."""

_MARK = 34.0
"""Room for how many more there are than can be shown."""


class ValueItem(QGraphicsItem):
    """Belongs to a node's item, and is there only while values are shown."""

    def __init__(self, shown: Shown, node: QGraphicsItem) -> None:
        super().__init__(node)
        self._shown = shown
        self._strip: Strip | None = None
        self._picture: QImage | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)

    def show_strip(self, strip: Strip) -> None:
        """Show other numbers."""
        if strip is not self._strip:
            self._strip, self._picture = strip, None
            self.update()

    def boundingRect(self) -> QRectF:
        return AREA

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The numbers in their frame, where they are large enough to be made out."""
        strip, sheet = self._strip, Sheet(painter, self._shown.look)
        if strip is None or sheet.scale < SHAPED:
            return
        painter.setPen(sheet.look.border["good"])
        painter.setBrush(sheet.look.node)
        painter.drawRoundedRect(AREA, _RADIUS, _RADIUS)
        if not strip.is_finite:
            self._write(sheet, tr("not finite"), _INSIDE, QColor(sheet.look.theme.error))
        elif strip.grey is not None:
            self._paint_maps(sheet, strip)
        elif strip.are_written:
            digits = 4 if len(strip.bars) < FULL else 3
            told = "   ".join(f"{number:.{digits}g}" for number in strip.bars)
            self._write(sheet, told, _INSIDE, sheet.look.text.color())
        else:
            self._paint_bars(sheet, strip)

    def _paint_maps(self, sheet: Sheet, strip: Strip) -> None:
        picture = self._image(strip)
        room = QRectF(_INSIDE)
        if strip.shown < strip.count:
            room.setRight(room.right() - _MARK)
            more = QRectF(room.right(), room.top(), _MARK, room.height())
            self._write(sheet, f"+{compact(strip.count - strip.shown)}", more, sheet.look.muted.color())
        scale = min(room.width() / picture.width(), room.height() / picture.height())
        size = picture.width() * scale, picture.height() * scale
        corner = room.center() - QPointF(size[0] / 2, size[1] / 2)
        painter = sheet.painter
        smooth = bool(painter.renderHints() & QPainter.RenderHint.SmoothPixmapTransform)
        # Each number is a square: nothing is made up between two of them.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale * sheet.zoom < 1)
        painter.drawImage(QRectF(corner.x(), corner.y(), *size), picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)

    def _paint_bars(self, sheet: Sheet, strip: Strip) -> None:
        painter, room = sheet.painter, QRectF(_INSIDE)
        if strip.shown < strip.count:
            room.setRight(room.right() - _MARK)
            more = QRectF(room.right(), room.top(), _MARK, room.height())
            self._write(sheet, f"+{compact(strip.count - strip.shown)}", more, sheet.look.muted.color())
        top, bottom = max(0.0, *strip.bars), min(0.0, *strip.bars)
        scale = room.height() / ((top - bottom) or 1.0)
        zero, pitch = room.top() + top * scale, room.width() / len(strip.bars)
        painter.setPen(Qt.PenStyle.NoPen)
        for sign, colour in ((1, sheet.look.theme.accent), (-1, sheet.look.theme.warning)):
            painter.setBrush(QColor(colour))
            painter.drawRects(
                [
                    bar_at(room.left(), place, pitch, zero, number * scale)
                    for place, number in enumerate(strip.bars)
                    if number * sign > 0
                ]
            )
        painter.setPen(sheet.look.line)
        painter.drawLine(QPointF(room.left(), zero), QPointF(room.right(), zero))

    def _image(self, strip: Strip) -> QImage:
        if self._picture is None:
            self._picture = image_of(strip)
        return self._picture

    def _write(self, sheet: Sheet, text: str, room: QRectF, colour: QColor) -> None:
        painter = sheet.painter
        painter.setPen(colour)
        painter.setFont(font(12, QFont.Weight.Medium))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
