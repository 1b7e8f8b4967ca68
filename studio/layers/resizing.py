"""Layers that make images larger or smaller, or mix their channels, without learning anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Shape
from studio.layers.types import Count
from studio.text import tr

if TYPE_CHECKING:
    from torch import nn

SIZES_OF_OTHER_RANK = Kind(
    "sizes-of-other-rank",
    "{wanted} cannot be applied to the input {input}, which has {count} axes behind its channels.",
    "Give one number for all axes, or one for each, that leave at least one number on each axis.",
)
SIZE_AND_FACTOR = Kind(
    "size-and-factor", "size and scale_factor both say what size the input {input} gets.", "Clear one of them."
)
MODE_OF_OTHER_RANK = Kind("mode-of-other-rank", "mode “{mode}” is not for the input {input}.", "Choose one of {modes}.")
CORNERS_WITHOUT_MEANING = Kind(
    "corners-without-meaning", "align_corners has no meaning for the input {input} in mode “{mode}”.", "Switch it off."
)
CHANNELS_NOT_OF_SQUARE = Kind(
    "channels-not-of-square",
    "upscale_factor {upscale_factor} needs a multiple of {square} channels, but the input {input} has {channels}.",
    "Let the layer before it give a multiple of {square} channels, or use a smaller factor.",
)
FACTOR_DOES_NOT_DIVIDE = Kind(
    "factor-does-not-divide",
    "downscale_factor {downscale_factor} does not divide height and width of the input {input}.",
    "Choose a factor that divides both, or bring the image to such a size with padding.",
)
SHUFFLE_GROUPS_DO_NOT_DIVIDE = Kind(
    "shuffle-groups-do-not-divide",
    "groups is {groups}, which does not divide the {channels} channels of the input {input}.",
    "Choose a number of groups that divides the channels.",
)


MODES = {2: ("nearest", "nearest-exact", "linear"), 3: ("nearest", "nearest-exact", "bilinear", "bicubic"),
         4: ("nearest", "nearest-exact", "trilinear")}  # fmt: skip
"""Ways of upsampling for each rank of the input (torch.nn.Upsample)."""


def _spread(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Targets = Annotated[
    tuple[Annotated[int, Field(ge=1, le=10_000)], ...], BeforeValidator(_spread), Field(min_length=1, max_length=3)
]
Factors = Annotated[
    tuple[Annotated[float, Field(gt=0.0, le=1000.0)], ...], BeforeValidator(_spread), Field(min_length=1, max_length=3)
]


@register
class Upsample(NativeLayer):
    """Makes a sequence, image or volume larger without learning anything.

    Each number is repeated, or new ones are interpolated between the old. Followed by a convolution it is
    the decoder's alternative to a transposed convolution, free of checkerboards.
    """

    family = "shape"
    title = "Upsample"
    aliases = (
        "UpSampling2D",
        "UpSampling1D",
        "UpSampling3D",
        "interpolate",
        "resize",
        "enlarge",
        "nearest",
        "bilinear",
    )
    essential = ("scale_factor", "mode")
    settled = {"recompute_scale_factor": (None, False)}
    ranks = (3, 2, 4)
    others = ({"size": 24, "scale_factor": None}, {"mode": "bilinear", "align_corners": True})

    size: Targets | None = Field(None, description="Sizes that come out, or one for all axes; instead of scale_factor")
    scale_factor: Factors | None = Field(None, description="Factors to grow by, or one for all axes; instead of size")
    mode: Literal["nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear"] = Field(
        "nearest", description="How new numbers follow from the old; (bi, tri)linear for one, two and three axes"
    )
    align_corners: Annotated[bool | None, BeforeValidator(lambda value: None if value is False else value)] = Field(
        None, description="Whether corners keep their values, in linear and cubic modes"
    )

    @model_validator(mode="before")
    @classmethod
    def _double_by_default(cls, params: Any) -> Any:
        """Without either of the two, the sizes double."""
        if isinstance(params, dict) and params.get("size") is None and params.get("scale_factor") is None:
            return {**params, "scale_factor": 2.0}
        return params

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Upsample` for an input (C, …)."""
        from torch import nn

        return nn.Upsample(_single(self.size), _single(self.scale_factor), self.mode, self.align_corners)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Both a size and a factor, modes for other ranks, and more or fewer sizes than axes."""
        arrival = arriving[0]
        modes = MODES[len(arrival.shape)]
        if self.size is not None and self.scale_factor is not None:
            return SIZE_AND_FACTOR.finding(input=arrival)
        if self.mode not in modes:
            words = tr(", ").join(f"“{mode}”" for mode in modes)
            return MODE_OF_OTHER_RANK.finding(mode=self.mode, input=arrival, modes=words)
        if self.align_corners is not None and "linear" not in self.mode and self.mode != "bicubic":
            return CORNERS_WITHOUT_MEANING.finding(input=arrival, mode=self.mode)
        wanted = self.size or self.scale_factor or ()
        return SIZES_OF_OTHER_RANK.finding(wanted=format_value(wanted), input=arrival, count=len(arrival.shape) - 1)


def _single(values: tuple[Any, ...] | None) -> Any:
    return values[0] if values is not None and len(values) == 1 else values


@register
class PixelShuffle(NativeLayer):
    """Lays groups of channels out as pixels, which makes an image larger: depth to space.

    A convolution before it computes the new pixels in its channels; the usual last step of
    super-resolution (Shi et al., 2016).
    """

    family = "shape"
    title = "Pixel shuffle (depth to space)"
    aliases = ("depth_to_space", "sub-pixel convolution", "super resolution", "upsample", "enlarge")
    essential = ("upscale_factor",)
    ranks = (3,)

    upscale_factor: Annotated[int, Field(ge=1, le=100)] = Field(2, description="Factor by which height and width grow")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Channels that the square of the factor does not divide."""
        square = self.upscale_factor**2
        return CHANNELS_NOT_OF_SQUARE.finding(
            upscale_factor=self.upscale_factor, square=square, input=arriving[0], channels=arriving[0].shape[0]
        )


@register
class PixelUnshuffle(NativeLayer):
    """Lays blocks of pixels out as channels, which makes an image smaller without losing anything: space to depth.

    The passthrough of YOLO: fine feature maps come to the size of coarse ones and can be joined with them.
    """

    family = "shape"
    title = "Pixel unshuffle (space to depth)"
    aliases = ("space_to_depth", "passthrough", "reorg", "YOLO", "downsample", "shrink", "patches")
    essential = ("downscale_factor",)
    ranks = (3,)

    downscale_factor: Annotated[int, Field(ge=1, le=100)] = Field(
        2, description="Factor by which height and width shrink"
    )

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Height or width that the factor does not divide."""
        return FACTOR_DOES_NOT_DIVIDE.finding(downscale_factor=self.downscale_factor, input=arriving[0])


@register
class ChannelShuffle(NativeLayer):
    """Mixes the channels of groups, as one shuffles two halves of a pack of cards.

    Between grouped convolutions it lets information pass from group to group (ShuffleNet).
    """

    family = "shape"
    title = "Channel shuffle"
    aliases = ("ShuffleNet", "mix channels", "groups", "interleave")
    essential = ("groups",)
    ranks = (3, 2, 4)

    groups: Count = Field(2, description="Groups the channels are divided into and mixed from")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Groups that do not divide the channels."""
        return SHUFFLE_GROUPS_DO_NOT_DIVIDE.finding(
            groups=self.groups, channels=arriving[0].shape[0], input=arriving[0]
        )
