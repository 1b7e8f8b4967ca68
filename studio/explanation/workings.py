"""How a layer's read-outs come about: its formulas for given inputs. `workings` asks the function for its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from math import prod

from studio.explanation.formula import Formula
from studio.explanation.notation import Value
from studio.layers import Layer, Shape
from studio.text import tr

NAMES = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
"""Symbols of the axes a layer slides over."""

OUTPUTS = {"L": tr("output length"), "D": tr("output depth"), "H": tr("output height"), "W": tr("output width")}


@dataclass(frozen=True)
class Workings:
    """Formulas for the sizes of the first output, in the order of its axes, and for what the layer costs.

    A formula of `shape` gives one size, or several at once as a tuple. A cost that is None is none at all: the layer
    learns nothing, or multiplies no matrices. `instead` says why there are no formulas, where there are none.
    """

    shape: tuple[Formula, ...] = ()
    parameters: Formula | None = None
    connections: Formula | None = None
    macs: Formula | None = None
    instead: str = ""

    def __iter__(self) -> Iterator[Formula]:
        yield from self.shape
        yield from (cost for cost in (self.parameters, self.connections, self.macs) if cost is not None)

    @property
    def output(self) -> Shape:
        """The sizes of the first output, as the formulas have them."""
        sizes: list[int] = []
        for formula in self.shape:
            sizes += formula.value if isinstance(formula.value, tuple) else [int(formula.value)]
        return tuple(sizes)


@singledispatch
def workings(layer: Layer, *shapes: Shape) -> Workings:
    """The formulas of a layer on inputs of these shapes (without the batch)."""
    return Workings(instead=tr("What it does is not known before it runs, so there are no formulas."))


def size(axis: str, expression: str, values: Mapping[str, Value]) -> Formula:
    """The size of an output axis, such as W_2 by the size W_1 of the input's."""
    return Formula(OUTPUTS[axis], f"{axis}_2", expression, values)


def channels(symbol: str, expression: str, **values: Value) -> Formula:
    """The channels that come out."""
    return Formula(tr("output channels"), symbol, expression, values)


def unchanged(shape: Shape) -> tuple[Formula]:
    """The shape of the input comes out."""
    return (Formula(tr("output shape"), "shape_2", "shape_1", {"shape_1": shape}),)


def parameters(expression: str, **values: Value) -> Formula:
    """The learned numbers."""
    return Formula(tr("parameters"), "parameters", expression, values)


def macs(expression: str, **values: Value) -> Formula:
    """The multiply-accumulates for one sample."""
    return Formula(tr("multiply-accumulates"), "MACs", expression, values)


def connections(expression: str, **values: Value) -> Formula:
    """How often a weight or a bias is used for one sample or, in pooling, a value in a window."""
    return Formula(tr("connections"), "connections", expression, values)


def size_of(shape: Shape) -> tuple[str, dict[str, Value]]:
    """The numbers of a sample as the product of its axes, n_1·n_2."""
    names = names_of(shape)
    return "*".join(names), dict(zip(names, shape, strict=True))


def in_order(
    shape: Shape, sizes: Sequence[str], values: Mapping[str, Value] | None = None, quantity: str = tr("output shape")
) -> tuple[Formula, ...]:
    """All sizes at once, as expressions of the input's n_1, n_2 … and of other values."""
    names = names_of(shape)
    used = {name: size for name, size in zip(names, shape, strict=True) if any(name in written for written in sizes)}
    return (Formula(quantity, "shape_2", f"({', '.join(sizes)},)", {**used, **(values or {})}),)


def names_of(shape: Shape) -> list[str]:
    """n_1, n_2 …, which stand for the sizes of the axes."""
    return [f"n_{at + 1}" for at in range(len(shape))]


def window(kernel: Shape) -> tuple[str, dict[str, Value]]:
    """The numbers in a window, as F² or F_H·F_W, with its sides."""
    if len(set(kernel)) == 1:
        return ("F" if len(kernel) == 1 else f"F**{len(kernel)}"), {"F": kernel[0]}
    names = NAMES[len(kernel)]
    return "*".join(f"F_{name}" for name in names), {f"F_{n}": k for n, k in zip(names, kernel, strict=True)}


def places(shape: Shape, index: int) -> tuple[str, dict[str, Value]]:
    """The places of the axes behind the channels, as H_2·W_2, with their sizes."""
    names = [f"{name}_{index}" for name in NAMES[len(shape)]]
    return "*".join(names), dict(zip(names, shape, strict=True))


def rows(shape: Shape) -> tuple[str, dict[str, Value]]:
    """A factor for the vectors along the last axis, `N*`, where there is more than one."""
    count = prod(shape[:-1])
    return ("", {}) if len(shape) == 1 else ("N*", {"N": count})
