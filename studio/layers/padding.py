"""Layers that add edges to sequences, images and volumes, or cut them off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Layer, Shape
from studio.layers.types import LARGEST, Axis, Edges1d, Edges2d, Edges3d
from studio.layers.windows import CAPITAL_UNITS
from studio.text import tr

if TYPE_CHECKING:
    from torch import nn

Place = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
"""A place of an axis, from 0; negative ones count from the end."""

SIDES = {
    1: tr("left and right"),
    2: tr("left, right, top and bottom"),
    3: tr("left, right, top, bottom, front and back"),
}


PADDING_WIDER_THAN_INPUT = Kind(
    "padding-wider-than-input",
    "padding {padding} takes more than there is of the input {input}.",
    "Use less padding than the input has, or a ZeroPad.",
)
NOTHING_LEFT_BY_SLICING = Kind(
    "nothing-left-by-slicing",
    "From {start} on there is nothing on axis {dim} of the input {input}.",
    "Choose an earlier start, or a later stop.",
)
NOTHING_LEFT_BY_CROPPING = Kind(
    "nothing-left-by-cropping", "cropping {cropping} leaves nothing of the input {input}.", "Cut less off."
)


def _edges(axes: int, *, cut_off: bool = False) -> Any:
    units, sides = CAPITAL_UNITS[axes], SIDES[axes]
    added = tr("{Unit} added {sides}", Unit=units, sides=sides)
    cut = tr("{Unit} cut off {sides}", Unit=units, sides=sides)
    return Field((1,) * (2 * axes), description=cut if cut_off else added)


class _Padding(NativeLayer):
    """Edges added around the input."""

    family = "shape"
    stem = "pad"
    essential = ("padding",)

    padding: tuple[int, ...]

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Mirrored edges that are wider than the input."""
        return PADDING_WIDER_THAN_INPUT.finding(padding=format_value(self.padding), input=arriving[0])


@register
class ZeroPad2d(_Padding):
    """Adds a frame of zeros around an image.

    A convolution pads by itself; this is for frames that differ from side to side.
    """

    title = "2-D zero padding"
    aliases = ("ZeroPadding2D", "pad", "border", "margin", "frame")
    ranks = (3,)

    padding: Edges2d = _edges(2)


@register
class ReflectionPad2d(_Padding):
    """Adds a frame around an image in which the image is mirrored.

    No dark edge appears, which image-to-image networks and style transfer want.
    """

    title = "2-D reflection padding"
    aliases = ("mirror", "reflect", "pad", "border", "margin")
    ranks = (3,)

    padding: Edges2d = _edges(2)


@register
class ReplicationPad2d(_Padding):
    """Adds a frame around an image that repeats its outermost pixels.

    The image goes on at its edge as it ends.
    """

    title = "2-D replication padding"
    aliases = ("replicate", "edge padding", "repeat", "pad", "border", "margin")
    ranks = (3,)

    padding: Edges2d = _edges(2)


@register
class ZeroPad1d(_Padding):
    """Adds zeros before and behind a sequence.

    Zeros on the left only make the convolution behind it causal: it sees nothing of the future.
    """

    title = "1-D zero padding"
    aliases = ("ZeroPadding1D", "pad", "causal", "border", "margin")
    ranks = (2,)

    padding: Edges1d = _edges(1)


@register
class ReflectionPad1d(_Padding):
    """Goes on mirrored before and behind a sequence.

    A signal gets no jump at its ends.
    """

    title = "1-D reflection padding"
    aliases = ("mirror", "reflect", "pad", "border", "margin")
    ranks = (2,)

    padding: Edges1d = _edges(1)


@register
class ReplicationPad1d(_Padding):
    """Repeats the first and last step of a sequence.

    The signal goes on as it begins and ends.
    """

    title = "1-D replication padding"
    aliases = ("replicate", "edge padding", "repeat", "pad", "border")
    ranks = (2,)

    padding: Edges1d = _edges(1)


@register
class ZeroPad3d(_Padding):
    """Adds a shell of zeros around a volume.

    A convolution pads by itself; this is for shells that differ from side to side.
    """

    title = "3-D zero padding"
    aliases = ("ZeroPadding3D", "pad", "border", "margin", "voxel")
    ranks = (4,)

    padding: Edges3d = _edges(3)


