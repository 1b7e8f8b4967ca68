"""What the items of a scene draw: the graph with its read-outs, and what is selected, pointed at or lit in it."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10, prod
from typing import TYPE_CHECKING, NamedTuple

from studio.formatting import numbers
from studio.graph import Graph, Node, Problem, Source
from studio.graph.collapsed_view import View
from studio.graph.flow import Flow
from studio.graph.links import Link, Port
from studio.project.cards import alarm, family
from studio.project.link_fits import Fit, spec_of
from studio.ui.canvas.items.pens import CHANGE_SHADES, Look, heat_shade

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport
    from studio.insight.strips import Strip
    from studio.project.level import Place


_THIN, _WIDER, _WIDEST = 1.0, 1.1, 9.0
"""Width of a link of one number, what ten times as many add to it, and the most."""


class AnnotationPart(NamedTuple):
    """What can be taken hold of of an annotation: the sign that `collapses` a frame, some of its edges (`l`, `t`, `r`,
    `b`), or as it is."""

    name: str
    edges: str = ""
    collapses: bool = False


class Toggle(NamedTuple):
    """The sign of a card that expands it, or collapses the branches that meet in it."""

    node: str


Thing = Port | Link | AnnotationPart | Toggle | str
"""What can lie under the pointer: a port, a link, a part of an annotation, a card's sign, or a node by its name."""


class Shown:
    """One for all items of a scene, which keeps it up to date and tells them when to look again."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.view = View(Graph())
        self.place: Place | None = None
        self.analysis: Analysis | None = None
        self.problems: Mapping[str, tuple[Problem, ...]] = {}
        self.shares: Mapping[str, float] = {}
        self.heat: Mapping[str, float] = {}
        self.compared: Mapping[str, str] = {}
        self.strips: Mapping[str, Strip] = {}
        self.chosen: frozenset[str] = frozenset()
        self.selection: frozenset[str] = frozenset()
        self.selected_links: frozenset[Link] = frozenset()
        self.has_shapes_on_links = False
        self.has_wide_links = False
        self.selected_annotations: frozenset[str] = frozenset()
        self.hovered: Thing | None = None
        self.lit: Mapping[Port, Fit] = {}
        self.dimmed: frozenset[str] = frozenset()

    @property
    def graph(self) -> Graph:
        """What is seen of the network: a tile stands for what is collapsed. All names here are of it, but for `chosen`,
        which are the selected nodes themselves."""
        return self.view.graph

    @property
    def is_inside(self) -> bool:
        """Whether what is shown is the inside of a block."""
        return self.place is not None and bool(self.place.level)

    @property
    def flow(self) -> Flow:
        """Which way the data run."""
        return self.place.flow if self.place is not None else "down"

    def node(self, name: str) -> Node:
        """A node as it is where it is shown: inside a block, with what follows from the block's parameters."""
        if self.place is None or name in self.view.tiles:
            return self.graph[name]
        return self.place.present(name)

    @property
    def is_frozen_around(self) -> bool:
        """Whether a block that is open is frozen, and so all that is shown."""
        return self.place is not None and self.place.is_frozen

    def source(self, link: Link) -> Source | None:
        """Where a link begins."""
        inputs = self.graph[link.target].inputs
        return inputs[link.port] if link.port < len(inputs) else None

    def report(self, name: str) -> NodeReport | None:
        """The read-outs of a node, as far as they are known."""
        return self.analysis.nodes.get(name) if self.analysis is not None else None

    def shade(self, name: str) -> str:
        """What colours a card where nothing can be read: the layer's family, over it its change, its heat,
        `warning` or `error`."""
        warmth = self.heat.get(name)
        warm = "" if warmth is None else heat_shade(warmth)
        return (
            CHANGE_SHADES.get(self.change(name), "")
            or warm
            or alarm(self.problems.get(name, ()))
            or family(self.graph[name])
        )

    def change(self, name: str) -> str:
        """What became of a node since the network that this one is compared with: `added`, `changed`, or nothing."""
        if not self.compared:
            return ""
        prefix = self.place.prefix if self.place is not None else ""
        states = [self.compared.get(f"{prefix}{node}", "") for node in self.view.members(name)]
        return states[0] if len({*states}) == 1 else "changed"

    def handed_on(self, link: Link) -> str:
        """The shape that runs along a link, or nothing where it is not known."""
        spec = spec_of(self.analysis, self.source(link))
        return numbers.shape(spec.shape) if spec is not None else ""

    def breadth(self, link: Link) -> float:
        """How wide a link is drawn by how many numbers run along it, of one sample; 0 where that is not asked for or
        not known. Ten times as many are as much wider as a hundred times are twice as much."""
        spec = spec_of(self.analysis, self.source(link)) if self.has_wide_links else None
        return min(_THIN + _WIDER * log10(max(prod(spec.shape), 1)), _WIDEST) if spec is not None else 0.0

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
            return port.node in self.graph and self.source(Link(port.node, port.at)) is not None
        consumers = self.graph.consumers.get(port.node, ())
        return any(self.source(Link(*consumer)) == Source(port.node, port.at) for consumer in consumers)
