"""What part of the network is in sight, and how large: zooming, panning, fitting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from studio.graph.flow import Flow
from studio.ui.canvas.clear_room import clear_room, scale

SMALLEST, LARGEST = 0.02, 4.0
MARGIN = 32
"""Pixels kept free around what is fitted into the view."""

FITTED = 1.25
"""A small network is not blown up further than this when it is fitted."""

READABLE = 0.75
"""A zoom at which all of a card can be read."""

LEGIBLE = 0.17
"""The least zoom at which a network is shown whole when it is opened: every name can be read."""

PARTLY = 0.5
"""The zoom at which the beginning of a larger one is shown: as many names and shapes as can be read well."""

STEP = 1.25
WORLD = QRectF(-1e6, -1e6, 2e6, 2e6)
"""The scene has no edges a person could reach."""


class Camera:
    """Moves a graphics view over its scene, which has no edges."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view

    @property
    def zoom(self) -> float:
        """Pixels to a scene unit."""
        return self._view.transform().m11()

    @property
    def visible(self) -> QRectF:
        """What is in sight, in scene coordinates."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    @property
    def centre(self) -> QPointF:
        """The point of the scene in the middle of the view."""
        return self.to_scene(QRectF(self._view.viewport().rect()).center())

    def zoom_at(self, factor: float, pixel: QPointF) -> None:
        """Zoom by a factor; what lies under this pixel of the viewport stays there."""
        self._zoom_to(self.zoom * factor, pixel)

    def set_zoom(self, zoom: float) -> None:
        """Zoom to this many pixels a scene unit, about the middle of the view."""
        self._zoom_to(zoom, QPointF(self._view.viewport().rect().center()))

    def pan(self, pixels: QPointF) -> None:
        """Move the view over the scene by so many pixels."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + round(pixels.x()))
        down.setValue(down.value() + round(pixels.y()))

    def fit(self, area: QRectF, overlays: Sequence[QRectF] = (), largest: float = FITTED) -> None:
        """Bring an area of the scene into the middle of the view, as large as it fits but no larger than `largest`, and
        beside what lies over the view."""
        if area.isNull():
            return
        view = QRectF(self._view.viewport().rect())
        room = clear_room(view.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), area.size(), overlays, largest)
        self._set(scale(room, area.size(), largest))
        self._view.centerOn(area.center())
        self.pan(view.center() - room.center())

    def open(self, area: QRectF, flow: Flow, overlays: Sequence[QRectF] = ()) -> None:
        """Begin with an area: all of it where that can be read, else the end where data come in."""
        self.fit(area, overlays)
        if area.isNull() or self.zoom >= LEGIBLE:
            return
        self._set(PARTLY)
        room = self._view.viewport().rect()
        if flow == "right":
            self._view.centerOn(area.left() + (room.width() / 2 - MARGIN) / self.zoom, area.center().y())
        else:
            self._view.centerOn(area.center().x(), area.top() + (room.height() / 2 - MARGIN) / self.zoom)

    def look_at(self, centre: QPointF, zoom: float) -> None:
        """Bring a point of the scene into the middle of the view, at so many pixels a scene unit."""
        self._set(zoom)
        self.pan(self._view.viewportTransform().map(centre) - QRectF(self._view.viewport().rect()).center())

    def reveal(self, area: QRectF) -> None:
        """Move as little as needed to bring an area into sight, without zooming."""
        seen = self.visible
        margin = MARGIN / self.zoom
        if not seen.contains(area.adjusted(-4, -4, 4, 4)):
            wanted = area.adjusted(-margin, -margin, margin, margin)
            dx = min(wanted.left() - seen.left(), 0.0) or max(wanted.right() - seen.right(), 0.0)
            dy = min(wanted.top() - seen.top(), 0.0) or max(wanted.bottom() - seen.bottom(), 0.0)
            self.pan(QPointF(dx, dy) * self.zoom)

    def show(self, area: QRectF) -> None:
        """Bring an area into the middle of the view, large enough to read."""
        if self.zoom < READABLE:
            self._set(1.0)
        self._view.centerOn(area.center())

    def to_scene(self, pixel: QPointF) -> QPointF:
        """The point of the scene under a pixel of the viewport."""
        inverse, _ = self._view.viewportTransform().inverted()
        return inverse.map(pixel)

    def _zoom_to(self, zoom: float, pixel: QPointF) -> None:
        held = self.to_scene(pixel)
        self._set(zoom)
        self.pan(self._view.viewportTransform().map(held) - pixel)

    def _set(self, zoom: float) -> None:
        bounded = min(max(zoom, SMALLEST), LARGEST)
        self._view.setTransform(QTransform.fromScale(bounded, bounded))
