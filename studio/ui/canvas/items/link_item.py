"""A link on the canvas: one smooth path from an output port to an input port."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.links import Link
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_painter import READABLE
from studio.ui.canvas.items.geometry import link_path, samples
from studio.ui.canvas.items.port_painter import draw_pill
from studio.ui.canvas.items.shown import Shown

REACH = 12.0
"""Room around the path for hovering and for the label."""

LABELLED = 1.6
"""From this zoom on, every link carries the shape it hands on."""


class LinkItem(QGraphicsPathItem):
    """Shows the link that ends at a port, whatever the graph has plugged in there, once told where to `run`."""

    def __init__(self, link: Link, shown: Shown) -> None:
        super().__init__()
        self.link = link
        self._shown = shown
        self.setPen(QPen(shown.look.canvas, 2 * REACH))
        self.setZValue(-1)
        self.bulge = 0.0
        self._state: str | None = None
        self._breadth = 0.0

    def refresh(self) -> None:
        """Draw anew what may have changed in the read-outs."""
        self._state = None
        self.update()

    def run(self, start: QPointF, end: QPointF) -> None:
        """Run from the place of an output to that of an input."""
        self.__dict__.pop("points", None)
        self._state = None
        self.setPath(link_path(start, end, self.bulge, self._shown.flow))

    @cached_property
    def points(self) -> list[QPointF]:
        """Points along the path, for hit tests."""
        return samples(self.path())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """The path in the colour of its state; with the shape it hands on where there is room."""
        shown = self._shown
        sheet = Sheet(painter, shown.look)
        if self._state is None:
            self._state, self._breadth = shown.link_state(self.link), shown.breadth(self.link)
        marked = shown.mark_of(self.link)
        state = marked or self._state
        painter.setPen(_widened(shown.look.links[state], self._breadth))
        painter.drawPath(self.path())
        labelled = sheet.scale >= LABELLED
        if labelled or ((marked or shown.has_shapes_on_links) and sheet.scale >= READABLE):
            text = shown.handed_on(self.link)
            if text:
                colour = (shown.look.muted if state == "good" else shown.look.links[state]).color()
                draw_pill(sheet, self.path().pointAtPercent(0.5), text, colour)


def _widened(pen: QPen, breadth: float) -> QPen:
    """A pen that is so wide at least."""
    if breadth <= pen.widthF():
        return pen
    wide = QPen(pen)
    wide.setWidthF(breadth)
    return wide
