"""Source lines that begin the parameters of a network the way a person would write them."""

from __future__ import annotations

from collections.abc import Iterable

from torch import nn

from studio.compiler.formatting import WIDTH, statement
from studio.compiler.initialize import Schemes, fillings

INDENT = 8
VARIABLE = "parameter"


def initialization_lines(parts: Iterable[tuple[str, nn.Module, Schemes]], network: Schemes = ()) -> list[str]:
    """Lines for the end of `__init__`; `parts` are (expression such as `self.conv1`, its module, the node's schemes).

    Parameters that begin alike are filled in one loop.
    """
    alike: dict[str, list[str]] = {}
    for expression, module, own in parts:
        for name, scheme, fan_in in fillings(module, own, network):
            alike.setdefault(scheme.source(VARIABLE, fan_in), []).append(f"{expression}.{_indexed(name)}")
    return [line for call, parameters in alike.items() for line in _filled(call, parameters)]


def _filled(call: str, parameters: list[str]) -> list[str]:
    if len(parameters) == 1:
        return statement("", call.replace(VARIABLE, parameters[0], 1), indent=INDENT)
    pad = " " * INDENT
    flat = f"{pad}for {VARIABLE} in ({', '.join(parameters)}):"
    inner = [f"{pad}    {each}," for each in parameters]
    head = [flat] if len(flat) <= WIDTH else [f"{pad}for {VARIABLE} in (", *inner, f"{pad}):"]
    return [*head, *statement("", call, indent=INDENT + 4)]


def _indexed(name: str) -> str:
    """`layers.0.weight` as `layers[0].weight`."""
    first, *parts = name.split(".")
    return first + "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in parts)
