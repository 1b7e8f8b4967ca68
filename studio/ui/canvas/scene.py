"""The network as items: follows the document by identity, and answers what lies where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress
from operator import is_not
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsScene

from studio.formatting import numbers
from studio.graph import Graph, Node, Problem, Source
from studio.graph.links import MANY_OUTPUTS, Link, Port, links_into
from studio.graph.model import Differences, Position
from studio.project.link_fits import Fit, spec_of
from studio.project.shares import shares
from studio.ui.canvas.items.geometry import PORT, bounds, crosses, distance
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_item import NodeItem
from studio.ui.canvas.items.overview import Overview
from studio.ui.canvas.items.pens import Look
from studio.ui.canvas.items.routing import Router

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport
    from studio.project.level import Place

Item = TypeVar("Item", NodeItem, LinkItem)

Thing = Port | Link | str
"""What can lie under the pointer: a port, a link, or a node by its name."""


class Scene(QGraphicsScene):
    """Items for the nodes and links of a graph. Its attributes are what the items draw from."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.graph = Graph()
        self.place_shown: Place | None = None
        self.analysis: Analysis | None = None
        self.problems: Mapping[str, tuple[Problem, ...]] = {}
        self.share_of = ""
        self.shares: Mapping[str, float] = {}
        self.nodes: dict[str, NodeItem] = {}
        self.links: dict[Link, LinkItem] = {}
        self.selection: frozenset[str] = frozenset()
        self.selected_links: frozenset[Link] = frozenset()
        self.hovered: Thing | None = None
        self.lit: Mapping[Port, Fit] = {}
        self.dimmed: frozenset[str] = frozenset()
        self._content = QRectF()
        self._router = Router()
        self.overview = Overview(self)
        self.addItem(self.overview)

    def show_graph(self, graph: Graph, place: Place | None = None) -> None:
        """Follow the document: what is the same value as before is left as it is.

        `place` says where in a network the graph is, which may be inside a block.
        """
        before, self.graph = self.graph, graph
        differences = graph.differences(before)
        self.place_shown = place
        for name in differences.gone:
            self.removeItem(self.nodes.pop(name))
        for name in differences.changed:
            self._show_node(name)
        feeding = {*_fed_by(before, chain(*differences)), *_fed_by(graph, differences.changed)} & self.nodes.keys()
        for name in feeding:
            self.nodes[name].refresh()
        if differences.gone or any(_is_drawn_elsewhere(before.get(name), graph[name]) for name in differences.changed):
            many = [name for name in feeding if len(graph[name].layer.outputs) > MANY_OUTPUTS]
            moved = Differences([*differences.changed, *many], differences.gone)
            self._show_links(before, moved)
            for link in self._links_of(moved.changed) | self._route(moved):
                self.links[link].follow()
            self._measure(before, differences)
        self.overview.touch(chain(*differences))

    def show_analysis(self, analysis: Analysis | None, found: Sequence[Problem] | None = None) -> None:
        """Draw the read-outs of an analysis, with its problems or in their place those `found` in all."""
        before, self.analysis = self.analysis, analysis
        problems: dict[str, tuple[Problem, ...]] = {}
        for problem in (analysis.problems if analysis else ()) if found is None else found:
            if problem.node is not None:
                problems[problem.node] = (*problems.get(problem.node, ()), problem)
        old, self.problems = self.problems, problems
        known = before.nodes if before else {}
        reports = analysis.nodes if analysis else {}
        changed = set(compress(self.nodes, map(is_not, map(known.get, self.nodes), map(reports.get, self.nodes))))
        changed |= {
            name for name in (old.keys() | problems.keys()) & self.nodes.keys() if old.get(name) != problems.get(name)
        }
        for name in changed:
            self.nodes[name].refresh()
        for link in self._links_of(changed):
            self.links[link].refresh()
        self.overview.touch(changed)
        self._weigh()

    def show_share_of(self, statistic: str) -> None:
        """Draw each node's share of a read-out (`parameters`, `macs` …) as a bar; of nothing where it is empty."""
        self.share_of = statistic
        self._weigh()

    def restyle(self, look: Look) -> None:
        """Draw everything in the colours of another theme."""
        self.look = look
        self.update()

    def select(self, names: frozenset[str]) -> None:
        """Draw exactly these nodes as selected, above the others."""
        altered, self.selection = names ^ self.selection, names
        for name in altered & self.nodes.keys():
            self.nodes[name].setZValue(1 if name in names else 0)
            self.nodes[name].update()
        self.overview.update_cards(altered)

    def select_links(self, links: Iterable[Link]) -> None:
        """Draw exactly these links as selected."""
        chosen = frozenset(link for link in links if link in self.links)
        for link in chosen ^ self.selected_links:
            if link in self.links:
                self.links[link].setZValue(-0.5 if link in chosen else -1)
                self.links[link].update()
        self.selected_links = chosen

    def hover(self, thing: Thing | None) -> None:
        """Draw what is under the pointer as such."""
        if thing != self.hovered:
            left, self.hovered = self.hovered, thing
            self._update_thing(left)
            self._update_thing(thing)

    def light(self, lit: Mapping[Port, Fit], dimmed: frozenset[str] = frozenset()) -> None:
        """Show where a link that is being drawn could end, and which nodes it cannot reach."""
        touched = {port.node for port in {*self.lit, *lit}} | (self.dimmed ^ dimmed)
        self.lit, self.dimmed = lit, dimmed
        for name in touched & self.nodes.keys():
            self.nodes[name].update()

    def follow(self, names: Iterable[str]) -> None:
        """Have the links of these nodes run to where their ports are now."""
        for link in self._links_of(names):
            self.links[link].follow()

    def place(self, positions: Mapping[str, Position]) -> None:
        """Show nodes elsewhere for as long as a gesture or an animation lasts."""
        for name, position in positions.items():
            self.nodes[name].setPos(*position)
        self.follow(positions)
        self.overview.touch(positions)

    def content(self, names: Iterable[str] | None = None) -> QRectF:
        """The rectangle around these cards (all of them by default) with their ports; null when there are none."""
        if names is None:
            return self._content
        return _around(self.graph[name].position for name in names if name in self.graph)

    def source(self, link: Link) -> Source | None:
        """Where a link begins."""
        inputs = self.graph[link.target].inputs
        return inputs[link.port] if link.port < len(inputs) else None

    def report(self, name: str) -> NodeReport | None:
        """The read-outs of a node, as far as they are known."""
        return self.analysis.nodes.get(name) if self.analysis is not None else None

    def shown(self, name: str) -> Node:
        """A node as it is where it is shown: inside a block, with what follows from the block's parameters."""
        return self.graph[name] if self.place_shown is None else self.place_shown.present(name)

    @property
    def is_inside(self) -> bool:
        """Whether what is shown is the inside of a block."""
        return self.place_shown is not None and bool(self.place_shown.level)

    def handed_on(self, link: Link) -> str:
        """The shape that runs along a link, or nothing where it is not known."""
        spec = spec_of(self.analysis, self.source(link))
        return numbers.shape(spec.shape) if spec is not None else ""

    def link_state(self, link: Link) -> str:
        """How a link is drawn that is neither hovered nor selected: the name of its pen."""
        if spec_of(self.analysis, self.source(link)) is None:
            return "waiting"
        return "error" if any(problem.severity == "error" for problem in self.problems.get(link.target, ())) else "good"

    def mark_of(self, link: Link) -> str:
        """How a link is drawn that a person points at: the name of its pen, or nothing."""
        return "selected" if link in self.selected_links else "hovered" if self.hovered == link else ""

    def is_linked(self, port: Port) -> bool:
        """Whether something is plugged in at a port."""
        if port.side == "in":
            return Link(port.node, port.at) in self.links
        return any(
            self.source(Link(*consumer)) == Source(port.node, port.at)
            for consumer in self.graph.consumers.get(port.node, ())
        )

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
        found = self.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect, Qt.SortOrder.DescendingOrder)
        return [item for item in found if isinstance(item, kind)]

    def _show_node(self, name: str) -> None:
        item = self.nodes.get(name)
        if item is None:
            self.nodes[name] = item = NodeItem(name, self)
            item.setZValue(1 if name in self.selection else 0)
            self.addItem(item)
            self.overview.admit(item)
        else:
            item.setPos(*self.graph[name].position)
            item.refresh()

    def _weigh(self) -> None:
        before = self.shares
        if not self.share_of and not before:
            return
        reports = self.analysis.nodes if self.analysis is not None else {}
        self.shares = shares(self.share_of, reports, self.graph)
        for name in self.nodes:
            if before.get(name) != self.shares.get(name):
                self.nodes[name].update()

    def _show_links(self, before: Graph, differences: Differences) -> None:
        """Make the items of new links and drop those of links that are gone."""
        known = {link for name in chain(*differences) if name in before for link in links_into(before, name)}
        wanted = [link for name in differences.changed for link in links_into(self.graph, name)]
        for link in known.difference(wanted) & self.links.keys():
            item = self.links.pop(link)
            self.removeItem(item)
            self.overview.drop_link(link, item.path().controlPointRect())
        for link in wanted:
            if link not in self.links:
                self._add_link(link)

    def _measure(self, before: Graph, differences: Differences) -> None:
        """Keep up with how far the cards reach, which an edit away from the edges does not change."""
        graph, touched = self.graph, chain(*differences)
        places = [each[name].position for name in touched for each in (before, graph) if name in each]
        if not self._content.adjusted(1, 1, -1, -1).contains(_around(places)):
            self._content = _around([node.position for node in graph.values()])
            self.overview.fit(self._content)

    def _route(self, differences: Differences) -> set[Link]:
        """Have links swing out that would run behind a card; gives those that do so by more or less than before."""
        swinging = self._router.follow(self.graph, differences, self.shown)
        for link in swinging:
            self.links[link].bulge = self._router.bulges.get(link, 0.0)
        return swinging

    def _add_link(self, link: Link) -> None:
        self.links[link] = item = LinkItem(link, self)
        self.addItem(item)
        self.overview.admit(item)

    def _links_of(self, names: Iterable[str]) -> set[Link]:
        """The links that begin or end at these nodes."""
        chosen = set(names)
        ends = {link for name in chosen for link in links_into(self.graph, name)}
        ends |= {Link(*consumer) for name in chosen for consumer in self.graph.consumers[name]}
        return ends & self.links.keys()

    def _update_thing(self, thing: Thing | None) -> None:
        if isinstance(thing, Link):
            if thing in self.links:
                self.links[thing].update()
        elif thing is not None:
            name = thing.node if isinstance(thing, Port) else thing
            if name in self.nodes:
                self.nodes[name].update()


def _around(positions: Iterable[Position]) -> QRectF:
    box = bounds(positions)
    return box if box.isNull() else box.adjusted(-PORT, -PORT, PORT, PORT)


def _fed_by(graph: Graph, names: Iterable[str]) -> set[str]:
    """The nodes that these take their inputs from."""
    return {source.node for name in names if name in graph for source in graph[name].inputs if source is not None}


def _is_drawn_elsewhere(before: Node | None, now: Node) -> bool:
    """Whether a node's place, ports, links or colour differ from before."""
    if before is None or before.position != now.position or before.inputs != now.inputs:
        return True
    old, new = before.layer, now.layer
    return (old.kind, old.inputs, old.outputs, old.variadic) != (new.kind, new.inputs, new.outputs, new.variadic)
