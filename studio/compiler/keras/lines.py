"""What the file computes step by step: values with the order of their axes, and the lines that make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from studio.layers import Shape

Order = Literal["first", "last"]
"""Where the channels stand: before the places, as in PyTorch, or behind them, as every backend of Keras has it."""


class Value(NamedTuple):
    """A value of the file: how it is called there, the shape of a sample as in PyTorch, and its order of axes."""

    text: str
    shape: Shape
    order: Order = "first"

    def axis(self, dim: int) -> int:
        """Where an axis of PyTorch's, counted with the batch, stands in this value."""
        count = len(self.shape) + 1
        dim %= count
        if self.order == "first" or dim == 0:
            return dim
        return count - 1 if dim == 1 else dim - 1

    @property
    def is_alike(self) -> bool:
        """Whether its numbers stand in the same row in either order: one channel, or one place."""
        return self.shape[:1] == (1,) or all(size == 1 for size in self.shape[1:])

    def sizes(self) -> Shape:
        """The sizes of a sample in this order."""
        return self.shape if self.order == "first" else (*self.shape[1:], self.shape[0])


class Source(str):
    """Text that is an argument as it stands."""


class Argument(NamedTuple):
    """An argument of a call, as source; without a name it stands by its place."""

    name: str
    text: str
    positional: bool = False

    def __str__(self) -> str:
        return self.text if self.positional else f"{self.name}={self.text}"


@dataclass(frozen=True)
class Line:
    """`target = made(arguments, name=…)(called)`; without `made` it is an expression, with `blocks` calls of functions.

    `named` is what the layer is called, less the prefix of the block it is in. `blocks` are the places of the copies of
    a block among the uses of their functions; one copy may be called several `times`, with the same weights.
    """

    target: str
    called: str
    made: str = ""
    arguments: tuple[Argument, ...] = ()
    named: str = ""
    blocks: tuple[tuple[Group, int], ...] = ()
    times: int = 1

    def structure(self) -> object:
        """What has to be alike for two lines to be one of a function."""
        names = tuple((each.name, each.positional) for each in self.arguments)
        blocks = tuple(id(group) for group, _ in self.blocks)
        return self.target, self.called, self.made, names, self.named, blocks, self.times


@dataclass
class Group:
    """A function: its name and parameters for values, and what each use of it has as lines."""

    name: str
    inputs: tuple[str, ...]
    results: tuple[str, ...]
    about: str = ""
    uses: list[tuple[Line, ...]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)
    """What each use passes for the parameters."""
