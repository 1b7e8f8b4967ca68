"""Which values of its inputs each layer makes one of its values of, as far as that follows from its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import accumulate
from math import ceil, floor
from typing import Any

from studio.compiler.axis_windows import View, joined, merged, mixed, moved, through
from studio.compiler.report import NodeReport
from studio.layers import Layer, Shape, catalogue
from studio.layers.errors import ParameterError
from studio.layers.torch_function import TorchFunction

Taps = Callable[[int], Sequence[int]]
Rule = Callable[[Any, Sequence[View], NodeReport], Sequence[View]]
"""From a layer, what the values of its inputs see, and its read-outs to what the values of each output see."""

_RULES: dict[str, Rule] = {}
"""By the kind of a layer, or by its family for those that have none of their own."""


def reached(layer: Layer, views: Sequence[View], report: NodeReport) -> Sequence[View] | None:
    """What the values of each output see; None where that cannot be known, as with code that people write."""
    if layer.kind == "TorchModule":
        found = _of_catalogue(layer)
        return None if found is None else reached(found, views, report)
    if isinstance(layer, TorchFunction):
        return [merged(views)] if layer.declared().elementwise else None
    rule = _RULES.get(layer.kind) or _RULES.get(layer.family)
    return None if rule is None else rule(layer, views, report)


def _rule(*kinds: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        _RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def _of_catalogue(layer: Any) -> Layer | None:
    """The catalogue's layer of the same name with the same arguments, if there is one."""
    declared = catalogue.get(layer.module)
    values = {name: value for name, value in layer.values().items() if declared and name in declared.model_fields}
    try:
        return None if declared is None else declared.create(values)
    except ParameterError:
        return None


def _shapes(report: NodeReport) -> tuple[list[Shape], list[Shape]]:
    return [spec.shape for spec in report.inputs or ()], [spec.shape for spec in report.outputs or ()]


def _axis(dim: int, shape: Shape) -> int:
    """The axis of a sample that an axis of the batch is."""
    return dim % (len(shape) + 1) - 1


