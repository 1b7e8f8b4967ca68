"""The network from afar, drawn in one go: cards as tiles with names, further away as spots; and for the minimap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import islice

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.links import Link, Port
from studio.project.block_families import families_inside
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_body import bands
from studio.ui.canvas.items.link_batches import Bundles
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_items import NodeItems
from studio.ui.canvas.items.pens import ALARMS, HEAT_SHADES
from studio.ui.canvas.items.shown import Shown, Thing, Toggle
from studio.ui.canvas.items.tile_painter import MOST_NAMED, ROUNDED, Tile, paint_tiles
from studio.ui.canvas.items.tiles import NAMED, Tiles, reach_of
from studio.ui.theme import FAMILIES

_MARGIN = 400
_RING = 3.0
"""Logical pixels between a card and the frame around it while it is selected."""

_MANY = 40
"""Of more cards than these not each is drawn anew with what is around it, but all at once."""

SHADES = (*FAMILIES, *HEAT_SHADES, *ALARMS)
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
        self._cards: dict[str, Tile] = {}
        self._tiles = Tiles()
        self._stale: set[str] = set()
        self._blocks: dict[str, dict[str, QRectF]] = {shade: {} for shade in SHADES}
        self._bundles = Bundles(lambda link: links[link].path())
        self._version = 0
        self._scale = 1.0
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
        flag = QGraphicsItem.GraphicsItemFlag.ItemHasNoContents  # looked up once: there may be very many
        for item in (*self._nodes.made.values(), *self._links.values()):
            item.setFlag(flag, active)

    def admit(self, item: QGraphicsItem) -> None:
        """Have a new item draw itself only while this does not draw for it; links come together in their order."""
        if isinstance(item, LinkItem):
            self._bundles.touch(item.link)
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
        """The rectangles of the cards as far as looked at, by colour (#rrggbb): the family's, or that of a problem.

        A block's is divided among the families of what it holds.
        """
        colours = self._shown.look.shades
        return {colours[shade]: list(self._blocks[shade].values()) for shade in SHADES if self._blocks[shade]}

    def tile(self, name: str) -> QRectF:
        """Where the tile of a node is drawn, in scene coordinates."""
        card = self._nodes.area(name)
        return self._tiles.within(card, self._scale).get(name, card)

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
            now = self._tile(name) if name in self._shown.graph else None
            if now == before:
                continue
            self._replace(name, before, now)
            if draws_each:
                self._update_around(*(tile.area for tile in (before, now) if tile is not None))

    def touch_links(self, links: Iterable[Link], areas: Sequence[QRectF]) -> None:
        """Draw anew links that ran or run in these areas."""
        for link in links:
            self._bundles.touch(link)
        if self.is_active and len(areas) > _MANY:
            self.update()
        elif self.is_active:
            for area in areas:
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
            self._update_around(*(self._cards[name].area for name in known))

    def update_things(self, things: Iterable[Thing | None]) -> None:
        """Draw anew what is pointed at, or was."""
        if not self.is_active:
            return
        for thing in things:
            if isinstance(thing, Link):
                if thing in self._links:
                    self.update(self._links[thing].path().controlPointRect())
            elif thing is not None:
                name = thing.node if isinstance(thing, Port | Toggle) else thing
                if name in self._cards:
                    self._update_around(self._cards[name].area)

    def boundingRect(self) -> QRectF:
        """Around all cards, with room for links that swing out."""
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Links in few paths, cards as tiles or in one call for each colour, and what is selected or pointed at."""
        self.catch_up()
        exposed = QRectF(option.exposedRect)
        self._scale = scale = Sheet(painter, self._shown.look).scale
        crowd = self._crowd(painter) if scale >= NAMED else MOST_NAMED + 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, crowd <= ROUNDED)
        painter.setPen(_cosmetic(QColor(self._shown.look.theme.link), 1))
        for path in self._bundles.paths(exposed):
            painter.drawPath(path)
        self._paint_marked_links(painter)
        if crowd <= MOST_NAMED:
            found = self._tiles.within(exposed, scale)
            self._paint_selection(painter, found)
            tiles = [(self._cards[name], area) for name, area in found.items()]
            paint_tiles(painter, self._shown.look, tiles, rounded=crowd <= ROUNDED)
        else:
            self._paint_spots(painter)
        self._paint_pointed_at(painter)

    def _crowd(self, painter: QPainter) -> int:
        """How many cards are in sight, of which a part may be painted now: all parts are to look alike."""
        if len(self._cards) <= ROUNDED:
            return len(self._cards)
        device, (to_scene, _) = painter.device(), painter.worldTransform().inverted()
        return self._tiles.count(to_scene.mapRect(QRectF(0, 0, device.width(), device.height())))

    def _paint_spots(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, blocks in self.blocks.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(blocks)
        self._paint_selection(painter, {name: self._cards[name].area for name in self._chosen})

    def _tile(self, name: str) -> Tile:
        """How a card is to be drawn now, as large as it is."""
        shown = self._shown
        shade, node = shown.shade(name), shown.graph[name]
        holds = families_inside(node.layer) if shade == "other" else ()
        return Tile(shown.view.title(name), self._nodes.area(name), shade, holds, node.tag)

    def _replace(self, name: str, before: Tile | None, now: Tile | None) -> None:
        self._version += 1
        self._tiles.put(name, None if now is None else now.area)
        if before is not None:
            for shade, _ in before.holds or ((before.shade, 1.0),):
                del self._blocks[shade][name]
            del self._cards[name]
        if now is not None:
            self._cards[name] = now
            for shade, area in bands(now.area, now.holds or ((now.shade, 1.0),)):
                self._blocks[shade][name] = area
            if not self._area.contains(now.area):
                self._cover(self._area.united(now.area))

    def _cover(self, area: QRectF) -> None:
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def _update_around(self, *cards: QRectF) -> None:
        """Draw anew what may look different around these cards, names that find more or less room included."""
        reach = 2 * _RING / self._scale + reach_of(self._scale)
        for card in cards:
            self.update(card.adjusted(-reach, -reach, reach, reach))

    @property
    def _chosen(self) -> Set[str]:
        return self._shown.selection & self._cards.keys()

    def _paint_selection(self, painter: QPainter, areas: Mapping[str, QRectF]) -> None:
        """Around the selected of these cards, beneath tiles and over spots."""
        chosen = [areas[name] for name in self._shown.selection & areas.keys()]
        if not chosen:
            return
        reach = _RING / self._scale
        painter.setPen(_cosmetic(self._shown.look.accent, 2))
        painter.setBrush(self._shown.look.halo)
        painter.drawRects([card.adjusted(-reach, -reach, reach, reach) for card in chosen])

    def _paint_marked_links(self, painter: QPainter) -> None:
        """Links that are selected or under the pointer."""
        shown = self._shown
        pointed = (shown.hovered,) if isinstance(shown.hovered, Link) else ()
        for link in (*pointed, *shown.selected_links):
            if link in self._links:
                painter.setPen(_cosmetic(shown.look.links[shown.mark_of(link) or "good"].color(), 2))
                painter.drawPath(self._links[link].path())

    def _paint_pointed_at(self, painter: QPainter) -> None:
        """The card under the pointer, and the ports that a link being drawn could end at."""
        shown, scale = self._shown, self._scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if isinstance(shown.hovered, str) and shown.hovered in self._cards and scale >= NAMED:
            painter.setPen(_cosmetic(shown.look.text.color(), 1))
            painter.drawRect(self.tile(shown.hovered))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for port, fit in shown.lit.items():
            theme = shown.look.theme
            painter.setBrush(QColor(theme.error if fit.is_barred else theme.warning if fit.refusal else theme.success))
            radius = (6.0 if port == shown.hovered else 4.0) / scale
            painter.drawEllipse(self._nodes[port.node].port_position(port.side, port.at), radius, radius)


def _cosmetic(colour: QColor, width: float) -> QPen:
    """A pen as wide at any scale."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
