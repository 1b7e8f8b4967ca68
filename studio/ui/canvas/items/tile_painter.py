"""Draws tiles: the family's colour with the name on it; of a block, its name above a strip of what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QStaticText, QTransform

from studio.project.block_families import Shares
from studio.text.language import while_spoken
from studio.ui.canvas.items.card_body import bands
from studio.ui.canvas.items.pens import Look, font, layout, metrics, text_width
from studio.ui.canvas.items.tiles import LOWEST, NAME, NARROWEST, SMALLER, WEIGHT

ROUNDED = 400
"""So many tiles are drawn with round corners; of more, nobody looks at a single one."""

LARGER, ROOMY = 12, 18.0
"""Logical pixels of a name on a tile at least so high."""

MOST_NAMED = 600
"""Of more tiles in sight than this, names would be a wall of letters that nobody reads."""

_STRIP = 0.24
"""Height of the strip of what a block holds, in that of its tile."""


class Tile(NamedTuple):
    """A card as it is drawn from afar: in the colour called `shade` or, of a block, in those of what it `holds`; with
    an edge in the colour of its `tag`, where it has one."""

    name: str
    area: QRectF
    shade: str
    holds: Shares
    tag: str = ""


Ink = tuple[int, str]
"""Size of the type and the shade it is on, which is empty where it is a block's ground."""


def paint_tiles(painter: QPainter, look: Look, tiles: Iterable[tuple[Tile, QRectF]], *, rounded: bool) -> None:
    """Draw tiles, each in an area of the scene, with their names; the painter works in scene coordinates."""
    scene = painter.worldTransform()
    painter.setWorldTransform(QTransform())
    shown = [(tile, scene.mapRect(area)) for tile, area in tiles]
    radius = 3.0 if rounded else 0.0
    plain: dict[str, list[QRectF]] = {}
    for tile, area in shown:
        if tile.holds:
            _paint_block(painter, look, tile, area, radius)
        else:
            plain.setdefault(tile.shade, []).append(area)
    _paint_plain(painter, look, plain, radius)
    _paint_tags(painter, look, shown, radius)
    _write_names(painter, look, shown)
    painter.setWorldTransform(scene)


def _paint_block(painter: QPainter, look: Look, tile: Tile, whole: QRectF, radius: float) -> None:
    area = whole.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(QColor(look.theme.muted), 1))
    painter.setBrush(look.node)
    _paint_ground(painter, area, radius)
    height = max(2.0, round(_STRIP * area.height()))
    strip = QRectF(area.left() + 1, area.bottom() - height, area.width() - 2, height - 0.5)
    for family, band in bands(strip, tile.holds):
        painter.fillRect(band, look.family[family])


def _paint_plain(painter: QPainter, look: Look, areas: Mapping[str, list[QRectF]], radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for shade, each in areas.items():
        painter.setBrush(QColor(look.shades[shade]))
        if radius:
            for area in each:
                painter.drawRoundedRect(area, radius, radius)
        else:
            painter.drawRects(each)


def _paint_tags(painter: QPainter, look: Look, tiles: Iterable[tuple[Tile, QRectF]], radius: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for tile, area in tiles:
        if tile.tag:
            painter.setPen(QPen(look.tag(tile.tag), 3))
            _paint_ground(painter, area.adjusted(-2, -2, 2, 2), radius)


def _paint_ground(painter: QPainter, area: QRectF, radius: float) -> None:
    if radius:
        painter.drawRoundedRect(area, radius, radius)
    else:
        painter.drawRect(area)


def _write_names(painter: QPainter, look: Look, tiles: Iterable[tuple[Tile, QRectF]]) -> None:
    """The names in the middle of their tiles, where they have room; those of one ink together."""
    lines: dict[Ink, list[tuple[QPointF, QStaticText]]] = {}
    for tile, area in tiles:
        width, height = area.width(), area.height()
        if width < NARROWEST or height < LOWEST:
            continue
        if tile.holds:
            height -= max(2.0, round(_STRIP * height))
        line = _line(tile.name, int(width - 4), roomy=height >= ROOMY)
        at = QPointF(round(area.left() + width / 2 - line.half), round(area.top() + height / 2 - line.middle))
        lines.setdefault((line.size, "" if tile.holds else tile.shade), []).append((at, line.text))
    for (size, shade), each in lines.items():
        painter.setFont(font(size, WEIGHT))
        painter.setPen(look.ink[shade] if shade else look.text)
        for at, text in each:
            painter.drawStaticText(at, text)


class _Line(NamedTuple):
    """A name laid out: half of its width, and how far below its upper edge the middle of its capitals is."""

    text: QStaticText
    size: int
    half: float
    middle: float


@while_spoken
@lru_cache(maxsize=20_000)
def _line(name: str, room: int, *, roomy: bool) -> _Line:
    """A name in so much room: smaller, and then shortened, where it has not enough; larger on a high tile."""
    sizes = (LARGER, NAME) if roomy else (NAME,)
    size = next((size for size in sizes if text_width(name, size, WEIGHT) <= room), SMALLER)
    text, typeface = layout(name, size, WEIGHT, room, middle=True), metrics(size, WEIGHT)
    return _Line(text, size, text.size().width() / 2, typeface.ascent() - typeface.capHeight() / 2)
