"""Draws the body of a card: everything but its texts, alike for many cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

from studio.project.block_families import Shares
from studio.project.cards import State
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH
from studio.ui.canvas.items.port_painter import DrawnPort, paint_port

RADIUS = 8
BAR = 4
STRIP, LARGE_STRIP = 5.0, 8.0
"""Height of the strip of what a block holds."""

LINE = 47
AREA = QRectF(-6, -6, WIDTH + 20, HEIGHT + 20)
"""What a plate covers, its halo, its shadow and the cards stacked beneath it included."""

TINT = 38
"""How strong the colour of a tag is on a card, of 255: words on it can be read as well."""

STACK = 4
"""How far each card beneath a block's looks out."""

_RECT = QRectF(0, 0, WIDTH, HEIGHT)
_HALO = _RECT.adjusted(-4, -4, 4, 4)
_BADGE = QRectF(14, 11, 26, 26)
_LARGE_BADGE = QRectF(14, 11, 28, 28)
_MARK = QPointF(WIDTH - 20, 18)
_FROST = QPointF(37, 35)
_LARGE_FROST = QPointF(40, 37)
_LARGE_MARK = QPointF(WIDTH - 20, 24)


class Plate(NamedTuple):
    """What decides how a body looks. A `large` one carries a large badge, for a few large words; one that `holds`
    families has a strip of them along its upper edge in place of the edge in the family's colour. Its ground is that
    of the `tag`, where it has one."""

    family: str
    state: State
    selected: bool
    hovered: bool
    large: bool
    ports: tuple[DrawnPort, ...]
    stacked: bool = False
    frozen: bool = False
    holds: Shares = ()
    tag: str = ""


def draw_plate(sheet: Sheet, plate: Plate) -> None:
    """Draw it with its upper left corner at the origin."""
    sheet.stamp(plate, AREA, lambda on: _paint(on, plate))


def _paint(sheet: Sheet, plate: Plate) -> None:
    _paint_body(sheet, plate)
    _paint_badge(sheet, plate)
    if plate.frozen:
        _paint_frost(sheet, plate)
    if plate.state in sheet.look.problem:
        _paint_mark(sheet, plate)
    for port in plate.ports:
        paint_port(sheet, port)


def _paint_body(sheet: Sheet, plate: Plate) -> None:
    painter, look = sheet.painter, sheet.look
    painter.setPen(Qt.PenStyle.NoPen)
    if plate.selected:
        painter.setBrush(look.halo)
        painter.drawRoundedRect(_HALO, RADIUS + 4, RADIUS + 4)
    if plate.stacked:
        _paint_stack(sheet, plate)
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.shadow)
    painter.drawRoundedRect(_RECT.translated(0, 2), RADIUS, RADIUS)
    painter.drawRoundedRect(_RECT.adjusted(-1, 0, 1, 4), RADIUS + 1, RADIUS + 1)
    for ground in (look.node, look.tag(plate.tag, TINT)) if plate.tag else (look.node,):
        painter.setBrush(ground)
        painter.drawRoundedRect(_RECT, RADIUS, RADIUS)
    if plate.holds:
        _paint_strip(sheet, plate)
    else:
        painter.fillPath(_BAR_PATH, look.family[plate.family])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not plate.large:
        painter.setPen(look.line)
        painter.drawLine(QPointF(BAR, LINE), QPointF(WIDTH, LINE))
    pen = look.border[plate.state]
    if plate.selected:
        pen = look.selected
    elif plate.state in ("good", "waiting") and (plate.hovered or plate.tag):
        pen = look.hovered if plate.hovered else QPen(look.tag(plate.tag), 1.5)
    painter.setPen(pen)
    painter.drawRoundedRect(_RECT, RADIUS, RADIUS)


def _paint_stack(sheet: Sheet, plate: Plate) -> None:
    """The edges of two cards beneath, which say that this one can be opened."""
    painter, look = sheet.painter, sheet.look
    painter.setPen(look.border[plate.state])
    painter.setBrush(look.node)
    for depth in (2, 1):
        painter.drawRoundedRect(_RECT.translated(depth * STACK, depth * STACK), RADIUS, RADIUS)


def _paint_strip(sheet: Sheet, plate: Plate) -> None:
    """What a block holds: a band for each family, as wide as its share."""
    painter = sheet.painter
    painter.save()
    painter.setClipPath(_WHOLE)
    for family, band in bands(QRectF(0, 0, WIDTH, LARGE_STRIP if plate.large else STRIP), plate.holds):
        painter.fillRect(band, sheet.look.family[family])
    painter.restore()


def bands(area: QRectF, holds: Shares) -> Iterator[tuple[str, QRectF]]:
    """The families with their parts of an area, from left to right."""
    left = area.left()
    for family, share in holds:
        width = share * area.width()
        yield family, QRectF(left, area.top(), width, area.height())
        left += width


def _paint_badge(sheet: Sheet, plate: Plate) -> None:
    box, inset = (_LARGE_BADGE, 6.0) if plate.large else (_BADGE, 4.0)
    sheet.painter.setPen(Qt.PenStyle.NoPen)
    sheet.painter.setBrush(sheet.look.badge[plate.family])
    sheet.painter.drawRoundedRect(box, inset + 2, inset + 2)
    sheet.glyph(plate.family, box.adjusted(inset, inset, -inset, -inset))


def _paint_frost(sheet: Sheet, plate: Plate) -> None:
    """The snowflake over the corner of the badge of a frozen node."""
    centre, radius = (_LARGE_FROST, 10.0) if plate.large else (_FROST, 8.0)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    sheet.painter.setPen(sheet.look.line)
    sheet.painter.setBrush(sheet.look.node)
    sheet.painter.drawEllipse(box)
    sheet.sign("freeze", box.adjusted(1.5, 1.5, -1.5, -1.5))


def _paint_mark(sheet: Sheet, plate: Plate) -> None:
    """The round sign with an exclamation mark of a node with a problem."""
    painter, look = sheet.painter, sheet.look
    centre, radius = (_LARGE_MARK, 12.0) if plate.large else (_MARK, 7.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.problem[plate.state])
    painter.drawEllipse(centre, radius, radius)
    painter.setBrush(look.on_problem)
    width = radius * 0.26
    stem = QRectF(centre.x() - width / 2, centre.y() - radius * 0.58, width, radius * 0.66)
    painter.drawRoundedRect(stem, width / 2, width / 2)
    painter.drawEllipse(QPointF(centre.x(), centre.y() + radius * 0.42), width * 0.62, width * 0.62)


def _path(area: QRectF, radius: float = 0.0) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


_WHOLE = _path(_RECT, RADIUS)
_BAR_PATH = _WHOLE.subtracted(_path(QRectF(BAR, 0, WIDTH, HEIGHT)))
"""The coloured edge at the left, rounded like the card."""
