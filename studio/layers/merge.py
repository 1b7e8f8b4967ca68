"""Layers that join several branches into one, or divide one into several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BeforeValidator, Field

from studio.graph import Kind
from studio.layers.native import FunctionLayer
from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival, Explanation, Layer, Shape, Spec, format_shape, ports
from studio.layers.types import Axis, Count
from studio.text import listed, tr

if TYPE_CHECKING:
    from torch import nn

NOTHING_MERGED = Kind(
    "nothing-merged",
    "{layer} gets a single input, {input}, and hands it on unchanged.",
    "Link the other branch to it as well, or remove it.",
)


SHAPES_DIFFER = Kind(
    "shapes-differ",
    "{layer} needs inputs of the same shape, but gets {inputs}.",
    "Give the branches the same channels and size, such as by a 1×1 Conv2d with the right "
    "out_channels and stride on the shortcut.",
)
UNLIKE_BESIDE_AXIS = Kind(
    "unlike-beside-axis",
    "Concat along axis {dim} needs inputs alike in every other axis, but gets {inputs}.",
    "Bring the branches to the same height and width (padding, stride or pooling), or choose another dim.",
)
MATRICES_DO_NOT_FIT = Kind(
    "matrices-do-not-fit",
    "MatMul needs as many columns in the first input as the second has rows, and the same axes "
    "before them, but gets {inputs}.",
    "Swap the last two axes of one input with a Permute, or change the layers before.",
)
TOO_MANY_CHUNKS = Kind(
    "too-many-chunks",
    "Axis {dim} of the input {input} cannot be divided into {chunks} parts of {length}.",
    "Choose a number of chunks that divides its size, or use Split.",
)
SECTIONS_DO_NOT_ADD_UP = Kind(
    "sections-do-not-add-up",
    "The sections {sections} add up to {total}, but axis {dim} of the input {input} has {size}.",
    "Choose sections that add up to the size of the axis.",
)


class _Merge(Layer):
    """Takes several branches, of numbers of any type."""

    family = "merge"
    dtypes = None

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """A single branch, which there is nothing to join with."""
        if len(arriving) > 1:
            return None
        return Advice("info", NOTHING_MERGED.finding(layer=self.kind, input=arriving[0]))


class _Elementwise(_Merge):
    """Arithmetic on branches number by number; a size of 1 goes with any other."""

    operator: ClassVar[str]
    operation: ClassVar[str]

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that computes its arguments into one, broadcasting as torch does."""
        import operator

        from studio.layers.modules import Folding

        return Folding(getattr(operator, self.operation))

    def telling(self, inputs: Sequence[Spec]) -> Sequence[Spec]:
        """Each kind of input once, but two of a single one: shape and type of the result follow from these."""
        return (tuple(dict.fromkeys(inputs)) * 2)[: max(2, len(set(inputs)))] if len(inputs) > 2 else inputs

    def expression(self, *arguments: str) -> str:
        """`a + b`."""
        return f" {self.operator} ".join(arguments)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Different numbers of axes, which torch would match up from the last, the batch with something else."""
        if len({len(arrival.shape) for arrival in arriving}) <= 1:
            return None
        return self.explain(arriving, "")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Branches of different shapes."""
        return SHAPES_DIFFER.finding(layer=self.kind, inputs=listed(map(str, arriving)))


@register
class Add(_Elementwise):
    """Adds its inputs number by number.

    The residual link of ResNet: a branch learns only what to change about its input, and gradients pass by
    it unhindered. The branches have the same shape.
    """

    title = "Add"
    aliases = ("Add", "sum", "plus", "residual", "skip connection", "shortcut", "merge")
    variadic = True
    operator = "+"
    operation = "add"


@register
class Concat(_Merge):
    """Puts its inputs one behind the other along an axis, usually the channels.

    The joint of Inception, DenseNet and U-Net: what comes behind sees all branches side by side. They are
    alike in every other axis.
    """

    title = "Concatenate"
    aliases = ("Concatenate", "cat", "join", "merge", "stack", "skip connection")
    variadic = True

    dim: Axis = Field(1, description="Axis to join along, counted with the batch as axis 0; 1: the channels")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls `torch.cat` on its arguments."""
        from studio.layers.modules import Concatenation

        return Concatenation(self.dim)

    def expression(self, *arguments: str) -> str:
        """`torch.cat([a, b], dim=1)`."""
        return f"torch.cat([{', '.join(arguments)}], dim={self.dim})"

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Inputs that differ along another axis than the one they are joined on."""
        return UNLIKE_BESIDE_AXIS.finding(dim=self.dim, inputs=listed(map(str, arriving)))


