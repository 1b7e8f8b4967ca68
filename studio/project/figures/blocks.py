"""The style `blocks`: what leaves each layer as a block in perspective, as large as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log2, sqrt
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from studio.formatting import numbers
from studio.graph import Graph
from studio.graph.annotations import Area
from studio.graph.collapsed_view import Tile
from studio.project.cards import family
from studio.project.figures.chain import (
    check_runs,
    is_in_passing,
    longest_path,
    main_family,
    seen_in_pictures,
    shares_of,
    sources_of,
)
from studio.project.figures.comments import beside as beside_it
from studio.project.figures.figure import Figure, Part, Point, Shape, mixed, moved, polygon
from studio.project.figures.frames import framed
from studio.project.figures.ink import Ink
from studio.project.figures.legend import with_legend
from studio.project.figures.strip import Standing, links_of, standings
from studio.project.figures.style import Style, check_size, register, wrapped
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport
    from studio.project.exporters.subject import Subject

MOST = 250
TALLEST, LOWEST = 96.0, 5.0
SLAB = 2.6
"""How thick a layer is that is drawn beside the one before."""

THIN = 5.0
SLANT = (0.42, 0.34)
"""How far to the right and up a unit of depth goes."""

NAME, SMALL = 6.5, 6.0
LABEL = 62.0


@dataclass(frozen=True)
class Block:
    """A node as a block: its sizes in points, slabs of (thickness, family) from left to right, the family of most
    of it, and its label."""

    name: str
    height: float
    depth: float
    slabs: tuple[tuple[float, str], ...]
    family: str
    label: tuple[tuple[str, bool], ...] = field(default=())

    @property
    def thick(self) -> float:
        """Thickness of all slabs."""
        return sum(thickness for thickness, _ in self.slabs)


@register
class Blocks(Style):
    """What leaves each layer as a block in perspective: as high and deep as the picture, as thick as it has channels.

    The style of AlexNet's paper and of PlotNeuralNet, for convolutional networks.
    """

    name = "blocks"
    title = tr("Blocks in perspective")
    about = tr("What leaves each layer as a block as large as it is: for convolutional networks.")

    sizes: Literal["root", "linear", "equal"] = Field(
        "root",
        description="How heights follow sizes: linear as they are, root so that small ones are seen too, equal for all",
    )
    merge: bool = Field(
        True,
        title="Join activations",
        description="Draw activations, normalization and dropout as a slab of the layer before",
    )
    names: bool = Field(True, description="Tell the name of each layer")
    shapes: bool = Field(True, description="Tell the shape of what each layer gives")
    arrows: bool = Field(True, description="Links end in an arrow")
    legend: bool = Field(True, description="Say below what the colours mean")
    frames: bool = Field(True, description="Draw the frames of the canvas around layers that stand together")
    comments: bool = Field(
        True, description="Draw the comments of the canvas: where they stand there, or beside the network with a number"
    )
    expanded: bool = Field(
        False, title="Expand tiles", description="Draw each layer of what is collapsed into one tile on the canvas"
    )
    open_blocks: bool = Field(False, description="Draw what is inside of blocks in their place")

    def figure(self, subject: Subject, ink: Ink) -> Figure:
        """The network as blocks, from left to right."""
        check_size(subject)
        check_runs(subject)
        graph, analysis = seen_in_pictures(subject, expanded=self.expanded)
        reports: Mapping[str, NodeReport] = analysis.nodes
        if self.open_blocks:
            graph, reports = analysis.expansion.network, analysis.calls
        hosts = self._hosts(graph)
        kept = [name for name in graph.order if hosts[name] == name]
        check_size(subject, MOST, len(kept))
        sources = {
            name: list(dict.fromkeys(hosts[source] for source in sources_of(graph, name))) for name in kept
        }  # fmt: skip
        largest = max((max(_spatial(_shape(reports[name])), default=1) for name in kept), default=1)
        beside: dict[str, list[str]] = {}
        for name in graph.order:
            if hosts[name] != name:
                beside.setdefault(hosts[name], []).append(name)
        blocks = {name: self._block(name, beside.get(name, []), graph, reports, largest, ink) for name in kept}
        placed = standings(
            kept, sources, longest_path(graph, kept, sources),
            {name: _extent(block, ink) for name, block in blocks.items()},
        )  # fmt: skip
        areas = {name: _area(blocks[name], placed.places[name], ink) for name in kept}
        frames = framed(graph if self.frames else Graph(graph), areas, placed.size, ink, hosts)
        parts: list[Part] = [*frames.parts]
        links = links_of(placed, sources, ink, arrows=self.arrows)
        for name in kept:
            parts += _drawn(blocks[name], placed.places[name], ink)
            parts += links.get(name, [])
        shown = [family_ for block in blocks.values() for _, family_ in block.slabs] if self.legend else []
        about = ntr("A network of {count} layer as blocks.", "A network of {count} layers as blocks.", len(graph))
        comments = beside_it(graph if self.comments else Graph(graph), areas, frames.area, ink)
        area = comments.area
        placed_parts = moved([*parts, *comments.parts], (-area.x, -area.y))
        return with_legend(placed_parts, (area.width, area.height), shown, ink, about)

    def _hosts(self, graph: Graph) -> dict[str, str]:
        """The node whose block each node is drawn with: its own, or that before it."""
        hosts: dict[str, str] = {}
        for name in graph.order:
            sources = sources_of(graph, name)
            joins = self.merge and len(sources) == 1 and is_in_passing(graph, name)
            alone = joins and len({consumer for consumer, _ in graph.consumers[sources[0]]}) == 1
            hosts[name] = hosts[sources[0]] if alone else name
        return hosts

    def _block(
        self, name: str, beside: list[str], graph: Graph, reports: Mapping[str, NodeReport], largest: int, ink: Ink
    ) -> Block:
        shape = _shape(reports[name])
        height, depth = self._height(shape, largest)
        thick = _thickness(shape)
        own = [(thick * share, held) for held, share in shares_of(graph[name])]
        slabs = [*own, *((SLAB, family(graph[each])) for each in beside)]
        label: list[tuple[str, bool]] = []
        if self.names:
            layer = graph[name].layer
            title = layer.title if isinstance(layer, Tile) else name
            label += [(words, True) for words in wrapped(title, LABEL, lambda part: ink.measure(part, NAME, True))]
        if self.shapes:
            said = numbers.shape(shape)
            label += [(words, False) for words in wrapped(said, LABEL, lambda part: ink.measure(part, SMALL, False))]
        return Block(name, height, depth, tuple(slabs), main_family(shares_of(graph[name])), tuple(label))

    def _height(self, shape: tuple[int, ...], largest: int) -> tuple[float, float]:
        """Height and depth in points."""
        if len(shape) < 2:
            many = shape[0] if shape else 1
            return min(TALLEST, 12 + 7 * log2(many + 1)), THIN
        sides = [self._side(size, largest) for size in _spatial(shape)]
        return (sides[0], sides[-1]) if len(sides) > 1 else (sides[0], THIN)

    def _side(self, size: int, largest: int) -> float:
        if self.sizes == "equal":
            return TALLEST * 0.6
        share = size / largest if self.sizes == "linear" else sqrt(size / largest)
        return max(LOWEST, TALLEST * share)


def _shape(report: NodeReport) -> tuple[int, ...]:
    """What leaves a node; of an Output, what comes in."""
    specs = report.outputs or report.inputs or ()
    return tuple(specs[0].shape) if specs else ()


def _spatial(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Height and width of a picture, the length of a sequence."""
    return shape[-2:] if len(shape) > 2 else shape[-1:] if len(shape) == 2 else ()


