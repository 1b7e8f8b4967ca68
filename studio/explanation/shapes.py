"""Formulas of the layers that rearrange, enlarge, join and divide."""

from __future__ import annotations

from collections.abc import Mapping

from studio.explanation.formula import Formula
from studio.explanation.notation import Value
from studio.explanation.workings import NAMES, Workings, channels, in_order, macs, names_of, size, unchanged, workings
from studio.layers import Shape
from studio.layers.io import Output
from studio.layers.merge import Add, Chunk, Concat, Divide, MatMul, Multiply, Split, Subtract
from studio.layers.padding import (
    Crop,
    ReflectionPad1d,
    ReflectionPad2d,
    ReflectionPad3d,
    ReplicationPad1d,
    ReplicationPad2d,
    ReplicationPad3d,
    Slice,
    ZeroPad1d,
    ZeroPad2d,
    ZeroPad3d,
    ZeroPadChannels,
)
from studio.layers.reduction import Max, Mean, Sum
from studio.layers.resizing import ChannelShuffle, PixelShuffle, PixelUnshuffle, Upsample
from studio.layers.shape import (
    Flatten,
    Permute,
    Reshape,
    Squeeze,
    Unflatten,
    Unsqueeze,
)
from studio.text import tr


def _around(
    shape: Shape, axis: int, changed: str, values: Mapping[str, Value], quantity: str = tr("output shape")
) -> tuple[Formula, ...]:
    """All axes as they are but one (counted without the batch)."""
    names = names_of(shape)
    return in_order(shape, [*names[:axis], changed, *names[axis + 1 :]], values, quantity)


@workings.register
def same(layer: Output | ChannelShuffle, *shapes: Shape) -> Workings:
    """The shape stays."""
    return Workings(unchanged(shapes[0]))


@workings.register
def permuted(layer: Permute, *shapes: Shape) -> Workings:
    """The axes in their new order."""
    return Workings(in_order(shapes[0], [f"n_{axis}" for axis in layer.dims[1:]]))


@workings.register
def squeezed(layer: Squeeze, *shapes: Shape) -> Workings:
    """An axis of size 1 goes; another stays."""
    names, axis = names_of(shapes[0]), layer.dim % (len(shapes[0]) + 1) - 1
    return Workings(in_order(shapes[0], [name for at, name in enumerate(names) if at != axis or shapes[0][at] != 1]))


@workings.register
def unsqueezed(layer: Unsqueeze, *shapes: Shape) -> Workings:
    """An axis of size 1 more."""
    names = names_of(shapes[0])
    names.insert(layer.dim % (len(names) + 2) - 1, "1")
    return Workings(in_order(shapes[0], names))


@workings.register
def reduced(layer: Mean | Max | Sum, *shapes: Shape) -> Workings:
    """The axes that are summed up go, or stay with size 1."""
    gone = {axis % (len(shapes[0]) + 1) - 1 for axis in layer.dim}
    names = [(at, name) for at, name in enumerate(names_of(shapes[0])) if at not in gone or layer.keepdim]
    return Workings(in_order(shapes[0], ["1" if at in gone else name for at, name in names]))


@workings.register
def reshaped(layer: Reshape, *shapes: Shape) -> Workings:
    """The sizes asked for; one that is -1 takes what the others leave."""
    return Workings(in_order(shapes[0], _divided("*".join(names_of(shapes[0])), layer.shape)))


@workings.register
def unflattened(layer: Unflatten, *shapes: Shape) -> Workings:
    """The sizes that one axis is divided into, in its place."""
    names, axis = names_of(shapes[0]), layer.dim % (len(shapes[0]) + 1) - 1
    return Workings(
        in_order(shapes[0], [*names[:axis], *_divided(names[axis], layer.unflattened_size), *names[axis + 1 :]])
    )


def _divided(count: str, sizes: Shape) -> list[str]:
    given = "*".join(str(one) for one in sizes if one != -1)
    rest = count if not given else f"{count} / ({given})" if "*" in given else f"{count} / {given}"
    return [rest if one == -1 else str(one) for one in sizes]


@workings.register
def more_channels(layer: ZeroPadChannels, *shapes: Shape) -> Workings:
    """C₁ and the channels of zeros on both sides."""
    before, behind = layer.padding
    return Workings(_around(shapes[0], 0, "n_1 + a + b", {"a": before, "b": behind}))


@workings.register
def sliced(layer: Slice, *shapes: Shape) -> Workings:
    """⌈(e − s) / S⌉ places of the axis, from s to before e."""
    axis = layer.dim % (len(shapes[0]) + 1) - 1
    kept = layer.kept(shapes[0][axis])
    values = {"s": kept.start, "e": kept.stop, "S": layer.step}
    return Workings(_around(shapes[0], axis, "ceil((e - s) / S)", values))


@workings.register
def flatten(layer: Flatten, *shapes: Shape) -> Workings:
    """The product of the axes that are merged."""
    shape = shapes[0]
    first, last = (axis % (len(shape) + 1) - 1 for axis in (layer.start_dim, layer.end_dim))
    names = names_of(shape)
    return Workings(in_order(shape, [*names[:first], "*".join(names[first : last + 1]), *names[last + 1 :]]))


