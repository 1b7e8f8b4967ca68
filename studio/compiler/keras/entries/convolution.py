"""Convolutions and what is added around their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import Step, UnwritableError, writes
from studio.layers import Shape
from studio.text import tr

Edges = Sequence[tuple[int, int]]
"""Places added before and behind each axis."""


MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""What NumPy calls the ways to fill edges."""


@writes("Conv1d", "Conv2d", "Conv3d", order="last")
def convolution(step: Step, layer: Any) -> Value:
    """`Conv2D`; padding that is neither none nor `same` is a layer before it."""
    return _convolved(step, layer, layer.out_channels, layer.kernel_size, layer.groups)


@writes("DepthwiseConv2d", order="last")
def depthwise(step: Step, layer: Any) -> Value:
    """A `Conv2D` with a group for each channel."""
    channels = step.input.shape[0]
    return _convolved(step, layer, channels * layer.depth_multiplier, layer.kernel_size, channels)


@writes("PointwiseConv2d", order="last")
def pointwise(step: Step, layer: Any) -> Value:
    """A `Conv2D` of single pixels."""
    strides = {} if set(layer.stride) == {1} else {"strides": alike(layer.stride)}
    bias = {} if layer.bias else {"use_bias": False}
    return Value(
        step.made("Conv2D", layer.out_channels, 1, learns=True, options={**strides, **bias}), step.shapes[0], "last"
    )


