"""The far view: all cards and links in a few strokes, where single items would cost too much to paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.ui.canvas.geometry import bounds

if TYPE_CHECKING:
    from studio.ui.canvas.scene import Scene

_MARGIN = 400


class Overview(QGraphicsItem):
    """Stands in for all node and link items while it is active."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._area: QRectF | None = None
        self._blocks: dict[str, list[QRectF]] | None = None
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

    @property
    def blocks(self) -> dict[str, list[QRectF]]:
        """The rectangles of all cards by their colour (#rrggbb): the family's, or that of a problem."""
        if self._blocks is None:
            theme = self._scene.look.theme
            colours = {"error": theme.error, "warning": theme.warning}
            self._blocks = {}
            for item in self._scene.nodes.values():
                colour = colours.get(item.card.state, theme.family[item.card.family])
                self._blocks.setdefault(colour, []).append(item.card_area())
        return self._blocks

    def refresh(self) -> None:
        """Forget what was worked out, after any change of places or states."""
        if self.is_active:
            self.prepareGeometryChange()
            self.update()
        self._area = self._links = self._blocks = None

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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pen = QPen(QColor(scene.look.theme.link), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPath(self._links)
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        for colour, blocks in self.blocks.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(blocks)
        self._paint_selection(painter)

    def _paint_selection(self, painter: QPainter) -> None:
        scene = self._scene
        pen = QPen(scene.look.accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(scene.look.halo)
        chosen = [
            scene.nodes[name].card_area().adjusted(-12, -12, 12, 12) for name in scene.selection if name in scene.nodes
        ]
        if chosen:
            painter.drawRects(chosen)

    def _all_links(self) -> QPainterPath:
        whole = QPainterPath()
        for item in self._scene.links.values():
            whole.addPath(item.path())
        return whole
