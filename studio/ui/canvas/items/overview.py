"""The network from far away, drawn in one go: at a zoom where cards are no larger than a word, or on the minimap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.links import Link
from studio.ui.canvas.items.link_batches import Bundles
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_item import NodeItem
from studio.ui.canvas.items.shown import Shown
from studio.ui.theme import FAMILIES

_MARGIN = 400
_HALO = 12.0
SHADES = (*FAMILIES, "warning", "error")
"""What colours there are, in the order in which they are drawn: of families, and over them of problems."""


class Overview(QGraphicsItem):
    """Stands in for all node and link items while it is active. Keeps up with what it is told to look at anew."""

    def __init__(self, shown: Shown, nodes: Mapping[str, NodeItem], links: Mapping[Link, LinkItem]) -> None:
        """`nodes` and `links` are the items it stands in for, and follow the scene."""
        super().__init__()
        self._shown = shown
        self._nodes = nodes
        self._links = links
        self._area = QRectF()
        self._cards: dict[str, tuple[str, QRectF]] = {}
        self._stale: set[str] = set()
        self._blocks: dict[str, dict[str, QRectF]] = {shade: {} for shade in SHADES}
        self._bundles = Bundles(lambda link: links[link].path())
        self._version = 0
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
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
        for item in (*self._nodes.values(), *self._links.values()):
            self.admit(item)

    def admit(self, item: QGraphicsItem) -> None:
        """Have an item draw itself only while this does not draw for it."""
        item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, self.is_active)

    @property
    def version(self) -> int:
        """Goes up whenever a card has come to stand elsewhere or to another colour."""
        self._catch_up()
        return self._version

    @property
    def blocks(self) -> dict[str, list[QRectF]]:
        """The rectangles of all cards by their colour (#rrggbb): the family's, or that of a problem."""
        self._catch_up()
        theme = self._shown.look.theme
        colours = {**theme.family, "warning": theme.warning, "error": theme.error}
        return {colours[shade]: list(self._blocks[shade].values()) for shade in SHADES if self._blocks[shade]}

    def fit(self, content: QRectF) -> None:
        """Cover all cards, with room for links that swing out."""
        self._cover(content.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))

    def touch(self, names: Iterable[str]) -> None:
        """Look anew at the cards of these nodes, some of which may be gone."""
        self._stale.update(names)
        if self.is_active:
            self._catch_up()

    def touch_link(self, link: Link, area: QRectF) -> None:
        """Draw anew a link that ran or runs in this area."""
        self._bundles.touch(link)
        self.update(area)

    def drop_link(self, link: Link, area: QRectF) -> None:
        """Draw a link no more, which ran in this area."""
        self._bundles.drop(link)
        self.update(area)

    def update_cards(self, names: Iterable[str]) -> None:
        """Draw these cards anew, with what surrounds them while selected."""
        if self.is_active:
            for name in names & self._cards.keys():
                self._update_around(self._cards[name][1])

    def boundingRect(self) -> QRectF:
        """Around all cards, with room for links that swing out."""
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Links in few paths, cards in one call for each colour, the selection around them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pen = QPen(QColor(self._shown.look.theme.link), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for path in self._bundles.paths(QRectF(option.exposedRect)):
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, blocks in self.blocks.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(blocks)
        self._paint_selection(painter)

    def _catch_up(self) -> None:
        """Take in where the cards that were touched are now, and in what colour."""
        for name in self._stale:
            item = self._nodes.get(name)
            before = self._cards.get(name)
            now = (item.shade, item.card_area()) if item is not None else None
            if now != before:
                self._replace(name, before, now)
        self._stale.clear()

    def _replace(self, name: str, before: tuple[str, QRectF] | None, now: tuple[str, QRectF] | None) -> None:
        self._version += 1
        if before is not None:
            del self._blocks[before[0]][name]
            del self._cards[name]
            self._update_around(before[1])
        if now is not None:
            self._cards[name] = now
            self._blocks[now[0]][name] = now[1]
            self._cover(self._area.united(now[1]))
            self._update_around(now[1])

    def _cover(self, area: QRectF) -> None:
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def _update_around(self, card: QRectF) -> None:
        if self.is_active:
            reach = 2 * _HALO
            self.update(card.adjusted(-reach, -reach, reach, reach))

    def _paint_selection(self, painter: QPainter) -> None:
        shown = self._shown
        pen = QPen(shown.look.accent, 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(shown.look.halo)
        chosen = [self._cards[name][1] for name in shown.selection & self._cards.keys()]
        if chosen:
            painter.drawRects([card.adjusted(-_HALO, -_HALO, _HALO, _HALO) for card in chosen])