@register
class ReflectionPad3d(_Padding):
    """Adds a shell around a volume in which the volume is mirrored.

    No dark edge appears.
    """

    title = "3-D reflection padding"
    aliases = ("mirror", "reflect", "pad", "border", "margin")
    ranks = (4,)

    padding: Edges3d = _edges(3)


@register
class ReplicationPad3d(_Padding):
    """Adds a shell around a volume that repeats its outermost voxels.

    The volume goes on at its edge as it ends.
    """

    title = "3-D replication padding"
    aliases = ("replicate", "edge padding", "repeat", "pad", "border")
    ranks = (4,)

    padding: Edges3d = _edges(3)


@register
class ZeroPadChannels(Layer):
    """Adds channels of zeros before and behind those of an image.

    The parameter-free shortcut of the first ResNets: where a stage doubles the channels, zeros stand in for
    those the input does not have (He et al., 2016, option A).
    """

    family = "shape"
    title = "Zero channels"
    aliases = ("pad channels", "option A", "parameter-free shortcut", "ResNet", "zero padding")
    essential = ("padding",)
    ranks = (3,)

    padding: Edges1d = Field((8, 8), description="Channels of zeros added before and behind")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that pads an input (C, H, W) along C."""
        from torch.nn import functional

        from studio.layers.modules import Operation

        return Operation(functional.pad, pad=self._edges())

    def expression(self, *arguments: str) -> str:
        """`nn.functional.pad(x, (0, 0, 0, 0, 8, 8))`."""
        return f"nn.functional.pad({arguments[0]}, {self._edges()})"

    def _edges(self) -> tuple[int, ...]:
        """As torch counts them: the last axis first."""
        return (0, 0, 0, 0, *self.padding)


@register
class Crop(Layer):
    """Cuts edges off an image.

    Unpadded U-Nets crop the feature maps of their encoder to the size of the decoder's before they are
    joined.
    """

    family = "shape"
    title = "Crop"
    aliases = ("Cropping2D", "cut", "trim", "center crop", "slice")
    essential = ("cropping",)
    ranks = (3,)

    cropping: Edges2d = _edges(2, cut_off=True)

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that keeps the middle of an input (C, H, W)."""
        from studio.layers.modules import Cropping

        return Cropping(tuple(slice(start, stop) for start, stop in self._kept()))

    def expression(self, *arguments: str) -> str:
        """`x[..., 1:-1, 1:-1]`."""
        rows, columns = (f"{start or ''}:{'' if stop is None else stop}" for start, stop in self._kept())
        return f"{arguments[0]}[..., {rows}, {columns}]"

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Nothing left."""
        return NOTHING_LEFT_BY_CROPPING.finding(cropping=format_value(self.cropping), input=arriving[0])

    def _kept(self) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
        """First row and column kept, and the ends counted from behind (None: all)."""
        left, right, top, bottom = self.cropping
        return (top, -bottom or None), (left, -right or None)


@register
class Slice(Layer):
    """Keeps a part of an axis: some channels, some steps, or every second one.

    The last step of a sequence, the first of a Transformer's tokens, or half of the channels. Places count
    from 0, or from the end with -1.
    """

    family = "shape"
    title = "Slice of an axis"
    aliases = ("select", "index", "narrow", "take", "part", "subsample", "last step", "class token", "strided")
    essential = ("dim", "start", "stop")

    dim: Axis = Field(1, description="Axis to take from, counted with the batch as axis 0; 1: the channels")
    start: Place = Field(0, description="First place that is kept, from 0; negative ones count from the end")
    stop: Place | None = Field(
        None, title="Stop before", description="First place that is not kept any more; empty: to the end"
    )
    step: Annotated[int, Field(ge=1, le=LARGEST)] = Field(1, description="Places from one that is kept to the next")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that takes the part."""
        from studio.layers.modules import Slicing

        return Slicing(self.dim, self.start, self.stop, self.step)

    def expression(self, *arguments: str) -> str | None:
        """`x[:, 2:5]`; an axis counted from the end needs the module."""
        if self.dim < 0:
            return None
        parts = [self.start or "", "" if self.stop is None else self.stop, *([self.step] if self.step > 1 else [])]
        return f"{arguments[0]}[{':, ' * self.dim}{':'.join(map(str, parts))}]"

    def kept(self, size: int) -> range:
        """The places of an axis of this size that are kept."""
        return range(size)[self.start : self.stop : self.step]

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Nothing left."""
        return NOTHING_LEFT_BY_SLICING.finding(start=self.start, dim=self.dim, input=arriving[0])
