"""The far view: all cards and links in a few strokes, where single items would cost too much to paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.ui.canvas.geometry import HEIGHT, WIDTH, bounds

if TYPE_CHECKING:
    from studio.ui.canvas.scene import Scene

_MARGIN = 400


class Overview(QGraphicsItem):
    """Stands in for all node and link items while it is active."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._area: QRectF | None = None
        self._blocks: dict[str, list[QRectF]] = {}
        self._links: QPainterPath | None = None
        self.setVisible(False)
        self.setZValue(-2)

    @property
    def is_active(self) -> bool:
        """Whether this, and not the single items, draws the network."""
        return self.isVisible()

    def activate(self, active: bool) -> None:
        """Draw the network in place of the single items, or leave it to them again."""
        if active == self.is_active:
            return
        self.setVisible(active)
        for item in (*self._scene.nodes.values(), *self._scene.links.values()):
            self.admit(item)
        self.refresh()

    def admit(self, item: QGraphicsItem) -> None:
        """Have an item draw itself only while this does not draw for it."""
        item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, self.is_active)

    def refresh(self) -> None:
        """Forget what was worked out, after any change of places or states."""
        if self.is_active:
            self.prepareGeometryChange()
            self.update()
        self._area = self._links = None

    def boundingRect(self) -> QRectF:
        """Around all cards, with room for links that swing out."""
        if self._area is None:
            box = bounds((item.x(), item.y()) for item in self._scene.nodes.values())
            self._area = box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Links in one path, cards in one call for each colour, the selection around them."""
        scene = self._scene
        if self._links is None:
            self._links = self._all_links()
            self._blocks = self._all_blocks()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pen = QPen(QColor(scene.look.theme.link), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPath(self._links)
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        for colour, blocks in self._blocks.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(blocks)
        self._paint_selection(painter)

    def _paint_selection(self, painter: QPainter) -> None:
        scene = self._scene
        pen = QPen(scene.look.accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(scene.look.halo)
        chosen = [self._block(name).adjusted(-12, -12, 12, 12) for name in scene.selection if name in scene.nodes]
        if chosen:
            painter.drawRects(chosen)

    def _all_links(self) -> QPainterPath:
        whole = QPainterPath()
        for item in self._scene.links.values():
            whole.addPath(item.path())
        return whole

    def _all_blocks(self) -> dict[str, list[QRectF]]:
        scene, theme = self._scene, self._scene.look.theme
        blocks: dict[str, list[QRectF]] = {}
        for name, item in scene.nodes.items():
            signs = {"error": theme.error, "warning": theme.warning}
            colour = signs.get(item.card.state, theme.family[item.card.family])
            blocks.setdefault(colour, []).append(self._block(name))
        return blocks

    def _block(self, name: str) -> QRectF:
        corner = self._scene.nodes[name].pos()
        return QRectF(QPointF(corner), QPointF(corner.x() + WIDTH, corner.y() + HEIGHT))
