"""The picture under the pointer while a layer is dragged from the palette: a card like those on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from studio.layers import Layer
from studio.ui import theme
from studio.ui.widgets.tile import paint_tile

WIDTH, HEIGHT = 200, 48
EDGE = 4
SHADOW = 8


def drag_card(layer: type[Layer], ratio: float) -> QPixmap:
    """The card of a layer at its defaults, for a screen of `ratio` device pixels to a logical one."""
    size = QSize(WIDTH + 2 * SHADOW, HEIGHT + 2 * SHADOW)
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(SHADOW, SHADOW)
    _paint_body(painter, layer.family)
    _paint_words(painter, layer)
    painter.end()
    return picture


def _paint_body(painter: QPainter, family: str) -> None:
    colours = theme.current()
    card = QRectF(0, 0, WIDTH, HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    for spread in range(SHADOW, 0, -2):
        painter.setBrush(QColor(15, 23, 42, 10))
        painter.drawRoundedRect(card.adjusted(-spread, -spread + 3, spread, spread), 8 + spread, 8 + spread)
    shape = QPainterPath()
    shape.addRoundedRect(card, 8, 8)
    painter.fillPath(shape, QColor(colours.node))
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(QRectF(0, 0, EDGE, HEIGHT), QColor(colours.family[family]))
    painter.restore()
    painter.setPen(QPen(QColor(colours.accent), 1.5))
    painter.drawPath(shape)


def _paint_words(painter: QPainter, layer: type[Layer]) -> None:
    colours = theme.current()
    paint_tile(painter, QRect(14, 10, 28, 28), layer.family)
    words = QRect(52, 7, WIDTH - 62, HEIGHT - 15)
    detail = layer().label() or layer.title
    for text, font, colour, edge in (
        (layer.__name__, theme.font(13, 600), colours.text, Qt.AlignmentFlag.AlignTop),
        (detail, theme.font(11), colours.muted, Qt.AlignmentFlag.AlignBottom),
    ):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, edge, shown)
