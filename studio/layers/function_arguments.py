"""The arguments of a function of torch as those of a class are described, so that they get the same fields."""

from __future__ import annotations

from studio.layers.signatures import Argument
from studio.layers.torch_functions import TORCH_FUNCTIONS


def arguments_of(function: str) -> tuple[Argument, ...]:
    """The arguments of a function of the table, in its order."""
    return tuple(
        Argument(name, (each.kind,), each.choices, each.default, each.required, each.about)
        for name, each in TORCH_FUNCTIONS[function].arguments.items()
    )
