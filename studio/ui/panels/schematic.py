"""A small picture of a network, read left to right: a bar for each layer in its family's colour, lines for links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from studio.graph import Graph
from studio.graph.model import LayerValue
from studio.ui import theme
from studio.ui.widgets.tile import family_of

WEIGHT = {"convolution": 1.0, "dense": 0.86, "pooling": 0.7, "recurrent": 0.86, "attention": 0.86, "io": 0.5}
"""Height of a family's bars; what is not listed changes the data little and stands lower."""

LOW = 0.36
TALLEST = 52.0
WIDEST = 12.0


Bar = tuple[float, float, str, float]


@dataclass(frozen=True)
class Schematic:
    """Bars in a unit square: (x, y, family, height), and links from bar to bar.

    `gap` is the least distance of bars one above the other; None where they all stand in one line.
    """

    bars: tuple[Bar, ...]
    links: tuple[tuple[int, int], ...]
    ranks: int
    gap: float | None


def schematic(graph: Graph) -> Schematic:
    """The picture of a graph: how far along a layer stands is its distance from the input, the side its position's."""
    rank = _ranks(graph)
    sides = sorted({node.position[0] for node in graph.values()})
    left, right = (sides[0], sides[-1]) if sides else (0.0, 0.0)
    deepest = max(rank.values(), default=0)
    index = {name: at for at, name in enumerate(graph)}
    bars = tuple(
        (
            rank[name] / deepest if deepest else 0.5,
            (node.position[0] - left) / (right - left) if right > left else 0.5,
            family := _family(node.layer),
            WEIGHT.get(family, LOW),
        )
        for name, node in graph.items()
    )
    links = tuple(
        (index[source.node], index[name])
        for name, node in graph.items()
        for source in node.inputs
        if source is not None
    )
    gap = None if right <= left else min((abs(a[1] - b[1]) for a, b in _above_each_other(bars)), default=1.0)
    return Schematic(bars, links, deepest + 1, gap)


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
    step = box.width() / max(1, picture.ranks)
    width = min(WIDEST, step * 0.58)
    tallest = TALLEST if picture.gap is None else _tallest(picture.gap, box.height())
    inner = box.adjusted(step / 2, tallest / 2, -step / 2, -tallest / 2)
    if picture.gap is None:
        inner = QRectF(inner.left(), box.center().y(), inner.width(), 0)
    places = [
        QPointF(inner.left() + x * inner.width(), inner.top() + y * inner.height()) for x, y, _, _ in picture.bars
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.link), 1.25))
    for source, target in picture.links:
        painter.drawPath(_link(places[source], places[target]))
    painter.setPen(Qt.PenStyle.NoPen)
    for place, (_, _, family, weight) in zip(places, picture.bars, strict=True):
        painter.setBrush(QColor(colours.family[family]))
        height = max(width, tallest * weight)
        bar = QRectF(place.x() - width / 2, place.y() - height / 2, width, height)
        painter.drawRoundedRect(bar, width * 0.32, width * 0.32)


def _above_each_other(bars: Sequence[Bar]) -> Iterator[tuple[Bar, Bar]]:
    return ((a, b) for a, b in combinations(bars, 2) if a[0] == b[0] and a[1] != b[1])


def _tallest(gap: float, height: float) -> float:
    """How tall bars may be so that those `gap` of the free height apart leave a tenth of it between them."""
    share = 0.9 * gap
    return max(8.0, min(TALLEST, height * share / (1 + share)))


def _link(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.x() + end.x()) / 2
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path


def _ranks(graph: Graph) -> dict[str, int]:
    """Links on the longest way from an input to each node."""
    ranks: dict[str, int] = {}
    for name in graph.order:
        before = [ranks[source.node] for source in graph[name].inputs if source is not None]
        ranks[name] = max(before, default=-1) + 1
    return ranks