@_rule("activation", "regularization", "LocalResponseNorm", "PositionalEncoding", "Embedding", "Output", "Affine")
def _each_value(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [views[0]]


@_rule("Add", "Subtract", "Multiply", "Divide")
def _each_with_its_like(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [merged(views)]


@_rule("GLU")
def _with_its_gate(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    """Each value of the first half of an axis with one of the second."""
    (shape, *_), _ = _shapes(report)
    axis = _axis(layer.dim, shape)
    return [through(views[0], axis, lambda place: [place, place + shape[axis] // 2])]


@_rule("Softmax", "LogSoftmax")
def _along_one_axis(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [mixed(views[0], [_axis(layer.dim, _shapes(report)[0][0])])]


@_rule("Linear", "Maxout", "Bilinear")
def _all_features(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [merged([mixed(view, [len(shape) - 1]) for view, shape in zip(views, _shapes(report)[0], strict=True)])]


@_rule("recurrent", "TransformerEncoderLayer")
def _all_steps(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [mixed(views[0], [0, 1])]


@_rule("MultiheadAttention")
def _attention(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    query, *others = views
    sources = [mixed(each, [0, 1]) for each in others or [query]]
    return [merged([mixed(query, [1]), *sources])] * len(layer.outputs)


@_rule("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")
def _norm_of_channels(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    """With running statistics each value by itself."""
    return [views[0] if layer.track_running_stats else mixed(views[0], range(1, len(_shapes(report)[0][0])))]


@_rule("GroupNorm")
def _norm_of_groups(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [mixed(views[0], range(len(_shapes(report)[0][0])))]


@_rule("LayerNorm", "RMSNorm")
def _norm_of_last_axes(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    rank = len(_shapes(report)[0][0])
    return [mixed(views[0], range(rank - len(layer.normalized_shape or (1,)), rank))]


@_rule("convolution", "pooling")
def _windows(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), _ = _shapes(report)
    view = mixed(views[0], [0]) if layer.family == "convolution" else views[0]
    backwards = layer.kind.startswith(("ConvTranspose", "MaxUnpool"))
    for axis in range(1, len(before)):
        kernel, stride, padding, dilation = _window(layer, axis - 1)
        if backwards:
            stamps = partial(_stamps, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
            view = through(view, axis, stamps, period=stride)
        else:
            window = partial(_taps, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
            view = through(view, axis, window, step=stride)
    return [view] * len(layer.outputs)


def _window(layer: Any, axis: int) -> tuple[int, int, int, int]:
    """Kernel, stride, padding before, and dilation along an axis."""
    kernel = layer.kernel_size[axis] if hasattr(layer, "kernel_size") else 1
    dilation = layer.dilation[axis] if hasattr(layer, "dilation") else 1
    stride = layer.stride[axis] if layer.stride else kernel
    padding = getattr(layer, "padding", "valid")
    known = {"same": dilation * (kernel - 1) // 2, "valid": 0}
    return kernel, stride, known[padding] if isinstance(padding, str) else padding[axis], dilation


def _taps(place: int, *, kernel: int, stride: int, padding: int, dilation: int) -> Sequence[int]:
    start = place * stride - padding
    return range(start, start + dilation * (kernel - 1) + 1, dilation)


def _stamps(place: int, *, kernel: int, stride: int, padding: int, dilation: int) -> Sequence[int]:
    """The values that reach a place of the result of a transposed convolution."""
    offsets = (place + padding - dilation * tap for tap in reversed(range(kernel)))
    return [offset // stride for offset in offsets if offset % stride == 0]


@_rule(*(f"Adaptive{what}Pool{axes}d" for what in ("Avg", "Max") for axes in (1, 2, 3)))
def _adaptive(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), (after, *_) = _shapes(report)
    view = views[0]
    for axis in range(1, len(before)):
        part = Fraction(before[axis], after[axis])
        if after[axis] == 1:
            view = mixed(view, [axis])
        else:
            view = through(view, axis, partial(_adaptive_taps, part=part), part.denominator, part.numerator)
    return [view] * len(layer.outputs)


def _adaptive_taps(place: int, part: Fraction) -> Sequence[int]:
    return range(floor(place * part), ceil((place + 1) * part))


@_rule("FractionalMaxPool2d", "FractionalMaxPool3d")
def _fractional(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    """Windows stand at random; on average they are spread evenly."""
    (before, *_), (after, *_) = _shapes(report)
    view = views[0]
    for axis in range(1, len(before)):
        kernel = layer.kernel_size[axis - 1]
        part = Fraction(before[axis] - kernel, max(1, after[axis] - 1))
        taps = partial(_spread_taps, part=part, kernel=kernel)
        view = through(view, axis, taps, part.denominator, part.numerator)
    return [view] * len(layer.outputs)


def _spread_taps(place: int, part: Fraction, kernel: int) -> Sequence[int]:
    return range(floor(place * part), floor(place * part) + kernel)


@_rule("Upsample")
def _upsample(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), (after, *_) = _shapes(report)
    view = views[0]
    for axis in range(1, len(before)):
        part = _ratio(layer, axis - 1, before[axis], after[axis])
        taps = partial(_interpolated, part=part, mode=layer.mode, corners=bool(layer.align_corners))
        view = through(view, axis, taps, part.denominator, part.numerator)
    return [view]


def _ratio(layer: Any, axis: int, before: int, after: int) -> Fraction:
    """Places of the input from one value of the result to the next."""
    if layer.align_corners:
        return Fraction(before - 1, max(1, after - 1))
    if layer.scale_factor is None:
        return Fraction(before, after)
    factors = layer.scale_factor
    return 1 / Fraction(factors[axis] if len(factors) > 1 else factors[0]).limit_denominator(1000)


def _interpolated(place: int, part: Fraction, mode: str, corners: bool) -> Sequence[int]:
    if mode == "nearest":
        return [floor(place * part)]
    if mode == "nearest-exact":
        return [floor((place + Fraction(1, 2)) * part)]
    centre = place * part if corners else (place + Fraction(1, 2)) * part - Fraction(1, 2)
    first = floor(centre)
    if centre == first:
        return [first]
    return range(first - 1, first + 3) if mode == "bicubic" else [first, first + 1]


@_rule("PixelShuffle")
def _pixel_shuffle(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    factor, view = layer.upscale_factor, mixed(views[0], [0])
    for axis in (1, 2):
        view = through(view, axis, lambda place: [place // factor], period=factor)
    return [view]


@_rule("PixelUnshuffle")
def _pixel_unshuffle(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    """All channels of a place together."""
    factor, view = layer.downscale_factor, mixed(views[0], [0])
    for axis in (1, 2):
        view = through(view, axis, lambda place: range(place * factor, (place + 1) * factor), step=factor)
    return [view]


@_rule("ChannelShuffle")
def _channel_shuffle(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [mixed(views[0], [0])]


@_rule(
    *(f"{how}Pad{axes}d" for how in ("Zero", "Reflection", "Replication") for axes in (1, 2, 3)),
    *("ZeroPadChannels", "Crop"),
)
def _edges(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), _ = _shapes(report)
    edges = [-each for each in layer.cropping] if layer.kind == "Crop" else layer.padding
    view = views[0]
    for number, added in enumerate(edges[::2]):
        # torch names the last axis first.
        axis = 0 if layer.kind == "ZeroPadChannels" else len(before) - 1 - number
        view = _shifted(view, axis, -added)
    return [view]


def _shifted(view: View, axis: int, places: int) -> View:
    return through(view, axis, lambda place: [place + places])


@_rule("Slice")
def _part(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), _ = _shapes(report)
    axis = _axis(layer.dim, before)
    kept = layer.kept(before[axis])
    return [through(views[0], axis, lambda place: [kept.start + place * layer.step], step=layer.step)]


@_rule("Flatten", "Reshape", "Unflatten", "Squeeze", "Unsqueeze")
def _reshaped(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (before, *_), (after, *_) = _shapes(report)
    groups = list(_regrouped(before, after))

    def place(axis: int) -> Sequence[int]:
        return next((targets for sources, targets in groups if axis in sources), ())

    merging = {axis for sources, _ in groups if len(sources) > 1 for axis in sources}
    apart = {
        key: lane.scattered(lane.axes) if lane is not None and lane.axes & merging else lane
        for key, lane in views[0].items()
    }
    return [moved(apart, place)]


def _regrouped(before: Shape, after: Shape) -> Iterator[tuple[list[int], list[int]]]:
    """Axes that hold the same numbers in the same order before and after; those of size 1 left out."""
    sources, targets = ([axis for axis, size in enumerate(shape) if size > 1] for shape in (before, after))
    while sources and targets:
        taken, given = [sources.pop(0)], [targets.pop(0)]
        one, other = before[taken[0]], after[given[0]]
        while one != other:
            if one < other:
                taken.append(sources.pop(0))
                one *= before[taken[-1]]
            else:
                given.append(targets.pop(0))
                other *= after[given[-1]]
        yield taken, given


@_rule("Permute")
def _permuted(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [moved(views[0], lambda axis: [layer.dims.index(axis + 1) - 1])]


@_rule("Mean", "Max", "Sum")
def _reduced(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (shape, *_), _ = _shapes(report)
    axes = {_axis(dim, shape) for dim in layer.dim}
    view = mixed(views[0], axes)
    return [view if layer.keepdim else moved(view, lambda axis: [axis - sum(each < axis for each in axes)])]


@_rule("Concat")
def _joined(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    return [joined(views, _axis(layer.dim, _shapes(report)[0][0])) if len(views) > 1 else views[0]]


@_rule("Chunk", "Split")
def _parts(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    (shape, *_), parts = _shapes(report)
    axis = _axis(layer.dim, shape)
    starts = [0, *accumulate(part[axis] for part in parts)]
    return [_shifted(views[0], axis, start) for start in starts[:-1]]


@_rule("MatMul")
def _product(layer: Any, views: Sequence[View], report: NodeReport) -> Sequence[View]:
    rank = len(_shapes(report)[0][0])
    return [merged([mixed(views[0], [rank - 1]), mixed(views[1], [rank - 2])])]
