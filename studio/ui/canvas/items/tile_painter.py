"""Draws tiles: the family's colour with the name on it; of a block, its name above a strip of what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from studio.project.block_families import Shares
from studio.ui.canvas.items.card_body import bands
from studio.ui.canvas.items.pens import Look, font, layout, metrics, text_width
from studio.ui.canvas.items.tiles import LOWEST, NAME, NARROWEST, SMALLER, WEIGHT

ROUNDED = 400
"""So many tiles are drawn with round corners; of more, nobody looks at a single one."""

_STRIP = 0.24
"""Height of the strip of what a block holds, in that of its tile."""


class Tile(NamedTuple):
    """A card as it is drawn from afar: in the colour called `shade` or, of a block, in those of what it `holds`."""

    name: str
    area: QRectF
    shade: str
    holds: Shares


def paint_tiles(painter: QPainter, look: Look, tiles: Iterable[Tile]) -> None:
    """Draw tiles with their names; the painter works in scene coordinates."""
    scene = painter.worldTransform()
    painter.setWorldTransform(QTransform())
    shown = [tile._replace(area=scene.mapRect(tile.area)) for tile in tiles]
    colours = look.shades
    radius = 3.0 if len(shown) <= ROUNDED else 0.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(radius))
    for tile in shown:
        if tile.holds:
            _paint_block(painter, look, tile, radius)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours[tile.shade]))
            _paint_ground(painter, tile.area, radius)
    for tile in shown:
        _write(painter, look, tile)
    painter.setWorldTransform(scene)


def _paint_block(painter: QPainter, look: Look, tile: Tile, radius: float) -> None:
    area = tile.area.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(QColor(look.theme.muted), 1))
    painter.setBrush(look.node)
    _paint_ground(painter, area, radius)
    height = max(2.0, round(_STRIP * area.height()))
    strip = QRectF(area.left() + 1, area.bottom() - height, area.width() - 2, height - 0.5)
    for family, band in bands(strip, tile.holds):
        painter.fillRect(band, look.family[family])


def _paint_ground(painter: QPainter, area: QRectF, radius: float) -> None:
    if radius:
        painter.drawRoundedRect(area, radius, radius)
    else:
        painter.drawRect(area)


def _write(painter: QPainter, look: Look, tile: Tile) -> None:
    """The name in the middle, where it has room."""
    area = tile.area
    if area.width() < NARROWEST or area.height() < LOWEST:
        return
    room = int(area.width() - 4)
    type_size = NAME if text_width(tile.name, NAME, WEIGHT) <= room else SMALLER
    text = layout(tile.name, type_size, WEIGHT, room, middle=True)
    size, height = text.size(), area.height()
    if tile.holds:
        height -= max(2.0, round(_STRIP * height))
    painter.setPen(look.text if tile.holds else look.ink[tile.shade])
    # Capitals and figures stand in the middle, not the line with its room for what hangs down.
    typeface = metrics(type_size, WEIGHT)
    top = area.top() + (height - typeface.capHeight()) / 2 - (typeface.ascent() - typeface.capHeight())
    painter.setFont(font(type_size, WEIGHT))
    painter.drawStaticText(QPointF(round(area.center().x() - size.width() / 2), round(top)), text)
