"""The whole network in a corner of the canvas, with what is selected and in sight; drag it to go there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.actions import shortcut_text, shortcuts
from studio.ui.canvas.minimap_picture import at_least, network_picture
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.ui.canvas.camera import Camera
    from studio.ui.canvas.scene import Scene

LARGEST = QSize(176, 128)
SMALLEST = QSize(56, 40)
MARGIN = 16
MANY = 2000
"""With more nodes than these, the picture follows an edit after a moment, not in the same frame."""

SLICE = 1000
"""Cards looked at in one turn of the event loop, of those that can wait."""

FRAMED = 300
"""So many selected cards are framed one by one."""

_MOMENT = 60
_INSET = 10


class Minimap(QWidget):
    """Floats over the canvas."""

    moved = Signal()  # a person goes elsewhere by it

    def __init__(self, stage: QGraphicsView, scene: Scene, camera: Camera) -> None:
        super().__init__(stage)
        self._stage = stage
        self._scene = scene
        self._camera = camera
        self._is_wanted = True
        self._picture: QPixmap | None = None
        self._drawn_from: object = None
        self._is_due = False
        self._shown: object = None
        self._later = QTimer(self, singleShot=True, interval=_MOMENT)
        self._later.timeout.connect(self._catch_up)
        self.setFixedSize(LARGEST)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Minimap"))
        self._word()
        shortcuts().changed.connect(self._word)

    def _word(self) -> None:
        keys = shortcut_text("view.minimap")
        told = (
            tr("Drag to move the view ({keys} hides the minimap)", keys=keys) if keys else tr("Drag to move the view")
        )
        self.setToolTip(tooltip(told))

    def want(self, wanted: bool) -> None:
        """Whether there is to be a map."""
        self._is_wanted = wanted
        self.follow()

    def is_needed_beside(self, area: QRectF) -> bool:
        """Whether there is to be a map where no more than this area of the scene is in sight."""
        return self._is_wanted and not area.contains(self._scene.content())

    def place(self) -> None:
        """Stand in the lower right corner."""
        room = self._stage.rect()
        self.move(room.right() - MARGIN - self.width() + 1, room.bottom() - MARGIN - self.height() + 1)

    def follow(self) -> None:
        """Show what is in sight now; where all of the network is, it needs no map."""
        content = self._scene.content()
        self.setVisible(self._is_wanted and not content.isNull() and not self._camera.visible.contains(content))
        size = self._fitting(content)
        if size != self.size():
            self.setFixedSize(size)
            self.place()
        self._look_at_cards()
        if not self.isHidden() and (wanted := self._in_sight()) != self._shown:
            self._shown = wanted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The network from a picture kept of it, and the frame."""
        colours = theme.current()
        picture = self._wanted_picture()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, picture)
        self._paint_selection(painter)
        seen = self._to_map().mapRect(self._camera.visible)
        inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        fill = QColor(colours.accent)
        fill.setAlpha(28)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        painter.drawRoundedRect(seen.intersected(inner), 3, 3)

    def _paint_selection(self, painter: QPainter) -> None:
        """Frames around what is selected; of very many, around all of it."""
        scene, to_map = self._scene, self._to_map()
        chosen = scene.shown.selection & scene.nodes.keys()
        areas = map(scene.nodes.area, chosen) if len(chosen) <= FRAMED else (scene.content(chosen),)
        painter.setPen(QPen(QColor(theme.current().accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects([at_least(to_map.mapRect(area).adjusted(-1.5, -1.5, 1.5, 1.5), 6.0) for area in areas])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay there."""
        event.accept()

    def _go(self, at: QPointF) -> None:
        self.moved.emit()
        inverse, _ = self._to_map().inverted()
        self._stage.centerOn(inverse.map(at))

    def _fitting(self, area: QRectF) -> QSize:
        """As large as the network needs, so that a long narrow one leaves the canvas in sight."""
        needed = (area.size() * self._scale(area)).toSize().grownBy(QMargins(_INSET, _INSET, _INSET, _INSET))
        return needed.expandedTo(SMALLEST).boundedTo(LARGEST)

    @staticmethod
    def _scale(area: QRectF) -> float:
        """Points of the map for one of the scene, at its largest size."""
        across = (LARGEST.width() - 2 * _INSET) / max(area.width(), 1.0)
        down = (LARGEST.height() - 2 * _INSET) / max(area.height(), 1.0)
        return min(across, down, 0.12)

    def _to_map(self) -> QTransform:
        """From scene coordinates to the map's."""
        area = self._scene.content()
        scale = self._scale(area)
        centre = QRectF(self.rect()).center()
        return QTransform(
            scale, 0, 0, scale, centre.x() - area.center().x() * scale, centre.y() - area.center().y() * scale
        )

    def _wanted_picture(self) -> QPixmap:
        """The picture kept, drawn anew where it shows something else by now."""
        if not self._is_large:
            self._scene.overview.catch_up()
        wanted = self._wanted()
        if self._picture is None or self._drawn_from != wanted:
            if self._is_large and not self._is_due:
                self._later.start()
                return self._picture if self._picture is not None else self._drawn({})
            self._picture, self._drawn_from = self._drawn(self._scene.overview.blocks), wanted
        self._is_due = False
        return self._picture

    def _wanted(self) -> tuple[object, ...]:
        """What decides how the picture looks."""
        scene = self._scene
        marks = scene.annotations.marks()
        return scene.overview.version, scene.content(), marks, scene.shown.look, self.devicePixelRatioF(), self.size()

    def _in_sight(self) -> tuple[object, ...]:
        """What decides how the map looks."""
        return *self._wanted(), self._camera.visible, self._scene.shown.selection

    @property
    def _is_large(self) -> bool:
        return max(len(self._scene.nodes), self._scene.overview.behind) > MANY

    def _look_at_cards(self) -> None:
        """Have the cards that were touched looked at: now or, of many, after a moment."""
        overview = self._scene.overview
        if self.isHidden() or not overview.behind:
            return
        if not self._is_large:
            overview.catch_up()
        elif not self._later.isActive():
            self._later.start()

    def _catch_up(self) -> None:
        overview = self._scene.overview
        overview.catch_up(SLICE)
        if overview.behind:
            self._later.start(0)
            return
        self._later.setInterval(_MOMENT)
        self._is_due = True
        self.update()

    def _drawn(self, everything: Mapping[str, Sequence[QRectF]]) -> QPixmap:
        marks, look = self._scene.annotations.marks(), self._scene.shown.look
        return network_picture(self.size(), self.devicePixelRatioF(), self._to_map(), everything, marks, look)