@workings.register
def upsample(layer: Upsample, *shapes: Shape) -> Workings:
    """The size asked for, or ⌊W₁·f⌋."""
    axes, extent = NAMES[len(shapes[0]) - 1], shapes[0][1:]
    if layer.size is not None:
        wanted = layer.size * len(axes) if len(layer.size) == 1 else layer.size
        sizes = [size(axis, "size", {"size": one}) for axis, one in zip(axes, wanted, strict=True)]
    else:
        factors = layer.scale_factor or ()
        factors = factors * len(axes) if len(factors) == 1 else factors
        each = zip(axes, extent, factors, strict=True)
        sizes = [size(axis, f"floor({axis}_1*f)", {f"{axis}_1": n, "f": factor}) for axis, n, factor in each]
    return Workings((channels("C_2", "C_1", C_1=shapes[0][0]), *sizes))


@workings.register
def pixel_shuffle(layer: PixelShuffle, *shapes: Shape) -> Workings:
    """C₁ / r² channels, r times as high and wide."""
    (count, *extent), r = shapes[0], layer.upscale_factor
    sizes = (size(a, f"{a}_1*r", {f"{a}_1": n, "r": r}) for a, n in zip("HW", extent, strict=True))
    return Workings((channels("C_2", "C_1 / r**2", C_1=count, r=r), *sizes))


@workings.register
def pixel_unshuffle(layer: PixelUnshuffle, *shapes: Shape) -> Workings:
    """C₁·r² channels of an r-th of the height and width."""
    (count, *extent), r = shapes[0], layer.downscale_factor
    sizes = (size(a, f"{a}_1 / r", {f"{a}_1": n, "r": r}) for a, n in zip("HW", extent, strict=True))
    return Workings((channels("C_2", "C_1*r**2", C_1=count, r=r), *sizes))


Pad = (
    ZeroPad1d | ZeroPad2d | ZeroPad3d | ReflectionPad1d | ReflectionPad2d | ReflectionPad3d
    | ReplicationPad1d | ReplicationPad2d | ReplicationPad3d
)  # fmt: skip


@workings.register(Pad)
def padding(layer: Pad, *shapes: Shape) -> Workings:
    """W₁ and what is added at both ends."""
    return Workings(_edged(shapes[0], layer.padding, "+"))


@workings.register
def crop(layer: Crop, *shapes: Shape) -> Workings:
    """W₁ less what is cut off at both ends."""
    return Workings(_edged(shapes[0], layer.cropping, "-"))


def _edged(shape: Shape, edges: Shape, sign: str) -> tuple[Formula, ...]:
    """Sizes with edges at both ends of each axis, given from the last axis on."""
    ends = list(zip(edges[::2], edges[1::2], strict=True))[::-1]
    sizes = (
        size(axis, f"{axis}_1 {sign} a {sign} b", {f"{axis}_1": length, "a": before, "b": behind})
        for axis, length, (before, behind) in zip(NAMES[len(ends)], shape[1:], ends, strict=True)
    )
    return channels("C_2", "C_1", C_1=shape[0]), *sizes


@workings.register
def elementwise(layer: Add | Subtract | Multiply | Divide, *shapes: Shape) -> Workings:
    """The common shape; where sizes differ, the size 1 gives way to the other."""
    if len(set(shapes)) == 1:
        return Workings(unchanged(shapes[0]))
    names = [f"n_{at + 1}" for at in range(len(shapes))]
    return Workings(
        tuple(
            Formula(
                tr("axis {axis}", axis=axis + 1), "n", f"max({', '.join(names)})", dict(zip(names, sizes, strict=True))
            )
            for axis, sizes in enumerate(zip(*shapes, strict=True))
        )
    )


@workings.register
def concat(layer: Concat, *shapes: Shape) -> Workings:
    """The sum of the sizes along the axis joined."""
    axis = layer.dim % (len(shapes[0]) + 1) - 1
    values: dict[str, Value] = {f"c_{at + 1}": shape[axis] for at, shape in enumerate(shapes)}
    return Workings(_around(shapes[0], axis, " + ".join(values), values))


@workings.register
def chunk(layer: Chunk, *shapes: Shape) -> Workings:
    """The size divided, rounded up; the last part takes what is left."""
    axis = layer.dim % (len(shapes[0]) + 1) - 1
    part = f"ceil(n_{axis + 1} / k)"
    return Workings(_around(shapes[0], axis, part, {"k": layer.chunks}, tr("shape of each part but the last")))


@workings.register
def split(layer: Split, *shapes: Shape) -> Workings:
    """The sections as they are given."""
    axis = layer.dim % (len(shapes[0]) + 1) - 1
    first = layer.split_size_or_sections[0]
    return Workings(_around(shapes[0], axis, "s_1", {"s_1": first}, tr("shape of the first part")))


@workings.register
def product(layer: MatMul, *shapes: Shape) -> Workings:
    """Rows of the first and columns of the second; each place is a sum of n products."""
    (*stack, height, inner), width = shapes[0], shapes[1][-1]
    stack = [max(pair) for pair in zip(stack, shapes[1][:-2], strict=True)]
    values: dict[str, Value] = {"rows": height, "n": inner, "columns": width}
    counts: dict[str, Value] = {f"m_{at + 1}": count for at, count in enumerate(stack)}
    times = "".join(f"{name}*" for name in counts)
    return Workings(
        in_order((), [*counts, "rows", "columns"], {"rows": height, "columns": width, **counts}),
        macs=macs(f"{times}rows*n*columns", **values, **counts),
    )
