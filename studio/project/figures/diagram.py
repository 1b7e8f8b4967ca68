"""The style `diagram`: a card for each layer, with as much on it as is wanted, and arrows between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from studio.formatting import numbers
from studio.graph import Graph
from studio.graph.annotations import Area
from studio.graph.collapsed_view import Tile
from studio.graph.links import output_count
from studio.layers import Layer
from studio.layers.block import Block
from studio.project.block_families import Shares
from studio.project.cards import Card, arguments
from studio.project.cards import card as card_of
from studio.project.figures.chain import main_family, seen_in_pictures
from studio.project.figures.comments import Commented, beside, placed
from studio.project.figures.figure import Figure, Part, Shape, arrow_head, box, mixed, moved
from studio.project.figures.frames import framed
from studio.project.figures.ink import Ink
from studio.project.figures.legend import with_legend
from studio.project.figures.placing import Placing, arranged, layered, scale_of
from studio.project.figures.style import Style, check_size, register, wrapped
from studio.project.tiles import detail_of
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport
    from studio.graph import Node
    from studio.project.exporters.subject import Subject

NAME, SMALL = 8.0, 6.5
LINE = 1.34
PAD = (6.0, 4.5)
BETWEEN = 10.0
NARROWEST, WIDEST = 56.0, 168.0
RADIUS = 3.0
STRIPE = 2.0

Fold = Annotated[int, Field(ge=0, le=1000)]


class Row(NamedTuple):
    """A line of a card: words at its left and its right."""

    left: str
    right: str = ""
    size: float = SMALL
    bold: bool = False
    tone: str = "text"


@dataclass(frozen=True)
class _Network:
    """What is drawn: a network with or without its blocks open."""

    graph: Graph
    reports: dict[str, NodeReport]


@register
class Diagram(Style):
    """A card for each layer and an arrow for each link, like the canvas.

    It draws any network. Long ones are folded into columns.
    """

    name = "diagram"
    title = tr("Diagram")
    about = tr("A card for each layer, with arrows between them: for any network.")

    detail: Literal["full", "short", "tiles"] = Field(
        "full",
        title="Level of detail",
        description="What is on a card: full has the layer and its parameters, short the name and the columns, "
        "tiles the name alone on a coloured tile",
    )
    direction: Literal["down", "right", "canvas"] = Field(
        "down", description="Where the network goes: down the page, to the right, or as it is arranged on the canvas"
    )
    fold: Fold = Field(10, title="Fold after", description="Layers in a row before the next column begins; 0 for never")
    arrows: bool = Field(True, description="Links end in an arrow")
    legend: bool = Field(True, description="Say below what the colours mean")
    shapes: bool = Field(True, description="Tell the shape of what each layer gives")
    parameters: bool = Field(True, description="Tell how many parameters each layer has")
    macs: bool = Field(False, title="MACs", description="Tell how many multiply-accumulates each layer takes")
    frames: bool = Field(True, description="Draw the frames of the canvas around layers that stand together")
    comments: bool = Field(
        True, description="Draw the comments of the canvas: where they stand there, or beside the network with a number"
    )
    expanded: bool = Field(
        False, title="Expand tiles", description="Draw each layer of what is collapsed into one tile on the canvas"
    )
    open_blocks: bool = Field(False, description="Draw what is inside of blocks in their place")

    def figure(self, subject: Subject, ink: Ink) -> Figure:
        """The network as cards."""
        check_size(subject)
        network = self._network(subject)
        check_size(subject, count=len(network.graph))
        cards = {name: _card(name, network) for name in network.graph}
        rows = {
            name: tuple(self._rows(each, network.graph[name], network.reports.get(name)))
            for name, each in cards.items()
        }
        size, laid = _fitted(rows, ink)
        placing = self._placed(network.graph, size)
        areas = {name: Area(*corner, *size) for name, corner in placing.corners.items()}
        frames = framed(network.graph if self.frames else Graph(network.graph), areas, placing.size, ink)
        parts: list[Part] = [*frames.parts]
        for course in placing.courses:
            parts.append(Shape(course.steps, stroke=ink.colours["link"], thickness=0.9))
            if self.arrows:
                parts.append(arrow_head(course.tip, course.towards, ink.colours["link"]))
        for name, corner in placing.corners.items():
            drawn = self._drawn(cards[name], laid[name], size, ink)
            parts += moved(drawn, corner)
        families = [name for each in cards.values() for name, _ in each.holds or ((each.family, 1.0),)]
        about = ntr("A diagram of a network of {count} layer.", "A diagram of a network of {count} layers.", len(cards))
        comments = self._commented(network.graph, areas, frames.area, ink)
        parts, area = [*parts, *comments.parts], comments.area
        placed = [*moved(parts, (-area.x, -area.y))]
        return with_legend(placed, (area.width, area.height), families if self.legend else (), ink, about)

    def _network(self, subject: Subject) -> _Network:
        analysis = subject.analysis
        if self.open_blocks:
            return _Network(analysis.expansion.network, dict(analysis.calls))
        graph, seen = seen_in_pictures(subject, expanded=self.expanded)
        return _Network(graph, dict(seen.nodes))

    def _commented(self, graph: Graph, areas: Mapping[str, Area], whole: Area, ink: Ink) -> Commented:
        if not self.comments:
            return Commented((), whole)
        if self.direction != "canvas" or self.open_blocks:
            return beside(graph, areas, whole, ink)
        corners = {name: (area.x, area.y) for name, area in areas.items()}
        card = next(iter(areas.values()))
        return placed(graph, corners, scale_of((card.width, card.height)), whole, ink)

    def _placed(self, graph: Graph, size: tuple[float, float]) -> Placing:
        if self.direction != "canvas":
            return layered(graph, size, self.direction, self.fold)
        return layered(graph, size, "down", self.fold) if self.open_blocks else arranged(graph, size)

    def _rows(self, card: Card, node: Node, report: NodeReport | None) -> Iterator[Row]:
        """What is said on a card."""
        if self.detail == "tiles":
            yield Row(card.name, size=NAME, bold=True, tone="on_family")
            return
        yield Row(card.name, card.kind if self.detail == "full" else "", NAME, bold=True)
        said = settings(node)
        if self.detail == "full" and said and not (self.shapes and _plain(said) == _plain(card.shape)):
            yield Row(said, tone="muted")
        costs = [card.count] if self.parameters and card.count else []
        if self.macs and report is not None and report.macs:
            costs.append(tr("{count} MACs", count=numbers.compact(report.macs)))
        shape = card.shape if self.shapes else ""
        if shape or costs:
            yield Row(shape, " · ".join(costs)) if shape else Row(" · ".join(costs), tone="muted")

    def _drawn(self, card: Card, rows: tuple[Row, ...], size: tuple[float, float], ink: Ink) -> Iterator[Part]:
        """A card at the origin."""
        width, height = size
        shares = card.holds or ((card.family, 1.0),)
        family, ground = ink.colours[main_family(shares)], ink.colours["ground"]
        if card.muted:
            family = mixed(family, ground, 0.55)
        fill = family if self.detail == "tiles" else mixed(ground, family, 0.09)
        stroke = mixed(family, ground, 0.35)
        if card.stacked:
            for depth in (4.0, 2.0):
                yield Shape(box(depth, depth, width, height, RADIUS), fill=mixed(ground, family, 0.18), stroke=stroke)
        yield Shape(box(0, 0, width, height, RADIUS), fill=fill, stroke=stroke, dashed=card.collapsed)
        if card.holds:
            yield from _stripe(card.holds, size, ink)
        taken = sum(row.size for row in rows) * LINE
        top = (height - taken) / 2
        for row in rows:
            base = top + row.size * 1.02
            left = PAD[0]
            if self.detail == "tiles":
                yield ink.text((width / 2, base), row.left, row.size, row.tone, bold=row.bold, anchor="middle")
            else:
                yield ink.text((left, base), row.left, row.size, row.tone, bold=row.bold)
            if row.right:
                yield ink.text((width - PAD[0], base), row.right, SMALL, "muted", anchor="end")
            top += row.size * LINE


def _stripe(shares: Shares, size: tuple[float, float], ink: Ink) -> Iterator[Part]:
    """What a block holds, as a stripe along the lower edge of its card."""
    width, x = size[0] - 2 * RADIUS, RADIUS
    for name, share in shares:
        yield Shape(box(x, size[1] - STRIPE - 1, width * share, STRIPE), fill=ink.colours[name])
        x += width * share


def _card(name: str, network: _Network) -> Card:
    node = network.graph[name]
    return card_of(name, node, output_count(network.graph, name), network.reports.get(name), ())


def settings(node: Node) -> str:
    """The parameters of a layer, or the arguments of a block; "" where it has none to tell."""
    layer = node.layer
    if isinstance(layer, Tile):
        return detail_of(layer)
    if isinstance(layer, Block):
        return " · ".join(arguments(layer))
    return layer.label() if isinstance(layer, Layer) else ""


def _plain(words: str) -> str:
    return words.replace(" ", "")


def _fitted(rows: dict[str, tuple[Row, ...]], ink: Ink) -> tuple[tuple[float, float], dict[str, tuple[Row, ...]]]:
    """A size of card that holds all that is said, and the lines it is said in."""
    widest = max(_width(row, ink) for each in rows.values() for row in each)
    inner = min(max(widest, NARROWEST), WIDEST)
    laid = {name: tuple(line for row in each for line in _broken(row, inner, ink)) for name, each in rows.items()}
    height = max(sum(row.size for row in each) for each in laid.values()) * LINE
    return (inner + 2 * PAD[0], height + 2 * PAD[1]), laid


def _width(row: Row, ink: Ink) -> float:
    right = ink.measure(row.right, SMALL, False) + BETWEEN if row.right else 0.0
    return ink.measure(row.left, row.size, row.bold) + right


def _broken(row: Row, width: float, ink: Ink) -> Iterator[Row]:
    """The line, or as many as it takes for all of it to be seen."""
    if _width(row, ink) <= width:
        yield row
        return
    for words in wrapped(row.left, width, lambda part: ink.measure(part, row.size, row.bold)):
        yield row._replace(left=words, right="")
    for words in wrapped(row.right, width, lambda part: ink.measure(part, SMALL, False)) if row.right else ():
        yield Row(words, tone="muted")
