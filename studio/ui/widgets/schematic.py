"""A small picture of a network, read left to right: bars for its layers in their families' colours, lines for links.

A block is as many bars, close together, as it has blocks one behind the other on its longest way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from studio.graph import Graph, Node
from studio.graph.model import LayerValue
from studio.layers.block import Block, bound
from studio.layers.placeholder import family_of
from studio.ui import theme

WEIGHT = {"convolution": 1.0, "dense": 0.86, "pooling": 0.7, "recurrent": 0.86, "attention": 0.86, "io": 0.5}
"""Height of a family's bars; what is not listed changes the data little and stands lower."""

LOW = 0.36
TALLEST = 52.0
WIDEST = 12.0
BAR = 0.58
"""Width of a bar standing alone, in columns."""

TOGETHER = 0.78
"""Width of a bar of a block, as a share of the distance to the next."""


PITCH = 0.6
"""From bar to bar within a block, in columns."""


class Bars(NamedTuple):
    """A node: its middle in columns from the left, its place from top (0) to bottom (1), family, height, units."""

    column: float
    side: float
    family: str
    height: float
    units: int


@dataclass(frozen=True)
class Schematic:
    """What stands for each node, the links from node to node, and how many columns they take.

    `gap` is the least distance of nodes one above the other; None where they all stand in one line.
    """

    bars: tuple[Bars, ...]
    links: tuple[tuple[int, int], ...]
    columns: float
    gap: float | None


def schematic(graph: Graph) -> Schematic:
    """The picture of a graph: a node stands as far along as what leads to it is long, on the side of its position."""
    sides = sorted({node.position[0] for node in graph.values()})
    left, right = (sides[0], sides[-1]) if sides else (0.0, 0.0)
    counts = {name: in_a_row(node) for name, node in graph.items()}
    ends = _ends(graph, {name: _width(count) for name, count in counts.items()})
    index = {name: at for at, name in enumerate(graph)}
    bars = tuple(
        Bars(
            ends[name] - _width(counts[name]) / 2,
            (node.position[0] - left) / (right - left) if right > left else 0.5,
            family := _family(node.layer),
            WEIGHT.get(family, LOW),
            counts[name],
        )
        for name, node in graph.items()
    )
    links = tuple(
        (index[source.node], index[name])
        for name, node in graph.items()
        for source in node.inputs
        if source is not None
    )
    gap = None if right <= left else min((abs(a.side - b.side) for a, b in _above_each_other(bars)), default=1.0)
    return Schematic(bars, links, max(ends.values(), default=1.0), gap)


def in_a_row(node: Node) -> int:
    """Blocks one behind the other on the longest way through a node; 1 for a layer, and for a block without blocks."""
    if not isinstance(node.layer, Block):
        return 1
    inside = Graph({name: bound(each, node.layer.arguments) for name, each in node.layer.definition.graph.items()})
    blocks = {name for name, each in inside.items() if isinstance(each.layer, Block) and not each.bypassed}
    ends = _ends(inside, {name: in_a_row(each) if name in blocks else 0 for name, each in inside.items()})
    return node.layer.repeat * max(1, int(max(ends.values(), default=1)))


def _family(layer: LayerValue) -> str:
    """A layer's family; of a block, that of the layers inside which matter most."""
    definition = getattr(layer, "definition", None)
    if definition is None:
        return family_of(layer)
    inside = [_family(node.layer) for node in definition.graph.values()]
    return max((family for family in inside if family != "io"), key=lambda each: WEIGHT.get(each, LOW), default="other")


def paint_schematic(painter: QPainter, box: QRectF, picture: Schematic) -> None:
    """Draw the picture into a box."""
    colours = theme.current()
    step = box.width() / picture.columns
    width = min(WIDEST, step * BAR)
    pitch = min(WIDEST / BAR, step) * PITCH
    tallest = TALLEST if picture.gap is None else _tallest(picture.gap, box.height())
    inner = box.adjusted(0, tallest / 2, 0, -tallest / 2)
    if picture.gap is None:
        inner = QRectF(inner.left(), box.center().y(), inner.width(), 0)
    places = [
        QPointF(inner.left() + bars.column * step, inner.top() + bars.side * inner.height()) for bars in picture.bars
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.link), 1.25))
    for source, target in picture.links:
        painter.drawPath(_link(places[source], places[target]))
    painter.setPen(Qt.PenStyle.NoPen)
    for place, bars in zip(places, picture.bars, strict=True):
        painter.setBrush(QColor(colours.family[bars.family]))
        height = max(width, tallest * bars.height)
        first = place.x() - (bars.units - 1) * pitch / 2
        slim = width if bars.units == 1 else min(width, pitch * TOGETHER)
        for number in range(bars.units):
            bar = QRectF(first + number * pitch - slim / 2, place.y() - height / 2, slim, height)
            painter.drawRoundedRect(bar, slim * 0.32, slim * 0.32)


def _width(count: int) -> float:
    """Columns that a node takes."""
    return 1 + PITCH * (count - 1)


def _above_each_other(bars: Sequence[Bars]) -> Iterator[tuple[Bars, Bars]]:
    return ((a, b) for a, b in combinations(bars, 2) if a.column == b.column and a.side != b.side)


def _tallest(gap: float, height: float) -> float:
    """How tall bars may be so that those `gap` of the free height apart leave a tenth of it between them."""
    share = 0.9 * gap
    return max(8.0, min(TALLEST, height * share / (1 + share)))


def _link(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.x() + end.x()) / 2
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path


def _ends(graph: Graph, lengths: Mapping[str, float]) -> dict[str, float]:
    """How long the longest way from an input to the end of each node is, where nodes have these lengths."""
    ends: dict[str, float] = {}
    for name in graph.order:
        before = [ends[source.node] for source in graph[name].inputs if source is not None]
        ends[name] = max(before, default=0.0) + lengths[name]
    return ends
