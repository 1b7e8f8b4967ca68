"""How much of the input each value of a node can see: receptive fields, from windows, strides and dilations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from studio.compiler.analysis import NodeReport
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input

POINTWISE = frozenset({"Add", "Subtract", "Multiply", "Divide", "Concat", "Chunk", "Split", "ChannelShuffle", "Output"})
"""Layers besides activations, normalisations over stored statistics and regularisation that look at one place only."""

FAMILIES = frozenset({"activation", "regularization"})


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """Along each axis of the picture, sequence or volume: how many places of the input one value depends on.

    `jump` is how many places of the input lie between neighbouring values. A `whole` one depends on all of the input,
    as behind a Linear or global pooling; then `size` is that of the input, `jump` has no meaning and is 0.
    """

    size: tuple[int, ...]
    jump: tuple[Fraction, ...]
    whole: bool = False


def receptive_fields(graph: Graph, nodes: Mapping[str, NodeReport]) -> dict[str, ReceptiveField]:
    """The field of every node of a flat graph whose shapes are known and whose input has axes to look along.

    size grows by (window - 1) · jump and jump by the stride (Araujo et al., Computing receptive fields of
    convolutional neural networks, 2019). Where branches meet the larger counts. Never more than the input itself.
    """
    found: dict[str, ReceptiveField] = {}
    extents: dict[str, tuple[int, ...]] = {}
    for name in graph.order:
        node, report = graph[name], nodes.get(name)
        if report is None or report.outputs is None:
            continue
        if isinstance(node.layer, Input):
            extent = _extent(node.layer)
            if extent:
                extents[name] = extent
                found[name] = ReceptiveField((1,) * len(extent), (Fraction(1),) * len(extent))
            continue
        sources = [source.node for source in node.inputs if source is not None and source.node in found]
        if sources:
            extent = max((extents[source] for source in sources), key=len)
            before = _largest([found[source] for source in sources], extent)
            extents[name], found[name] = extent, _through(node.layer, report, before, extent)
    return found


def _extent(layer: Input) -> tuple[int, ...]:
    """The axes along which windows move: all but the channels; the steps of a text."""
    return layer.shape[1:] if len(layer.shape) > 1 else layer.shape if layer.dtype == "int64" else ()


def _largest(fields: list[ReceptiveField], extent: tuple[int, ...]) -> ReceptiveField:
    fitting = [field for field in fields if len(field.size) == len(extent)]
    if any(field.whole for field in fields):
        return _whole(extent)
    sizes, jumps = zip(*(field.size for field in fitting), strict=True), zip(*(f.jump for f in fitting), strict=True)
    return ReceptiveField(tuple(map(max, sizes)), tuple(map(max, jumps)))


def _through(layer: Any, report: NodeReport, before: ReceptiveField, extent: tuple[int, ...]) -> ReceptiveField:
    """The field behind a layer."""
    if before.whole:
        return before
    if layer.kind in POINTWISE or layer.family in FAMILIES or layer.kind.startswith("BatchNorm"):
        return before
    window = _window(layer, report, len(extent))
    if window is None:
        return before if _looks_at_one_place(layer, report) else _whole(extent)
    covered, strides = window
    grown = (
        round(size + (each - 1) * jump) for size, jump, each in zip(before.size, before.jump, covered, strict=True)
    )
    size = tuple(min(*pair) for pair in zip(grown, extent, strict=True))
    return ReceptiveField(size, tuple(j * s for j, s in zip(before.jump, strides, strict=True)))


def _window(layer: Layer, report: NodeReport, axes: int) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]] | None:
    """Places each value looks at (dilation · (kernel - 1) + 1) and the stride, where the layer has a window."""
    kernel = getattr(layer, "kernel_size", None)
    if not isinstance(kernel, tuple) or len(kernel) != axes or layer.kind.startswith(("MaxUnpool", "Fractional")):
        return None
    dilation = getattr(layer, "dilation", None) or (1,) * axes
    stride = getattr(layer, "stride", None) or (kernel if layer.family == "pooling" else (1,) * axes)
    covered = tuple(Fraction(d * (k - 1) + 1) for k, d in zip(kernel, dilation, strict=True))
    strides = tuple(map(Fraction, stride))
    if not layer.kind.startswith("ConvTranspose"):
        return covered, strides
    # Of the places a transposed window reaches, only every stride-th holds a value.
    seen = tuple(Fraction(-(-int(c) // int(s))) for c, s in zip(covered, strides, strict=True))
    return seen, tuple(1 / s for s in strides)


def _looks_at_one_place(layer: Layer, report: NodeReport) -> bool:
    """Padding, cropping and an embedding leave each value where it is, or beside its like."""
    if layer.kind in ("Embedding", "PositionalEncoding", "Crop", "LocalResponseNorm"):
        return True
    return layer.kind.startswith(("ZeroPad", "MaxUnpool"))


def _whole(extent: tuple[int, ...]) -> ReceptiveField:
    return ReceptiveField(extent, (Fraction(0),) * len(extent), whole=True)