@register
class Multiply(_Elementwise):
    """Multiplies its inputs number by number.

    One branch can open and close the other: the gate of squeeze-and-excitation multiplies the channels
    (C, H, W) by weights (C, 1, 1). A size of 1 goes with any other.
    """

    title = "Multiply"
    aliases = ("Multiply", "product", "times", "gate", "scale", "attention", "Hadamard", "SE block")
    variadic = True
    operator = "*"
    operation = "mul"


@register
class Subtract(_Elementwise):
    """Takes its second input away from its first, number by number.

    What differs between two branches is left. A size of 1 goes with any other.
    """

    title = "Subtract"
    aliases = ("minus", "difference", "residual")
    inputs = ("from", "what")
    operator = "-"
    operation = "sub"


@register
class Divide(_Elementwise):
    """Divides its first input by its second, number by number.

    A size of 1 goes with any other. A zero in the second input gives infinity, which ends training: see to
    it that there is none.
    """

    title = "Divide"
    aliases = ("quotient", "ratio", "normalise")
    inputs = ("dividend", "divisor")
    operator = "/"
    operation = "truediv"


@register
class MatMul(_Merge, FunctionLayer):
    """Multiplies the matrices of two branches: rows of the first with columns of the second.

    Every attention is made of two such products. The first is (…, rows, n), the second (…, n, columns).
    """

    function = "matmul"
    title = "Matrix product"
    aliases = ("Dot", "matrix multiplication", "bmm", "inner product", "attention scores")
    inputs = ("left", "right")
    ranks = (2, 3, 4)
    rank_names: ClassVar[Mapping[int, str]] = {
        1: tr("a vector (features)"),
        2: tr("a matrix (rows, columns)"),
        3: tr("a stack of matrices (stack, rows, columns)"),
        4: tr("stacks of matrices (stacks, stack, rows, columns)"),
    }

    def example(self) -> tuple[Arrival, ...]:
        """Two matrices that fit."""
        return Arrival((12, 16)), Arrival((16, 10))

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Different numbers of axes, which torch would match up from the last, the batch with something else."""
        return None if len({len(arrival.shape) for arrival in arriving}) <= 1 else self.explain(arriving, "")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Matrices that do not fit."""
        return MATRICES_DO_NOT_FIT.finding(inputs=listed(map(str, arriving)))


class _Parts(FunctionLayer):
    """One output for each part of the input along an axis."""

    family = "merge"
    dtypes = None


def _part_names(count: int) -> tuple[str, ...]:
    return tuple(tr("part {number}", number=number) for number in range(1, count + 1))


@register
class Chunk(_Parts):
    """Divides its input along an axis into equal parts, each an output of its own.

    Branches of their own for halves of the channels, or query, key and value from one Linear. The last part
    is smaller when the size does not divide.
    """

    function = "chunk"
    title = "Chunk"
    aliases = ("divide", "split evenly", "halves", "branches")
    essential = ("chunks", "dim")

    chunks: Annotated[int, Field(ge=2, le=64)] = Field(2, description="Number of parts, which is that of outputs")
    dim: Axis = Field(1, description="Axis to divide, counted with the batch as axis 0; 1: the channels")

    @ports
    def outputs(self) -> tuple[str, ...]:
        """One port a part."""
        return _part_names(self.chunks)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """So many parts that torch would give fewer."""
        size = (0, *arriving[0].shape)[self.dim]
        length = -(-size // self.chunks)
        if -(-size // length) == self.chunks:
            return None
        return TOO_MANY_CHUNKS.finding(dim=self.dim, input=arriving[0], chunks=self.chunks, length=length)


@register
class Split(_Parts):
    """Divides its input along an axis into parts of given sizes, each an output of its own.

    The sizes add up to that of the axis.
    """

    function = "split"
    title = "Split"
    aliases = ("divide", "sections", "slice", "branches")
    essential = ("split_size_or_sections", "dim")
    others = ({"split_size_or_sections": [2, 4, 6]},)

    split_size_or_sections: Annotated[
        tuple[Count, ...],
        BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
        Field(min_length=2, max_length=64),
    ] = Field((6, 6), title="Sections", description="Size of each part, which makes an output of each")
    dim: Axis = Field(1, description="Axis to divide, counted with the batch as axis 0; 1: the channels")

    @ports
    def outputs(self) -> tuple[str, ...]:
        """One port a section."""
        return _part_names(len(self.split_size_or_sections))

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Sections that do not add up."""
        sections = self.split_size_or_sections
        return SECTIONS_DO_NOT_ADD_UP.finding(
            sections=format_shape(sections),
            total=sum(sections),
            dim=self.dim,
            input=arriving[0],
            size=(0, *arriving[0].shape)[self.dim],
        )
