"""Where data enters and leaves a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer
from studio.layers.spec import Shape as InputShape
from studio.layers.types import DType, Shape

if TYPE_CHECKING:
    from torch import nn


@register
class Input(Layer):
    """Where samples enter the network.

    Its shape is that of one sample, without the batch: channels, height and width of an image, or the
    number of features. Every network has at least one.
    """

    family = "io"
    title = "Input"
    aliases = ("InputLayer", "source", "data", "image", "placeholder", "start")
    inputs = ()
    essential = ("shape",)

    shape: Shape = Field((1, 28, 28), description="Sizes of one sample: (channels, height, width) or (features)")
    dtype: DType = Field("float32", description="Type of the numbers: float32, or int64 for embedding indices")


@register
class Output(Layer):
    """Where the network's result leaves it.

    What is plugged in here is compared with the targets by the loss, and is the output of the exported
    model.
    """

    family = "io"
    title = "Output"
    aliases = ("result", "sink", "prediction", "end", "head")
    outputs = ()
    dtypes = None

    def build(self, *shapes: InputShape) -> nn.Module:
        """It hands on what it gets."""
        from torch import nn

        return nn.Identity()