def _thickness(shape: tuple[int, ...]) -> float:
    """Of the channels."""
    return 2.0 + 2.2 * log2(shape[0] + 1) if len(shape) > 1 else THIN


def _extent(block: Block, ink: Ink) -> Standing:
    """The room that a block takes around the middle of its side."""
    label = max((ink.measure(words, NAME if bold else SMALL, bold) for words, bold in block.label), default=0.0)
    right, up = block.depth * SLANT[0], block.depth * SLANT[1]
    taken = block.thick + right
    below = (block.height + up) / 2 + (5 + len(block.label) * NAME * 1.25 if block.label else 0)
    return Standing(
        max(taken, label), taken, (block.height + up) / 2, below, block.thick + right / 2, right + block.thick / 2
    )


def _area(block: Block, at: Point, ink: Ink) -> Area:
    """The place of a block with its label."""
    extent_right, up = block.depth * SLANT[0], block.depth * SLANT[1]
    below = 5 + len(block.label) * NAME * 1.25 if block.label else 0.0
    top = at[1] - (block.height + up) / 2
    taken = block.thick + extent_right
    width = _extent(block, ink).width
    return Area(at[0] - (width - taken) / 2, top, width, block.height + up + below)


def _drawn(block: Block, at: tuple[float, float], ink: Ink) -> Iterator[Part]:
    """The block with the middle of its side at the height of `at`, which is its left end."""
    left, middle = at
    right, up = block.depth * SLANT[0], block.depth * SLANT[1]
    low = middle + (block.height + up) / 2
    high = low - block.height
    x = left
    ground = ink.colours["ground"]
    for thickness, name in block.slabs:
        base, edge = ink.colours[name], mixed(ink.colours[name], ink.colours["text"], 0.3)
        front, top = mixed(base, ground, 0.5), mixed(base, ground, 0.68)
        ends = x + thickness
        yield Shape(polygon((x, high), (ends, high), (ends, low), (x, low)), front, edge, 0.4)
        yield Shape(polygon((x, high), (x + right, high - up), (ends + right, high - up), (ends, high)), top, edge, 0.4)
        x = ends
    base = ink.colours[block.family]
    side = polygon((x, high), (x + right, high - up), (x + right, low - up), (x, low))
    yield Shape(side, mixed(base, ground, 0.34), mixed(base, ink.colours["text"], 0.3), 0.4)
    base_line = low + 4
    centre = left + (block.thick + right) / 2
    for words, bold in block.label:
        base_line += NAME * 1.25
        size, tone = (NAME, "text") if bold else (SMALL, "muted")
        yield ink.text((centre, base_line), words, size, tone, bold=bold, anchor="middle")
