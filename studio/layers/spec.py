"""What a layer declaration is: a frozen value with typed parameters that can build its PyTorch module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from studio.layers.declaration import Declaration

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]
"""Sizes of a tensor without the batch, such as (3, 224, 224)."""

Family = Literal[
    "io", "convolution", "pooling", "dense", "normalization", "activation", "regularization", "shape", "merge",
    "recurrent", "attention", "other",
]  # fmt: skip

RANK_NAMES = {
    1: "a vector (features)",
    2: "a sequence (channels, length)",
    3: "an image (channels, height, width)",
    4: "a volume (channels, depth, height, width)",
}


class Layer(Declaration):
    """A layer of the catalogue: a subclass declares it, an instance is the layer of one node.

    Fields are the parameters, under PyTorch's own names. The docstring's first sentence is the short help.
    `essential` parameters stand on the node's card and are always written to the file. `ranks` are the
    input ranks (without the batch) the layer takes; None takes any. What follows from the input
    (`in_channels` …) is no parameter: `build` gets the input shapes. `stem` is what nodes of it are called
    before they are numbered (conv1, conv2); where it is empty, the lower-case kind.
    """

    family: ClassVar[Family]
    stem: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    outputs: ClassVar[tuple[str, ...]] = ("output",)
    variadic: ClassVar[bool] = False
    ranks: ClassVar[tuple[int, ...] | None] = None

    def build(self, *shapes: Shape) -> nn.Module:
        """The PyTorch module for inputs of these shapes (without the batch)."""
        raise NotImplementedError

    def explain(self, shapes: Sequence[Shape], error: Exception) -> tuple[str, str]:
        """Why torch refused these input shapes, and what to change: (message, remedy)."""
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        met = " and ".join(format_shape(shape) for shape in shapes)
        return f"{self.kind} cannot take {met}: {reason}", "Change its parameters or what is plugged into it."

    def expression(self, *arguments: str) -> str | None:
        """Python source that computes the layer from these expressions, or None when it needs its module."""
        return None


def format_shape(shape: Sequence[int]) -> str:
    """`(16, 28, 28)`; a vector is `(120)`."""
    return f"({', '.join(map(str, shape))})"
