"""What a layer computes and its backward rule; `layer_function` asks the function for its class.

In rules x is a number that comes in, y one that goes out, g the derivative of the loss by that, and ∂L/∂x what goes
back. An index i runs over numbers of the input, k over what one output is made of, o over the outputs it goes into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatch

from studio.explanation.formula import Rule
from studio.explanation.notation import Value
from studio.layers import Layer, Shape
from studio.text import tr

COMES_OUT = tr("what comes out")
GOES_BACK = tr("gradient that goes back to the input")
OF_WEIGHT = tr("gradient of a weight")
OF_BIAS = tr("gradient of a bias")


@dataclass(frozen=True)
class LayerFunction:
    """Rules forwards and backwards, each in the order in which they are worked out; `meanings` are of their symbols.

    `instead` says why there are none.
    """

    forward: tuple[Rule, ...] = ()
    backward: tuple[Rule, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    instead: str = ""

    @property
    def values(self) -> Mapping[str, Value]:
        """The settings among the symbols."""
        return {name: value for rule in (*self.forward, *self.backward) for name, value in rule.values.items()}


@singledispatch
def layer_function(layer: Layer, *shapes: Shape) -> LayerFunction:
    """What a layer computes of inputs of these shapes (without the batch)."""
    return LayerFunction(
        instead=tr("What it computes is not known before it runs; PyTorch follows its steps back for the gradients.")
    )


def register(declared: type[Layer], told: Callable[..., LayerFunction]) -> None:
    """Have a layer told by a function of layer and shapes that several share."""
    layer_function.register(declared, told)


def out(expression: str, symbol: str = "y", quantity: str = COMES_OUT, /, **values: Value) -> Rule:
    """What comes out, or a step on the way."""
    return Rule(quantity, symbol, expression, values)


def back(expression: str, symbol: str = "x", quantity: str = GOES_BACK, /, **values: Value) -> Rule:
    """The gradient by a symbol."""
    return Rule(quantity, f"∂{symbol}", expression, values)
