"""Formulas of the layers that slide a window: convolution, its way back, pooling and unpooling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.explanation.formula import Formula
from studio.explanation.notation import Value
from studio.explanation.workings import (
    NAMES,
    Workings,
    channels,
    connections,
    macs,
    parameters,
    places,
    size,
    window,
    workings,
)
from studio.layers import Shape
from studio.layers.adaptive_pooling import (
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveAvgPool3d,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
    FractionalMaxPool2d,
    FractionalMaxPool3d,
)
from studio.layers.convolution import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    DepthwiseConv2d,
    PointwiseConv2d,
)
from studio.layers.pooling import (
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    LPPool1d,
    LPPool2d,
    LPPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from studio.layers.unpooling import MaxUnpool1d, MaxUnpool2d, MaxUnpool3d
from studio.text import tr


def slid(axis: str, length: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> Formula:
    """Places of a window along an axis (Dumoulin and Visin, 2016)."""
    reach, values = _reach(axis, length, kernel, stride, padding, dilation)
    return size(axis, f"floor(({axis}_1 - {reach} + 2*P) / S) + 1", values)


def _overhanging(axis: str, length: int, kernel: int, stride: int, padding: int, dilation: int) -> Formula:
    """The same with ceil_mode; a last window that would begin in the padding behind the input is left out."""
    reach, values = _reach(axis, length, kernel, stride, padding, dilation)
    rounded = size(axis, f"ceil(({axis}_1 - {reach} + 2*P) / S) + 1", values)
    begins = (int(rounded.value) - 1) * stride  # type: ignore[arg-type]
    return rounded if begins < length + padding else size(axis, f"ceil(({axis}_1 - {reach} + 2*P) / S)", values)


def _reach(
    axis: str, length: int, kernel: int, stride: int, padding: int, dilation: int
) -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {f"{axis}_1": length, "F": kernel, "P": padding, "S": stride}
    return ("F", values) if dilation == 1 else ("(d*(F - 1) + 1)", values | {"d": dilation})


@workings.register
def convolution(layer: Conv1d | Conv2d | Conv3d, *shapes: Shape) -> Workings:
    """W₂ = ⌊(W₁ − F + 2·P) / S⌋ + 1, C_out·(C_in·F² + 1)."""
    return _convolution(layer, shapes[0], layer.out_channels, layer.groups, layer.kernel_size)


@workings.register
def depthwise(layer: DepthwiseConv2d, *shapes: Shape) -> Workings:
    """A convolution with as many groups as channels."""
    filters = channels("C_out", "C_in*m", C_in=shapes[0][0], m=layer.depth_multiplier)
    found = _convolution(layer, shapes[0], int(filters.value), shapes[0][0], layer.kernel_size)  # type: ignore[arg-type]
    return replace(found, shape=(filters, *found.shape[1:]))


@workings.register
def pointwise(layer: PointwiseConv2d, *shapes: Shape) -> Workings:
    """A convolution with a window of one pixel."""
    strided = Conv2d(out_channels=layer.out_channels, kernel_size=(1, 1), stride=layer.stride, bias=layer.bias)
    return convolution(strided, *shapes)


def _convolution(
    layer: Conv1d | Conv2d | Conv3d | DepthwiseConv2d, shape: Shape, filters: int, groups: int, kernel: Shape
) -> Workings:
    axes = NAMES[len(kernel)]
    if layer.padding == "same":
        sizes = [size(axis, f"{axis}_1", {f"{axis}_1": s}) for axis, s in zip(axes, shape[1:], strict=True)]
    else:
        padding = (0,) * len(kernel) if isinstance(layer.padding, str) else layer.padding
        each = zip(axes, shape[1:], kernel, layer.stride, padding, layer.dilation, strict=True)
        sizes = [slid(*along) for along in each]
    area, values = window(kernel)
    values |= {"C_in": shape[0], "C_out": filters} | ({"g": groups} if groups > 1 else {})
    seen = f"C_in*{area} / g" if groups > 1 else f"C_in*{area}"
    spread, extent = _places_behind(sizes)
    learned = f"C_out*({seen} + 1)" if layer.bias else f"C_out*{_factor(seen)}"
    return Workings(
        (channels("C_out", "out_channels", out_channels=filters), *sizes),
        parameters(learned, **values),
        connections(f"{spread}*{learned}", **values, **extent),
        macs(f"{spread}*C_out*{_factor(seen)}", **values, **extent),
    )


def _places_behind(sizes: Sequence[Formula]) -> tuple[str, dict[str, Value]]:
    """The places that come out, as H_2·W_2, with their sizes."""
    return places(tuple(int(one.value) for one in sizes), 2)  # type: ignore[arg-type]


def _factor(product: str) -> str:
    """A product as a factor of a larger one, the quotient in it kept together."""
    return f"({product})" if "/" in product else product


@workings.register
def transposed(layer: ConvTranspose1d | ConvTranspose2d | ConvTranspose3d, *shapes: Shape) -> Workings:
    """W₂ = (W₁ − 1)·S − 2·P + d·(F − 1) + P_out + 1."""
    shape, axes = shapes[0], NAMES[len(layer.kernel_size)]
    each = zip(
        axes, shape[1:], layer.kernel_size, layer.stride, layer.padding, layer.output_padding, layer.dilation,
        strict=True,
    )  # fmt: skip
    sizes = [
        size(
            axis,
            f"({axis}_1 - 1)*S - 2*P + d*(F - 1) + P_out + 1",
            {f"{axis}_1": length, "F": kernel, "S": stride, "P": padding, "P_out": added, "d": dilation},
        )
        for axis, length, kernel, stride, padding, added, dilation in each
    ]
    area, values = window(layer.kernel_size)
    values |= {"C_in": shape[0], "C_out": layer.out_channels} | ({"g": layer.groups} if layer.groups > 1 else {})
    stamped = f"C_out*{area} / g" if layer.groups > 1 else f"C_out*{area}"
    spread, extent = places(shape[1:], 1)
    worked = f"{spread}*C_in*{_factor(stamped)}"
    behind, extent_behind = _places_behind(sizes)
    return Workings(
        (channels("C_out", "out_channels", out_channels=layer.out_channels), *sizes),
        parameters(f"C_in*{_factor(stamped)}" + (" + C_out" if layer.bias else ""), **values),
        connections(f"{worked} + {behind}*C_out", **values, **extent, **extent_behind)
        if layer.bias
        else connections(worked, **values, **extent),
        macs(worked, **values, **extent),
    )


Pooling = (
    MaxPool1d | MaxPool2d | MaxPool3d | AvgPool1d | AvgPool2d | AvgPool3d | LPPool1d | LPPool2d | LPPool3d
)  # fmt: skip


@workings.register(Pooling)
def pooling(layer: Pooling, *shapes: Shape) -> Workings:
    """W₂ = ⌊(W₁ − F + 2·P) / S⌋ + 1, rounded up with ceil_mode."""
    kernel, shape = layer.kernel_size, shapes[0]
    padding = getattr(layer, "padding", (0,) * len(kernel))
    dilation = getattr(layer, "dilation", (1,) * len(kernel))
    each = zip(NAMES[len(kernel)], shape[1:], kernel, layer.stride or kernel, padding, dilation, strict=True)
    form = _overhanging if layer.ceil_mode else slid
    return _pooled(shape, [form(*along) for along in each], kernel)


def _pooled(shape: Shape, sizes: Sequence[Formula], kernel: Shape) -> Workings:
    """Each of the numbers that come out looks at the values of one window."""
    spread, extent = _places_behind(sizes)
    area, values = window(kernel)
    looked_at = connections(f"C*{spread}*{area}", C=shape[0], **extent, **values)
    return Workings((_kept(shape), *sizes), connections=looked_at)


Adaptive = (
    AdaptiveAvgPool1d | AdaptiveAvgPool2d | AdaptiveAvgPool3d
    | AdaptiveMaxPool1d | AdaptiveMaxPool2d | AdaptiveMaxPool3d
)  # fmt: skip


@workings.register(Adaptive)
def adaptive(layer: Adaptive, *shapes: Shape) -> Workings:
    """The size that is asked for, or the input's where none is."""
    axes = NAMES[len(layer.output_size)]
    sizes = [
        size(axis, f"{axis}_1", {f"{axis}_1": length})
        if wanted is None
        else size(axis, "output_size", {"output_size": wanted})
        for axis, length, wanted in zip(axes, shapes[0][1:], layer.output_size, strict=True)
    ]
    return Workings((_kept(shapes[0]), *sizes), connections=_adaptive_windows(shapes[0], sizes))


