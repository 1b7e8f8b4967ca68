"""Layers that sum up whole axes of their input."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from studio.graph import Kind
from studio.layers.native import FunctionLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, format_shape
from studio.layers.types import Axes

AXES_NAMED_WRONGLY = Kind(
    "axes-named-wrongly",
    "dim {dim} names an axis twice, or every axis of the input {input}.",
    "Name each axis once and leave one, or switch keepdim on.",
)


class _Reduction(FunctionLayer):
    """One number in place of all along some axes."""

    family = "merge"
    essential = ("dim",)

    dim: Axes = Field((-1,), description="Axes to sum up, counted with the batch as axis 0")
    keepdim: bool = Field(False, description="Whether the axes stay, with size 1")

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """An axis named twice, and nothing left of a sample."""
        axes = len(arriving[0].shape) + 1
        chosen = {axis % axes for axis in self.dim}
        if len(chosen) == len(self.dim) and (self.keepdim or len(chosen) < axes - 1):
            return None
        return AXES_NAMED_WRONGLY.finding(dim=format_shape(self.dim), input=arriving[0])


@register
class Mean(_Reduction):
    """Takes the mean over axes.

    Over the steps of a sequence it makes one vector of many; over height and width it is global average
    pooling.
    """

    function = "mean"
    title = "Mean over axes"
    aliases = ("average", "reduce_mean", "GlobalAveragePooling1D", "pool", "reduction")


@register
class Max(_Reduction):
    """Takes the largest number over axes.

    Over the steps of a sequence it tells how strongly each feature was seen at any time.
    """

    function = "amax"
    title = "Maximum over axes"
    aliases = ("reduce_max", "GlobalMaxPooling1D", "largest", "amax", "reduction")


@register
class Sum(_Reduction):
    """Adds up the numbers over axes.

    Behind a Multiply with attention weights it is a weighted mean.
    """

    function = "sum"
    title = "Sum over axes"
    aliases = ("reduce_sum", "total", "add up", "reduction")