def _convolved(step: Step, layer: Any, filters: int, kernel: Shape, groups: int) -> Value:
    dilated = any(each > 1 for each in layer.dilation)
    skips = dilated and any(each > 1 for each in layer.stride)
    same = tuple(d * (k - 1) for k, d in zip(kernel, layer.dilation, strict=True))
    options: dict[str, object] = {} if set(layer.stride) == {1} or skips else {"strides": alike(layer.stride)}
    edges = _edges(layer.padding, same)
    halves = [(total // 2, total - total // 2) for total in same]
    if any(map(any, edges)) and edges == halves and set(layer.stride) == {1} and layer.padding_mode == "zeros":
        options["padding"] = "same"
        source = step.input.text
    else:
        source = padded(step, edges, layer.padding_mode)
    if dilated:
        options["dilation_rate"] = alike(layer.dilation)
    if groups > 1:
        options["groups"] = groups
    if not layer.bias:
        options["use_bias"] = False
    made = step.made(f"Conv{len(kernel)}D", filters, alike(kernel), of=source, learns=True, options=options)
    if skips:  # Keras has none with both a stride and a dilation: it takes every so many of its results
        made = step.computed(f"{made}[:, {', '.join(f'::{each}' for each in layer.stride)}]")
    return Value(made, step.shapes[0], "last")


def _edges(padding: Any, same: Shape) -> list[tuple[int, int]]:
    """Padding as torch has it; of an odd number the larger half stands behind (torch.nn.Conv2d, `same`)."""
    if padding == "same":
        return [(total // 2, total - total // 2) for total in same]
    return [(each, each) for each in ((0,) * len(same) if padding == "valid" else padding)]


def padded(step: Step, edges: Edges, mode: str = "zeros") -> str:
    """The input with these edges around its places."""
    if not any(map(any, edges)):
        return step.input.text
    if mode == "reflect" and len(edges) < 3:
        return step.computed(f'ops.pad({step.input.text}, {around(edges)}, mode="reflect")')
    if mode != "zeros":
        return step.computed(f'framed({step.input.text}, {tuple(edges)}, mode="{MODES[mode]}")')
    symmetric = all(before == behind for before, behind in edges)
    sizes: object = alike([before for before, _ in edges]) if symmetric else tuple(edges)
    if len(edges) == 1 and not symmetric:
        sizes = edges[0]
    return step.made(f"ZeroPadding{len(edges)}D", sizes, suffix="pad")


def around(edges: Edges) -> str:
    """The edges as `ops.pad` takes them: none of the batch and of the channels, which are last."""
    return repr(((0, 0), *edges, (0, 0)))


def alike(sizes: Sequence[int]) -> object:
    """One number for all axes where they are alike."""
    return sizes[0] if len(set(sizes)) == 1 else tuple(sizes)


@writes("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", order="last")
def transposed(step: Step, layer: Any) -> Value:
    """`Conv2DTranspose` without padding, whose edges a cropping takes away behind it."""
    if layer.groups > 1:
        raise UnwritableError(tr("Keras has no transposed convolution with groups."))
    if any(each > 1 for each in layer.dilation):
        raise UnwritableError(tr("A dilated transposed convolution is not the same in every backend of Keras."))
    options: dict[str, object] = {} if set(layer.stride) == {1} else {"strides": alike(layer.stride)}
    axes = list(zip(layer.kernel_size, layer.stride, layer.padding, layer.output_padding, strict=True))
    over = [max(stride - kernel, 0) for kernel, stride, _, _ in axes]
    cuts = [(padding, hung + padding - added) for hung, (_, _, padding, added) in zip(over, axes, strict=True)]
    if any(behind < 0 for _, behind in cuts):
        options["output_padding"] = alike(layer.output_padding)
        cuts = [(padding, padding) for padding in layer.padding]
    if not layer.bias:
        options["use_bias"] = False
    rank = len(layer.kernel_size)
    made = step.made(
        f"Conv{rank}DTranspose", layer.out_channels, alike(layer.kernel_size), learns=True, options=options
    )
    return Value(cropped(step, cuts, of=made), step.shapes[0], "last")


def cropped(step: Step, cuts: Edges, of: str) -> str:
    """A value without its edges."""
    if not any(map(any, cuts)):
        return of
    sizes: object = cuts[0] if len(cuts) == 1 else tuple(cuts)
    return step.made(f"Cropping{len(cuts)}D", sizes, of=of, suffix="crop")


@writes("ZeroPad1d", "ZeroPad2d", "ZeroPad3d", order="last")
def zero_padding(step: Step, layer: Any) -> Value:
    """`ZeroPadding2D`; torch counts from the last axis."""
    edges = by_axis(layer.padding)
    return Value(step.made(f"ZeroPadding{len(edges)}D", edges[0] if len(edges) == 1 else edges), step.shapes[0], "last")


@writes("ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", order="last")
def replication(step: Step, layer: Any) -> Value:
    """Edges that are repeated."""
    return Value(padded(step, by_axis(layer.padding), "replicate"), step.shapes[0], "last")


@writes("ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", order="last")
def reflection(step: Step, layer: Any) -> Value:
    """Mirrored edges."""
    return Value(padded(step, by_axis(layer.padding), "reflect"), step.shapes[0], "last")


@writes("Crop", order="last")
def crop(step: Step, layer: Any) -> Value:
    """`Cropping2D`."""
    return Value(step.made("Cropping2D", by_axis(layer.cropping)), step.shapes[0], "last")


def by_axis(edges: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """`left, right, top, bottom` as pairs, the first axis first."""
    if min(edges) < 0:
        raise UnwritableError(tr("Keras adds no negative edges; a Crop takes places away."))
    return tuple(zip(edges[::2], edges[1::2], strict=True))[::-1]


@writes("ZeroPadChannels", order="last")
def zero_channels(step: Step, layer: Any) -> Value:
    """Zeros along the channels, which are last."""
    edges = ((0, 0), (0, 0), (0, 0), layer.padding)
    return Value(step.computed(f"ops.pad({step.input.text}, {edges})"), step.shapes[0], "last")


SMOOTH = ("linear", "trilinear")
"""Ways to interpolate that Keras does not have, but for pictures."""


@writes("Upsample", order="last")
def upsampling(step: Step, layer: Any) -> Value:
    """`UpSampling2D` by whole factors."""
    places, wanted = step.input.shape[1:], step.shapes[0][1:]
    factors = tuple(after // before for before, after in zip(places, wanted, strict=True))
    given = _for_each(layer.scale_factor, len(places)) if layer.scale_factor else factors
    smooth = layer.mode == "bilinear"
    whole = all(f * size == after for f, size, after in zip(factors, places, wanted, strict=True))
    if not whole or layer.align_corners or any(each != int(each) for each in given) or layer.mode in SMOOTH:
        return _resized(step, layer, places, wanted)
    if not smooth and "nearest" not in layer.mode:
        raise _no_mode(layer)
    options = {"interpolation": "bilinear"} if smooth else {}
    return Value(step.made(f"UpSampling{len(places)}D", alike(factors), options=options), step.shapes[0], "last")


def _for_each(given: tuple[float, ...], count: int) -> tuple[float, ...]:
    """A factor for each axis, of one for all or of as many."""
    return given * count if len(given) == 1 else given


def _no_mode(layer: Any) -> UnwritableError:
    return UnwritableError(
        tr("Keras has no interpolation “{mode}” with these corners in every backend.", mode=layer.mode)
    )


def _resized(step: Step, layer: Any, places: Shape, wanted: Shape) -> Value:
    """`enlarged`, a function of the file."""
    if layer.mode not in (*SMOOTH, "bilinear", "nearest"):
        raise _no_mode(layer)
    sizes = list(zip(places, wanted, strict=True))
    steps = [before / after for before, after in sizes]
    if layer.align_corners:
        steps = [(before - 1) / max(after - 1, 1) for before, after in sizes]
    elif layer.scale_factor:
        steps = [1 / each for each in _for_each(layer.scale_factor, len(sizes))]
    apart = f"({', '.join(map(repr, steps))}{',' * (len(steps) == 1)})"
    told = [step.input.text, repr(tuple(wanted)), apart]
    told += ["linear=False"] * (layer.mode == "nearest") + ["corners=True"] * bool(layer.align_corners)
    return Value(step.computed(f"enlarged({', '.join(told)})"), step.shapes[0], "last")