def _adaptive_windows(shape: Shape, sizes: Sequence[Formula]) -> Formula:
    """Windows side by side see each value once; where sizes do not divide, they overlap."""
    axes = NAMES[len(sizes)]
    wanted = [int(one.value) for one in sizes]  # type: ignore[arg-type]
    if all(length % windows == 0 for length, windows in zip(shape[1:], wanted, strict=True)):
        spread, extent = places(shape[1:], 1)
        return connections(f"C*{spread}", C=shape[0], **extent)
    lengths: dict[str, Value] = {
        f"Σ_{axis}": sum(-(-(at + 1) * length // windows) - at * length // windows for at in range(windows))
        for axis, length, windows in zip(axes, shape[1:], wanted, strict=True)
    }
    return replace(
        connections("*".join(("C", *lengths)), C=shape[0], **lengths),
        quantity=tr("connections, Σ the sizes of all windows along an axis"),
    )


@workings.register
def fractional(layer: FractionalMaxPool2d | FractionalMaxPool3d, *shapes: Shape) -> Workings:
    """The size asked for, or a part of the input's."""
    axes = NAMES[len(layer.kernel_size)]
    if layer.output_size is not None:
        sizes = [size(a, "output_size", {"output_size": n}) for a, n in zip(axes, layer.output_size, strict=True)]
    else:
        each = zip(axes, shapes[0][1:], layer.output_ratio or (), strict=True)
        sizes = [size(a, f"floor({a}_1*r)", {f"{a}_1": length, "r": ratio}) for a, length, ratio in each]
    return _pooled(shapes[0], sizes, layer.kernel_size)


@workings.register
def unpooling(layer: MaxUnpool1d | MaxUnpool2d | MaxUnpool3d, *shapes: Shape) -> Workings:
    """W₂ = (W₁ − 1)·S − 2·P + F."""
    kernel = layer.kernel_size
    each = zip(NAMES[len(kernel)], shapes[0][1:], kernel, layer.stride or kernel, layer.padding, strict=True)
    sizes = [
        size(axis, f"({axis}_1 - 1)*S - 2*P + F", {f"{axis}_1": length, "F": extent, "S": stride, "P": padding})
        for axis, length, extent, stride, padding in each
    ]
    spread, laid = places(shapes[0][1:], 1)
    return Workings((_kept(shapes[0]), *sizes), connections=connections(f"C*{spread}", C=shapes[0][0], **laid))


def _kept(shape: Shape) -> Formula:
    return channels("C_2", "C_1", C_1=shape[0])
