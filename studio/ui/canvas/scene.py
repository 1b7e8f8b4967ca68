"""The network as items: follows the document by identity, and answers what lies where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from itertools import chain, compress
from operator import is_not
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsScene

from studio.graph import Graph, Node, Problem
from studio.graph.collapsed_view import View, seen_like
from studio.graph.links import MANY_OUTPUTS, Link, Port, linked, links_into
from studio.graph.model import Differences, Position
from studio.project.link_fits import Fit
from studio.project.tiles import problems_seen, read_outs_seen
from studio.ui.canvas.items.annotation_items import AnnotationItems
from studio.ui.canvas.items.changes import fed_by, has_other_links, is_any_elsewhere, is_drawn_alike, values_of
from studio.ui.canvas.items.figures import Figures
from studio.ui.canvas.items.geometry import around, crosses, distance
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_item import NodeItem
from studio.ui.canvas.items.node_items import NodeItems
from studio.ui.canvas.items.overview import Overview
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.items.routing import Router
from studio.ui.canvas.items.shown import AnnotationPart, Shown, Thing, Toggle
from studio.ui.canvas.items.toggle import RADIUS, has_toggle, is_on_toggle
from studio.ui.canvas.items.value_items import ValueItems

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.project.level import Place

Item = TypeVar("Item", NodeItem, LinkItem)


class Scene(QGraphicsScene):
    """Items for the nodes and links of a graph, which draw from `shown`."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = Shown(look)
        self.nodes = NodeItems(self.shown, self._add_node)
        self.values = ValueItems(self.shown, self.nodes)
        self.links: dict[Link, LinkItem] = {}
        self.annotations = AnnotationItems(self.shown, self)
        self._content = QRectF()
        self._known: tuple[Analysis | None, Mapping[str, tuple[Problem, ...]]] = (None, {})
        self._router = Router()
        self.overview = Overview(self.shown, self.nodes, self.links)
        self.addItem(self.overview)
        self.figures = Figures(self.shown, self.nodes, self.overview)

    def show_graph(self, graph: Graph, place: Place | None = None, *, at_once: bool = True) -> None:
        """Follow the document: what is the same value as before is left as it is.

        `place` says where in a network the graph is, which may be inside a block. Unless all is to be there `at_once`,
        the items of many new nodes without links wait until they are asked for.
        """
        earlier = self.shown.view
        self.shown.view = seen_like(View(graph), earlier)
        before, graph = earlier.graph, self.shown.graph
        differences = graph.differences(before)
        follows_others, was_frozen = values_of(self.shown.place) != values_of(place), self.shown.is_frozen_around
        flow, self.shown.place = self.shown.flow, place
        is_turned = self.shown.flow != flow
        if is_turned:
            differences = self._turn(differences)
        is_other = self.shown.is_frozen_around != was_frozen
        for item in self.nodes.follow(differences, at_once=at_once):
            self.values.forget(item.name)
            self.removeItem(item)
        for name in differences.changed:
            if name in before and name in self.nodes.made:
                self._show_node(self.nodes[name], before[name])
        ends = {*linked(before, differences.changed), *linked(graph, differences.changed)}
        relinked = [name for name in ends if has_other_links(before.get(name), graph[name])]
        feeding = {*fed_by(before, (*relinked, *differences.gone)), *fed_by(graph, relinked)} & self.nodes.keys()
        following = [name for name in graph if is_other or (follows_others and graph[name].bindings)]
        for name in feeding.union(following) & self.nodes.made.keys():
            self.nodes[name].refresh()
        if is_turned or differences.gone or is_any_elsewhere(before, graph, differences.changed):
            many = [name for name in feeding if len(graph[name].layer.outputs) > MANY_OUTPUTS]
            moved = Differences([*differences.changed, *many], differences.gone)
            self._show_links(before, moved)
            self._follow_all(self._links_of(moved.changed) | self._route(moved))
            self._measure(before, differences)
        self.annotations.follow(graph.annotations)
        self.overview.touch(chain(*differences))
        if self.shown.view.tiles or earlier.tiles:
            self.show_analysis(*self._known)
            self.select(self.shown.chosen)

    def show_analysis(self, analysis: Analysis | None, problems: Mapping[str, tuple[Problem, ...]]) -> None:
        """Draw the read-outs of an analysis, with the problems of nodes."""
        self._known, view = (analysis, problems), self.shown.view
        before, self.shown.analysis = self.shown.analysis, read_outs_seen(view, analysis)
        old, self.shown.problems = self.shown.problems, problems_seen(view, problems)
        analysis, problems = self.shown.analysis, self.shown.problems
        known = before.nodes if before else {}
        reports = analysis.nodes if analysis else {}
        graph = self.shown.graph
        changed = set(compress(graph, map(is_not, map(known.get, graph), map(reports.get, graph))))
        changed |= {name for name in old.keys() | problems.keys() if old.get(name) != problems.get(name)} & graph.keys()
        made = self.nodes.made
        for name in changed & made.keys():
            made[name].refresh()
        for link in self._links_of(changed):
            self.links[link].refresh()
        self.overview.touch(changed)
        self.figures.follow()

    def show_on_links(self, *, shapes: bool | None = None, sizes: bool | None = None) -> None:
        """Write on links the shapes of what runs along them, and draw them as wide as that is large, or no more."""
        shown = self.shown
        shown.has_shapes_on_links = shown.has_shapes_on_links if shapes is None else shapes
        shown.has_wide_links = shown.has_wide_links if sizes is None else sizes
        for item in self.links.values():
            item.refresh()

    def restyle(self, look: Look) -> None:
        """Draw everything in the colours of another theme."""
        self.shown.look = look
        self.update()

    def select(self, names: frozenset[str]) -> None:
        """Draw exactly these nodes as selected, above the others; or the tiles that they are inside of."""
        self.shown.chosen, names = names, frozenset(map(self.shown.view.seen, names))
        altered, self.shown.selection = names ^ self.shown.selection, names
        made = self.nodes.made
        for name in altered & made.keys():
            item = made[name]
            item.setZValue(1 if name in names else 0)
            item.update()
        self.overview.update_cards(altered)

    def select_links(self, links: Iterable[Link]) -> None:
        """Draw exactly these links as selected."""
        chosen = frozenset(link for link in links if link in self.links)
        for link in chosen ^ self.shown.selected_links:
            if link in self.links:
                self.links[link].setZValue(-0.5 if link in chosen else -1)
                self.links[link].update()
        self.overview.update_things(chosen ^ self.shown.selected_links)
        self.shown.selected_links = chosen

    def hover(self, thing: Thing | None) -> None:
        """Draw what is under the pointer as such."""
        if thing != self.shown.hovered:
            left, self.shown.hovered = self.shown.hovered, thing
            self._update_thing(left)
            self._update_thing(thing)
            self.overview.update_things((left, thing))

    def light(self, lit: Mapping[Port, Fit], dimmed: frozenset[str] = frozenset()) -> None:
        """Show where a link that is being drawn could end, and which nodes it cannot reach."""
        touched = {port.node for port in {*self.shown.lit, *lit}} | (self.shown.dimmed ^ dimmed)
        self.shown.lit, self.shown.dimmed = lit, dimmed
        for name in touched & self.nodes.made.keys():
            self.nodes[name].update()
        self.overview.update_things(touched)

    def follow(self, names: Iterable[str]) -> None:
        """Have the links of these nodes run to where their ports are now."""
        self._follow_all(self._links_of(names))

    def place(self, positions: Mapping[str, Position]) -> None:
        """Show cards and tiles elsewhere for as long as a gesture or an animation lasts."""
        for name, position in positions.items():
            self.nodes[name].setPos(*position)
        self.follow(positions)
        self.overview.touch(positions)
        if self.overview.is_active:
            self.overview.catch_up()

    def content(self, names: Iterable[str] | None = None, annotations: Iterable[str] = ()) -> QRectF:
        """The rectangle around these cards with their ports and these annotations, or around all there is; null where
        that is nothing."""
        if names is None:
            return self._content.united(self.annotations.area)
        seen, graph = map(self.shown.view.seen, names), self.shown.graph
        area = around(graph[name].position for name in seen if name in graph)
        for name in annotations:
            if name in self.annotations:
                area = area.united(self.annotations[name].area)
        return area

    def port_at(self, at: QPointF, reach: float, among: Iterable[Port] | None = None) -> Port | None:
        """The nearest port within `reach` scene units, of all or of those named."""
        if among is None:
            area = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
            among = [port for item in self._items(area, NodeItem) for port in item.ports()]
        nearest, best = None, reach
        for port in among:
            offset = self.nodes[port.node].port_position(port.side, port.at) - at
            away = (offset.x() ** 2 + offset.y() ** 2) ** 0.5
            if away <= best:
                nearest, best = port, away
        return nearest

    def toggle_at(self, at: QPointF) -> Toggle | None:
        """The sign of a card at a point, where cards are drawn with it."""
        if self.overview.is_active:
            return None
        area = QRectF(at.x() - RADIUS, at.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
        names = (item.name for item in self._items(area, NodeItem) if is_on_toggle(item.pos().toTuple(), at))
        return next((Toggle(name) for name in names if has_toggle(self.shown, name)), None)

    def node_at(self, at: QPointF) -> str | None:
        """The node whose card lies on top at a point."""
        for item in self._items(QRectF(at.x(), at.y(), 0.01, 0.01), NodeItem):
            if item.card_area().contains(at):
                return item.name
        return None

    def nodes_in(self, area: QRectF) -> list[str]:
        """The nodes whose cards touch a rectangle."""
        return [item.name for item in self._items(area, NodeItem) if item.card_area().intersects(area)]

    def link_at(self, at: QPointF, reach: float) -> Link | None:
        """The nearest link within `reach` scene units."""
        area = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        near = [(distance(item.points, at), item.link) for item in self._items(area, LinkItem)]
        return min((found for found in near if found[0] <= reach), default=(0.0, None))[1]

    def links_cut_by(self, line: list[QPointF]) -> list[Link]:
        """The links that a drawn line crosses."""
        if len(line) < 2:
            return []
        xs, ys = [point.x() for point in line], [point.y() for point in line]
        area = QRectF(min(xs), min(ys), max(xs) - min(xs) + 0.01, max(ys) - min(ys) + 0.01)
        return [item.link for item in self._items(area, LinkItem) if crosses(item.points, line)]

    def _items(self, area: QRectF, kind: type[Item]) -> list[Item]:
        self.nodes.make_in(area)
        found = self.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect, Qt.SortOrder.DescendingOrder)
        return [item for item in found if isinstance(item, kind)]

    def _add_node(self, item: NodeItem) -> None:
        if item.name in self.shown.selection:
            item.setZValue(1)
        self.addItem(item)
        self.values.follow(item)
        self.overview.admit(item)

    def _show_node(self, item: NodeItem, before: Node) -> None:
        """Keep up with a node that was there before."""
        node = self.shown.graph[item.name]
        if node.position != before.position:
            item.setPos(*node.position)
        if not is_drawn_alike(before, node):
            item.refresh()

    def _show_links(self, before: Graph, differences: Differences) -> None:
        """Make the items of new links and drop those of links that are gone."""
        graph = self.shown.graph
        known = {link for name in linked(before, chain(*differences)) for link in links_into(before, name)}
        wanted = [link for name in linked(graph, differences.changed) for link in links_into(graph, name)]
        for link in known.difference(wanted) & self.links.keys():
            item = self.links.pop(link)
            self.removeItem(item)
            self.overview.drop_link(link, item.path().controlPointRect())
        for link in wanted:
            if link not in self.links:
                self._add_link(link)

    def _turn(self, differences: Differences) -> Differences:
        """Have data run another way: every port and link is elsewhere, as if all nodes were new."""
        self._router = Router(self.shown.flow)
        for item in self.nodes.made.values():
            item.refresh()
        for link in self.links:
            self.links[link].bulge = 0.0
        return Differences(list(self.shown.graph), differences.gone)

    def _measure(self, before: Graph, differences: Differences) -> None:
        """Keep up with how far the cards reach, which an edit away from the edges does not change."""
        graph = self.shown.graph
        places = [graph[name].position for name in differences.changed]
        places += [before[name].position for name in chain(*differences) if name in before]
        if not self._content.adjusted(1, 1, -1, -1).contains(around(places)):
            self._content = around([node.position for node in graph.values()])
            self.overview.fit(self._content)

    def _route(self, differences: Differences) -> set[Link]:
        """Have links swing out that would run behind a card; gives those that do so by more or less than before."""
        swinging = self._router.follow(self.shown.graph, differences, self.shown.node)
        for link in swinging:
            self.links[link].bulge = self._router.bulges.get(link, 0.0)
        return swinging

    def _add_link(self, link: Link) -> None:
        self.links[link] = item = LinkItem(link, self.shown)
        self.addItem(item)
        self.overview.admit(item)

    def _follow_all(self, links: Set[Link]) -> None:
        """Have links run between where their ports are now."""
        areas = [area for link in links for area in self._follow(link)]
        self.overview.touch_links(links, areas)

    def _follow(self, link: Link) -> tuple[QRectF, ...]:
        """Have a link run elsewhere; gives where it ran, and where it runs."""
        item, source = self.links[link], self.shown.source(link)
        if source is None:
            return ()
        before = item.path().controlPointRect()
        start = self.nodes[source.node].port_position("out", source.port)
        item.run(start, self.nodes[link.target].port_position("in", link.port))
        return before, item.path().controlPointRect()

    def _links_of(self, names: Iterable[str]) -> set[Link]:
        """The links that begin or end at these nodes."""
        chosen = set(names)
        if not self.links:
            return set()
        ends = {link for name in chosen for link in links_into(self.shown.graph, name)}
        ends |= {Link(*consumer) for name in chosen for consumer in self.shown.graph.consumers[name]}
        return ends & self.links.keys()

    def _update_thing(self, thing: Thing | None) -> None:
        if isinstance(thing, Link):
            if thing in self.links:
                self.links[thing].update()
        elif isinstance(thing, AnnotationPart):
            if thing.name in self.annotations:
                self.annotations[thing.name].update()
        elif thing is not None:
            name = thing.node if isinstance(thing, Port | Toggle) else thing
            if name in self.nodes.made:
                self.nodes[name].update()
