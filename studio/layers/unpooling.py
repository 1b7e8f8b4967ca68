"""The way back of max pooling: each maximum goes where it was found."""

from __future__ import annotations

from collections.abc import Sequence

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Arrival, Explanation
from studio.layers.types import (
    NonNegativePair,
    NonNegativeSingle,
    NonNegativeTriple,
    PositivePair,
    PositiveSingle,
    PositiveTriple,
    Sizes,
)
from studio.layers.windows import along
from studio.text import listed

WINDOW = "{extent} of the window that was pooled, in {unit}"
STRIDE = "{Unit} the window moved on; empty: its own size"
PADDING = "{Unit} that had been added on each side"


NOTHING_LEFT_BY_UNPOOLING = Kind(
    "nothing-left-by-unpooling",
    "padding {padding} leaves nothing of the input {input}.",
    "Give the padding that the pooling had.",
)
INDICES_WANTED = Kind(
    "indices-wanted",
    "{layer} needs real numbers and, of the same shape, the indices that a max pooling found "
    "them at, but gets {inputs}.",
    "Switch return_indices of the pooling on and link its second output here.",
)


class _MaxUnpool(NativeLayer):
    """Numbers put back to the places that max pooling found them at, with zeros between."""

    family = "pooling"
    stem = "unpool"
    inputs = ("input", "indices")
    dtypes = None
    essential = ("kernel_size",)
    no_onnx = "PyTorch cannot write it; a ConvTranspose or an Upsample can take its place."

    kernel_size: Sizes
    stride: Sizes | None
    padding: Sizes

    def example(self) -> tuple[Arrival, ...]:
        """What comes out of a max pooling with its indices."""
        assert self.ranks is not None
        return Arrival(EXAMPLES[self.ranks[0]]), Arrival(EXAMPLES[self.ranks[0]], "int64")

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Anything but numbers and the indices of the same shape, and padding that leaves nothing."""
        if [arrival.dtype for arrival in arriving] != ["float32", "int64"] or len(
            {each.shape for each in arriving}
        ) > 1:
            return INDICES_WANTED.finding(layer=self.kind, inputs=listed(map(str, arriving)))
        steps = zip(arriving[0].shape[1:], self.stride or self.kernel_size, self.padding, self.kernel_size, strict=True)
        if all((size - 1) * stride - 2 * padding + kernel > 0 for size, stride, padding, kernel in steps):
            return None
        return NOTHING_LEFT_BY_UNPOOLING.finding(padding=format_value(self.padding), input=arriving[0])


@register
class MaxUnpool2d(_MaxUnpool):
    """Puts each number of an image back to where max pooling found it, with zeros around it.

    The decoder of SegNet: outlines come back sharp. It takes the indices of a MaxPool2d with return_indices,
    and the same kernel_size, stride and padding.
    """

    title = "2-D max unpooling"
    aliases = ("unpooling", "SegNet", "upsample", "inverse pooling", "decoder")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, WINDOW)
    stride: PositivePair | None = along(2, None, STRIDE)
    padding: NonNegativePair = along(2, 0, PADDING)


@register
class MaxUnpool1d(_MaxUnpool):
    """Puts each number of a sequence back to where max pooling found it, with zeros around it.

    It takes the indices of a MaxPool1d with return_indices, and the same kernel_size, stride and padding.
    """

    title = "1-D max unpooling"
    aliases = ("unpooling", "upsample", "inverse pooling", "decoder")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 2, WINDOW)
    stride: PositiveSingle | None = along(1, None, STRIDE)
    padding: NonNegativeSingle = along(1, 0, PADDING)


@register
class MaxUnpool3d(_MaxUnpool):
    """Puts each number of a volume back to where max pooling found it, with zeros around it.

    It takes the indices of a MaxPool3d with return_indices, and the same kernel_size, stride and padding.
    """

    title = "3-D max unpooling"
    aliases = ("unpooling", "upsample", "inverse pooling", "decoder", "voxel")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, WINDOW)
    stride: PositiveTriple | None = along(3, None, STRIDE)
    padding: NonNegativeTriple = along(3, 0, PADDING)
