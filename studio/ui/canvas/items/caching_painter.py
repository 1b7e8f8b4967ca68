"""What items are drawn on: a painter with its look and zoom, and pictures kept of what recurs at that zoom."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPdfWriter, QPen, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from studio.ui import theme
from studio.ui.canvas.items.pens import Look, font, layout

KEPT = 512
"""Pictures kept. Those of another zoom are the first to go."""

LARGEST = 3.0
"""Above this zoom few cards are in sight, and large pictures would take more room than they save time."""

_stamps: OrderedDict[Hashable, QPixmap] = OrderedDict()


class Sheet:
    """A painter in scene coordinates. `zoom` is screen pixels to a scene unit, `ratio` those to a logical pixel, and
    `scale` logical pixels to a scene unit: what decides how much can be read."""

    def __init__(self, painter: QPainter, look: Look) -> None:
        device = painter.device()
        self.painter = painter
        self.look = look
        self.ratio = device.devicePixelRatioF()
        self.scale = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        self.zoom = self.scale * self.ratio
        self.is_vector = isinstance(device, QSvgGenerator | QPdfWriter)

    def stamp(self, key: Hashable, area: QRectF, draw: Callable[[Sheet], None]) -> None:
        """Draw what `key` names, from a picture kept of it where there is one. `draw` must stay within `area`."""
        painter, zoom = self.painter, self.zoom
        if self.is_vector or zoom > LARGEST:
            draw(self)
            return
        kept = (key, self.look, zoom, self.ratio)
        picture = _stamps.get(kept)
        if picture is None:
            picture = _stamps[kept] = self._picture(area, draw)
            if len(_stamps) > KEPT:
                _stamps.popitem(last=False)
        else:
            _stamps.move_to_end(kept)
        transform = painter.worldTransform()
        corner = transform.map(area.topLeft()) * self.ratio
        painter.resetTransform()
        painter.drawPixmap(QPointF(round(corner.x()), round(corner.y())) / self.ratio, picture)
        painter.setWorldTransform(transform)

    def write(self, at: QPointF, text: str, pen: QPen, size: int, weight: QFont.Weight, width: float) -> None:
        """A line of text with its upper left corner at a point, shortened where it is wider than `width`."""
        self.painter.setPen(pen)
        self.painter.setFont(font(size, weight))
        self.painter.drawStaticText(at, layout(text, size, weight, width))

    def write_name(self, at: QPointF, name: str, size: int, width: float) -> None:
        """A node's name; where it is too long the middle goes, for names often differ at their end."""
        self.painter.setPen(self.look.text)
        self.painter.setFont(font(size, QFont.Weight.DemiBold))
        self.painter.drawStaticText(at, layout(name, size, QFont.Weight.DemiBold, width, middle=True))

    def glyph(self, family: str, place: QRectF) -> None:
        """The sign of a layer family."""
        theme.renderer(f"family-{family}", self.look.theme.family[family]).render(self.painter, place)

    def sign(self, name: str, place: QRectF) -> None:
        """A sign of the theme's in its accent."""
        theme.renderer(name, self.look.theme.accent).render(self.painter, place)

    def _picture(self, area: QRectF, draw: Callable[[Sheet], None]) -> QPixmap:
        picture = QPixmap(ceil(area.width() * self.zoom) + 1, ceil(area.height() * self.zoom) + 1)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing)
        painter.scale(self.zoom, self.zoom)
        painter.translate(-area.topLeft())
        drawn = Sheet(painter, self.look)
        drawn.scale = self.scale
        draw(drawn)
        painter.end()
        picture.setDevicePixelRatio(self.ratio)
        return picture
