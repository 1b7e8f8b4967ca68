"""Layers that rearrange numbers without computing anything."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from studio.graph import Kind
from studio.layers.native import FunctionLayer, NativeLayer
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Advice, Arrival, Explanation, Layer, Shape, format_shape
from studio.layers.types import Axis, PartialShape
from studio.text import tr

if TYPE_CHECKING:
    from torch import nn

NOTHING_SQUEEZED = Kind(
    "nothing-squeezed",
    "Axis {axis} of the input {input} has size {size}, so Squeeze hands it on unchanged.",
    "Choose an axis of size 1, or remove it.",
)


SIZES_OPEN = Kind(
    "sizes-open", "The sizes {sizes} for {what} have to be at least 1, of which one may be -1.", "Correct the sizes."
)
_PRODUCT = "Choose sizes whose product is {count}; one may be -1 and takes what is left."
SIZES_OF_OTHER_COUNT = Kind(
    "sizes-of-other-count", "The sizes {sizes} hold {product} numbers, but {what} has {count}.", _PRODUCT
)
SIZES_NO_DIVISOR = Kind(
    "sizes-of-no-divisor", "The sizes {sizes} hold a multiple of {product} numbers, but {what} has {count}.", _PRODUCT
)
START_BEHIND_END = Kind(
    "start-behind-end",
    "start_dim {start_dim} lies behind end_dim {end_dim} in the axes of the input {input}.",
    "Choose a start_dim that comes before end_dim, such as 1 and -1.",
)
DIMS_INCOMPLETE = Kind(
    "dims-incomplete",
    "dims {dims} has to name the {axes} axes of the input {input} and its batch once each, the batch, axis 0, first.",
    "Write them in the order wanted, such as {usual}.",
)
NO_SUCH_PLACE = Kind(
    "no-such-place",
    "dim is {dim}, but there is no such place among the axes of the input {input}.",
    "Choose from 1 to {axes}, or -1 for the last.",
)


class _Shape(Layer):
    """Takes numbers of any type."""

    family = "shape"
    dtypes = None


@register
class Flatten(_Shape, NativeLayer):
    """Lays all numbers of a sample out in one row, so that a Linear layer can take an image.

    It stands between the last convolution or pooling and the first Linear. Axes count with the batch as
    axis 0, so that 1 to -1 merges all there is of a sample.
    """

    title = "Flatten"
    aliases = ("Flatten", "vector", "reshape", "unroll", "ravel", "view")

    start_dim: Axis = Field(1, description="First axis to merge, counted with the batch as axis 0")
    end_dim: Axis = Field(-1, description="Last axis to merge")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """A first axis behind the last."""
        return START_BEHIND_END.finding(start_dim=self.start_dim, end_dim=self.end_dim, input=arriving[0])


@register
class Reshape(_Shape):
    """Puts the numbers of a sample into another shape, in the order they are in.

    It makes an image of a vector, or joins and divides axes. The new shape holds as many numbers as the
    old; one size may be -1 and takes what is left.
    """

    title = "Reshape"
    aliases = ("view", "fold", "target shape", "rearrange")
    essential = ("shape",)
    others = ({"shape": [36, 12, 6]},)

    shape: PartialShape = Field((-1,), description="Sizes of a sample that come out, without the batch; -1: the rest")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that keeps the batch and reshapes the rest."""
        from studio.layers.modules import Reshaping

        return Reshaping(self.shape)

    def expression(self, *arguments: str) -> str:
        """`x.flatten(1).unflatten(1, (4, 49))`."""
        return f"{arguments[0]}.flatten(1).unflatten(1, {self.shape})"

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Another number of numbers, or more than one size left open."""
        return _unfit(self.shape, prod(arriving[0].shape), tr("the input {input}", input=arriving[0]))


@register
class Unflatten(_Shape, NativeLayer):
    """Divides one axis into several, in the order the numbers are in.

    The way back of Flatten: a generator makes feature maps of a vector with it.
    """

    title = "Unflatten"
    aliases = ("reshape", "view", "divide axis", "expand")
    essential = ("dim", "unflattened_size")

    dim: Axis = Field(1, description="Axis to divide, counted with the batch as axis 0")
    unflattened_size: PartialShape = Field((4, -1), description="Sizes it is divided into; -1: the rest")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Sizes whose product is not the axis's."""
        size = (0, *arriving[0].shape)[self.dim]
        return _unfit(
            self.unflattened_size, size, tr("axis {dim} of the input {input}", dim=self.dim, input=arriving[0])
        )


@register
class Permute(_Shape, FunctionLayer):
    """Brings the axes into another order.

    A convolution wants channels first, a recurrent layer features last: (0, 2, 1) changes one into the
    other.
    """

    function = "permute"
    title = "Permute"
    aliases = ("transpose", "swap axes", "rearrange", "channels last", "channels first")
    essential = ("dims",)

    dims: Annotated[
        tuple[Annotated[int, Field(ge=0, le=8)], ...],
        BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
        Field(min_length=2, max_length=8),
    ] = Field((0, 2, 1), description="The axes in their new order, counted with the batch as axis 0, which stays first")

    def example(self) -> tuple[Arrival, ...]:
        """A sample with as many axes as are ordered by default."""
        return (Arrival(EXAMPLES[2]),)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Anything but every axis once, with the batch first."""
        axes = len(arriving[0].shape) + 1
        if self.dims[0] == 0 and sorted(self.dims) == list(range(axes)):
            return None
        usual = (0, *range(2, axes), 1)
        return DIMS_INCOMPLETE.finding(
            dims=format_shape(self.dims), axes=axes, input=arriving[0], usual=format_shape(usual)
        )


@register
class Squeeze(_Shape, FunctionLayer):
    """Takes an axis of size 1 away.

    What global pooling or a single channel leaves over goes; an axis of another size stays.
    """

    function = "squeeze"
    title = "Squeeze"
    aliases = ("remove axis", "drop dimension", "reduce dimension")
    essential = ("dim",)

    dim: Axis = Field(1, description="Axis to take away, counted with the batch as axis 0")

    def example(self) -> tuple[Arrival, ...]:
        """An image of one channel."""
        return (Arrival((1, *EXAMPLES[3][1:])),)

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """An axis of another size, which stays."""
        size = (0, *arriving[0].shape)[self.dim]
        if size == 1:
            return None
        return Advice("info", NOTHING_SQUEEZED.finding(axis=self.dim, input=arriving[0], size=size))


@register
class Unsqueeze(_Shape, FunctionLayer):
    """Adds an axis of size 1.

    It makes a single channel of a grey image or a signal that has none, or a sequence of one step.
    """

    function = "unsqueeze"
    title = "Unsqueeze"
    aliases = ("add axis", "expand_dims", "new dimension", "insert axis")
    essential = ("dim",)

    dim: Annotated[int, Field(ge=-8, le=8)] = Field(1, description="Place of the new axis, with the batch as axis 0")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """A place beyond the last axis."""
        axes = len(arriving[0].shape) + 1
        return NO_SUCH_PLACE.finding(dim=self.dim, input=arriving[0], axes=axes)


def _unfit(sizes: Sequence[int], count: int, what: str) -> Explanation:
    """Why `count` numbers do not go into these sizes."""
    if 0 in sizes or sum(size == -1 for size in sizes) > 1:
        return SIZES_OPEN.finding(sizes=format_shape(sizes), what=what)
    product = prod(size for size in sizes if size != -1)
    kind = SIZES_NO_DIVISOR if -1 in sizes else SIZES_OF_OTHER_COUNT
    return kind.finding(sizes=format_shape(sizes), product=product, what=what, count=count)
