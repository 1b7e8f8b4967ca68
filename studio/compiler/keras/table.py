"""Which layers Keras has: a function a layer that writes it, found by the layer's name in the catalogue."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from studio.compiler.keras.lines import Argument, Line, Order, Source, Value
from studio.compiler.keras.own_layers import OWN
from studio.errors import StudioError
from studio.layers import Shape

NO_OPTIONS: Mapping[str, object] = {}

Result = Value | Sequence[Value]


class UnwritableError(StudioError):
    """A layer that Keras has no exact counterpart of, or not with these parameters; the message says why."""


@dataclass
class Step:
    """One node while it is written: what comes in, what has to come out, and the lines so far.

    `shapes` are those of its outputs for one sample, as in PyTorch; `target` is the variable of its result.
    """

    name: str
    inputs: list[Value]
    shapes: Sequence[Shape]
    target: str
    frozen: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def input(self) -> Value:
        """What comes in first."""
        return self.inputs[0]

    def made(
        self,
        kind: str,
        *arguments: object,
        of: str | None = None,
        suffix: str = "",
        learns: bool = False,
        target: str = "",
        options: Mapping[str, object] = NO_OPTIONS,
        **named: object,
    ) -> str:
        """Write a layer of Keras and call it, on the input where nothing else is said; the variable of its result.

        `suffix` tells the layers of one node apart; one that `learns` is told where the node is frozen.
        """
        named |= options
        if learns and self.frozen:
            named["trainable"] = False
        every = (*(Argument(f"argument{place}", text_of(value), True) for place, value in enumerate(arguments)),
                 *(Argument(name, text_of(value)) for name, value in named.items()))  # fmt: skip
        name = f"{self.name}_{suffix}" if suffix else self.name
        made = kind if kind in OWN else f"layers.{kind}"
        called = self.input.text if of is None else of
        self.lines.append(Line(target or self.target, called, made, every, name))
        return target or self.target

    def computed(self, expression: str, target: str = "") -> str:
        """Write an expression; the variable of its result."""
        self.lines.append(Line(target or self.target, expression))
        return target or self.target

    def ordered(self, value: Value, order: Order) -> Value:
        """The value with its channels there; a single channel, or a single place, needs nothing to be moved."""
        if value.order == order or len(value.shape) < 2:
            return value._replace(order=order)
        if value.is_alike:
            moved = Value(value.text, value.shape, order)
            return moved._replace(text=self.made("Reshape", moved.sizes(), of=value.text, suffix=f"channels_{order}"))
        axes = tuple(range(1, len(value.shape) + 1))
        moves = (*axes[1:], 1) if order == "last" else (axes[-1], *axes[:-1])
        return Value(self.made("Permute", moves, of=value.text, suffix=f"channels_{order}"), value.shape, order)


Write = Callable[[Step, Any], Result]


class Entry(NamedTuple):
    """How a layer is written, and the order of axes that its inputs have to have; None takes that of the first."""

    write: Write
    order: Order | None


_TABLE: dict[str, Entry] = {}


def writes(*kinds: str, order: Order | None = None) -> Callable[[Write], Write]:
    """Decorator of the function that writes these layers; it raises UnwritableError where it cannot."""

    def registered(write: Write) -> Write:
        _TABLE.update(dict.fromkeys(kinds, Entry(write, order)))
        return write

    return registered


@cache
def table() -> Mapping[str, Entry]:
    """All entries by the name of the layer, from every module of `entries`."""
    package = importlib.import_module("studio.compiler.keras.entries")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return _TABLE


def text_of(value: object) -> str:
    """Source of an argument; a number for all axes where they are alike, floats without the dust of subtraction."""
    if isinstance(value, Source):
        return str(value)
    if isinstance(value, float):
        return repr(float(f"{value:.12g}"))
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], int):
        return repr(value[0])
    return repr(value).replace("'", '"')
