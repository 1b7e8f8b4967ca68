"""What frames and comments have in common on the canvas: where they stand, and how they are taken hold of."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsItem

from studio.graph.annotations import Annotation, Area
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.pens import text_width
from studio.ui.canvas.items.shown import Shown

GRIP = 7.0
"""Pixels from an edge within which it is taken hold of."""

_HALO = 5.0
_HANDLE = 3.5
BOLD = QFont.Weight.DemiBold


class AnnotationItem(QGraphicsItem):
    """Shows the annotation of its name in the graph."""

    def __init__(self, name: str, annotation: Annotation, shown: Shown) -> None:
        super().__init__()
        self.name = name
        self.annotation = annotation
        self._shown = shown
        self._size = QRectF()
        self.stand(annotation.area)

    def show_annotation(self, annotation: Annotation) -> None:
        """Show another value of the same name."""
        self.annotation = annotation
        self.stand(annotation.area)
        self.update()

    def stand(self, area: Area) -> None:
        """Stand elsewhere or be of another size, for as long as a gesture lasts or for good."""
        size = QRectF(0, 0, area.width, area.height)
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
        self.setPos(area.x, area.y)

    @property
    def area(self) -> QRectF:
        """Where it stands now, in scene coordinates."""
        return self._size.translated(self.pos())

    def boundingRect(self) -> QRectF:
        """With the halo of what is selected."""
        return self._size.adjusted(-_HALO, -_HALO, _HALO, _HALO)

    def edges_at(self, at: QPointF, zoom: float) -> str:
        """The edges near a point of the scene, at so many pixels to a scene unit."""
        area, reach = self.area, GRIP / zoom
        if not area.adjusted(-reach, -reach, reach, reach).contains(at):
            return ""
        near = {"l": at.x() - area.left(), "t": at.y() - area.top()}
        near |= {"r": area.right() - at.x(), "b": area.bottom() - at.y()}
        return "".join(edge for edge, away in near.items() if abs(away) <= reach)

    def collapses(self, at: QPointF, zoom: float) -> bool:
        """Whether a press at a point of the scene collapses what lies on it."""
        return False

    def holds(self, at: QPointF, zoom: float) -> bool:
        """Whether a press at a point of the scene takes the annotation as it is."""
        raise NotImplementedError

    @property
    def is_selected(self) -> bool:
        """Whether it is selected."""
        return self.name in self._shown.selected_annotations

    def _paint_selection(self, sheet: Sheet) -> None:
        """The border of what is selected, with the handles that it is resized by."""
        painter, area = sheet.painter, self._size
        pen = QPen(sheet.look.accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 8, 8)
        painter.setBrush(sheet.look.node)
        half = _HANDLE / sheet.scale
        for x in (area.left(), area.center().x(), area.right()):
            for y in (area.top(), area.center().y(), area.bottom()):
                if QPointF(x, y) != area.center():
                    painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))


def write_line(sheet: Sheet, words: str, room: QRectF, size: int) -> None:
    """A line of bold words in the middle of a row, shortened where they do not fit, from the side they begin at."""
    line = " ".join(words.split())
    width = min(text_width(line, size, BOLD), room.width())
    left = room.right() - width if is_right_to_left(line) else room.left()
    top = room.center().y() - size * 0.72
    sheet.write(QPointF(left, top), line, sheet.look.text, size, BOLD, room.width())


def is_right_to_left(text: str) -> bool:
    """Whether a text begins at the right, as Arabic and Hebrew do."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)
