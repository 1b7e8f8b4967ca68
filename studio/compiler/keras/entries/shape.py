"""Layers that rearrange numbers, join branches, divide them, or sum up axes."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from studio.compiler.keras.lines import Source, Value
from studio.compiler.keras.table import Step, writes


@writes("Flatten", "Reshape", "Unflatten", "Squeeze", "Unsqueeze")
def reshaped(step: Step, layer: Any) -> Value:
    """The numbers in PyTorch's order, so that weights behind it stay as they are."""
    shape = step.shapes[0]
    of = (step.input if step.input.is_alike else step.ordered(step.input, "first")).text
    made = step.made("Flatten", of=of) if len(shape) == 1 else step.made("Reshape", shape, of=of)
    return Value(made, shape)


@writes("Permute")
def permuted(step: Step, layer: Any) -> Value:
    """`Permute`, or nothing where the axes stand so already."""
    moves = tuple(map(step.input.axis, layer.dims))
    if moves == tuple(sorted(moves)):
        return Value(step.made("Identity"), step.shapes[0])
    return Value(step.made("Permute", moves[1:]), step.shapes[0])


@writes("Linear", order="first")
def dense(step: Step, layer: Any) -> Value:
    """`Dense`."""
    bias = {} if layer.bias else {"use_bias": False}
    return Value(step.made("Dense", layer.out_features, learns=True, options=bias), step.shapes[0])


@writes("Bilinear", order="first")
def bilinear(step: Step, layer: Any) -> Value:
    """`Bilinear`, a layer of its own."""
    bias = {} if layer.bias else {"use_bias": False}
    return Value(step.made("Bilinear", layer.out_features, of=_listed(step), learns=True, options=bias), step.shapes[0])


@writes("Affine")
def affine(step: Step, layer: Any) -> Value:
    """`Affine`, a layer of its own; channels stay last where its numbers stand in the same row either way."""
    value, sizes = step.input, layer.sizes(step.input.shape)
    whole = (1,) * (len(value.shape) - len(sizes)) + tuple(sizes)
    if value.order == "last" and not Value("", whole).is_alike:
        value = step.ordered(value, "first")
    last = value.order == "last" and len(whole) > 1
    options: dict[str, object] = {} if layer.weight else {"scale": False}
    options |= {} if layer.bias else {"center": False}
    given = (*whole[1:], whole[0]) if last else tuple(sizes)
    made = step.made("Affine", Source(repr(given)), of=value.text, learns=True, options=options)
    return Value(made, step.shapes[0], value.order)


@writes("Maxout", order="first")
def maxout(step: Step, layer: Any) -> Value:
    """A `Dense` of all pieces, and the largest of them."""
    bias = {} if layer.bias else {"use_bias": False}
    pieces = step.made("Dense", layer.out_features * layer.num_pieces, suffix="pieces", learns=True, options=bias)
    parted = step.made("Reshape", (*step.shapes[0], layer.num_pieces), of=pieces)
    return Value(step.computed(f"ops.max({parted}, axis=-1)"), step.shapes[0])


def _same_order(step: Step, text: str) -> Value:
    return Value(text, step.shapes[0], step.input.order)


def _listed(step: Step) -> str:
    return f"[{', '.join(value.text for value in step.inputs)}]"


@writes("Add", "Multiply", "Subtract")
def merged(step: Step, layer: Any) -> Value:
    """`Add` and its kind."""
    if len(step.inputs) == 1:
        return _same_order(step, step.made("Identity"))
    return _same_order(step, step.made(layer.kind, of=_listed(step)))


@writes("Divide")
def divided(step: Step, layer: Any) -> Value:
    """`a / b`."""
    return _same_order(step, step.computed(" / ".join(value.text for value in step.inputs)))


@writes("MatMul", order="first")
def matrix_product(step: Step, layer: Any) -> Value:
    """`ops.matmul`."""
    return Value(step.computed(f"ops.matmul({', '.join(value.text for value in step.inputs)})"), step.shapes[0])


@writes("Concat")
def concatenated(step: Step, layer: Any) -> Value:
    """`Concatenate` along an axis."""
    if len(step.inputs) == 1:
        return _same_order(step, step.made("Identity"))
    return _same_order(step, step.made("Concatenate", of=_listed(step), axis=step.input.axis(layer.dim)))


@writes("Chunk", "Split")
def parts(step: Step, layer: Any) -> list[Value]:
    """The parts of an axis."""
    axis = step.input.axis(layer.dim)
    dim = layer.dim % (len(step.input.shape) + 1) - 1
    ends = list(accumulate(shape[dim] for shape in step.shapes))[:-1]
    made = step.computed(f"ops.split({step.input.text}, {ends}, axis={axis})")
    return [Value(f"{made}[{place}]", shape, step.input.order) for place, shape in enumerate(step.shapes)]


@writes("Slice")
def sliced(step: Step, layer: Any) -> Value:
    """`x[:, 2:5]`."""
    ends = f"{layer.start or ''}:{'' if layer.stop is None else layer.stop}"
    kept = f"{ends}:{layer.step}" if layer.step > 1 else ends
    return _same_order(step, step.computed(f"{step.input.text}[{':, ' * step.input.axis(layer.dim)}{kept}]"))


@writes("Mean", "Max", "Sum")
def reduced(step: Step, layer: Any) -> Value:
    """`ops.mean` over axes; what is left keeps its order where the channels are left."""
    value = step.input
    axes = tuple(sorted(map(value.axis, layer.dim)))
    told = str(axes[0]) if len(axes) == 1 else str(axes)
    keeps = ", keepdims=True" if layer.keepdim else ""
    made = step.computed(f"ops.{layer.kind.lower()}({value.text}, axis={told}{keeps})")
    gone = not layer.keepdim and value.axis(1) in axes
    return Value(made, step.shapes[0], "first" if gone else value.order)


@writes("PixelShuffle", order="last")
def depth_to_space(step: Step, layer: Any) -> Value:
    """Channels laid out as pixels, in the order of PyTorch."""
    factor, (channels, height, width) = layer.upscale_factor, step.input.shape
    parted = step.made("Reshape", (height, width, channels // factor**2, factor, factor), suffix="parts")
    moved = step.made("Permute", (1, 4, 2, 5, 3), of=parted, suffix="order")
    value = Value("", step.shapes[0], "last")
    return value._replace(text=step.made("Reshape", value.sizes(), of=moved))


@writes("PixelUnshuffle", order="last")
def space_to_depth(step: Step, layer: Any) -> Value:
    """Pixels laid out as channels, in the order of PyTorch."""
    factor, (channels, height, width) = layer.downscale_factor, step.input.shape
    parted = step.made("Reshape", (height // factor, factor, width // factor, factor, channels), suffix="parts")
    moved = step.made("Permute", (1, 3, 5, 2, 4), of=parted, suffix="order")
    value = Value("", step.shapes[0], "last")
    return value._replace(text=step.made("Reshape", value.sizes(), of=moved))


@writes("ChannelShuffle", order="last")
def mixed_channels(step: Step, layer: Any) -> Value:
    """Channels of groups mixed like cards."""
    channels, *places = step.input.shape
    parted = step.made("Reshape", (*places, layer.groups, channels // layer.groups), suffix="parts")
    count = len(places)
    moved = step.made("Permute", (*range(1, count + 1), count + 2, count + 1), of=parted, suffix="order")
    return Value(step.made("Reshape", (*places, channels), of=moved), step.shapes[0], "last")
