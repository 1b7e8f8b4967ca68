"""The network from far away, drawn in one go: at a zoom where cards are no larger than a word, or on the minimap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.links import Link
from studio.ui.canvas.items.link_batches import Bundles
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_items import NodeItems
from studio.ui.canvas.items.pens import HEAT_SHADES, heat_colours
from studio.ui.canvas.items.shown import Shown
from studio.ui.theme import FAMILIES

_MARGIN = 400
_HALO = 12.0
_MANY = 200
"""Of more cards than these not each is drawn anew with what is around it, but all at once."""

_Block = tuple[str, QRectF]
"""How a card is drawn: its shade, and where."""

SHADES = (*FAMILIES, *HEAT_SHADES, "success", "warning", "error")
"""What colours there are, in the order in which they are drawn: of families, and over them of problems."""


class Overview(QGraphicsItem):
    """Stands in for all node and link items while it is active. Keeps up with what it is told to look at anew."""

    def __init__(self, shown: Shown, nodes: NodeItems, links: Mapping[Link, LinkItem]) -> None:
        """`nodes` and `links` are the items it stands in for, and follow the scene."""
        super().__init__()
        self._shown = shown
        self._nodes = nodes
        self._links = links
        self._area = QRectF()
        self._cards: dict[str, _Block] = {}
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
        for item in (*self._nodes.made.values(), *self._links.values()):
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, active)

    def admit(self, item: QGraphicsItem) -> None:
        """Have a new item draw itself only while this does not draw for it."""
        if self.is_active:
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)

    @property
    def version(self) -> int:
        """Goes up whenever a card has come to stand elsewhere or to another colour, as far as was looked at."""
        return self._version

    @property
    def behind(self) -> int:
        """How many cards were touched that have not been looked at since."""
        return len(self._stale)

    @property
    def blocks(self) -> dict[str, list[QRectF]]:
        """The rectangles of the cards as far as looked at, by colour (#rrggbb): the family's, or that of a problem."""
        theme = self._shown.look.theme
        alarms = {name: getattr(theme, name) for name in ("success", "warning", "error")}
        colours = {**theme.family, **heat_colours(theme), **alarms}
        return {colours[shade]: list(self._blocks[shade].values()) for shade in SHADES if self._blocks[shade]}

    def fit(self, content: QRectF) -> None:
        """Cover all cards, with room for links that swing out."""
        self._cover(content.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))

    def touch(self, names: Iterable[str]) -> None:
        """Look anew at the cards of these nodes, some of which may be gone: where they are drawn here, at once or,
        at very many, when they are painted."""
        self._stale.update(names)
        if self.is_active and len(self._stale) > _MANY:
            self.update()
        elif self.is_active:
            self.catch_up()

    def catch_up(self, most: int | None = None) -> None:
        """Take in where the cards that were touched are now, and in what colour; at `most` of so many."""
        names = list(islice(self._stale, most))
        draws_each = self.is_active and len(self._stale) <= _MANY
        self._stale.difference_update(names)
        for name in names:
            before = self._cards.get(name)
            now = (self._shown.shade(name), self._nodes.area(name)) if name in self._shown.graph else None
            if now == before:
                continue
            self._replace(name, before, now)
            if draws_each:
                self._update_around(*(block[1] for block in (before, now) if block is not None))

    def touch_link(self, link: Link, area: QRectF) -> None:
        """Draw anew a link that ran or runs in this area."""
        self._bundles.touch(link)
        self.update(area)

    def drop_link(self, link: Link, area: QRectF) -> None:
        """Draw a link no more, which ran in this area."""
        self._bundles.drop(link)
        self.update(area)

    def update_cards(self, names: frozenset[str]) -> None:
        """Draw these cards anew, with what surrounds them while selected."""
        if not self.is_active:
            return
        known = names & self._cards.keys()
        if len(known) > _MANY:
            self.update()
        else:
            self._update_around(*(self._cards[name][1] for name in known))

    def boundingRect(self) -> QRectF:
        """Around all cards, with room for links that swing out."""
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Links in few paths, cards in one call for each colour, the selection around them."""
        self.catch_up()
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

    def _replace(self, name: str, before: _Block | None, now: _Block | None) -> None:
        self._version += 1
        if before is not None:
            del self._blocks[before[0]][name]
            del self._cards[name]
        if now is not None:
            self._cards[name] = now
            self._blocks[now[0]][name] = now[1]
            if not self._area.contains(now[1]):
                self._cover(self._area.united(now[1]))

    def _cover(self, area: QRectF) -> None:
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def _update_around(self, *cards: QRectF) -> None:
        reach = 2 * _HALO
        for card in cards:
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
