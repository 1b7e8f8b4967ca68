"""Arguments against the signature of a class of `torch.nn`. Imports torch when it is asked."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from inspect import Parameter, signature
from typing import Any, Union, get_args, get_origin, get_type_hints

from studio.layers.errors import SHOWN
from studio.layers.spec import Explanation

_WORDS = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    tuple: "a list",
    list: "a list",
}


def constructor(module: str) -> Mapping[str, Parameter]:
    """The parameters of the class's constructor that can be given by name."""
    from torch import nn

    found = signature(getattr(nn, module)).parameters
    return {name: each for name, each in found.items() if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)}


def objection(module: str, values: Mapping[str, Any]) -> Explanation | None:
    """(message, remedy) where the class would not take these arguments; None where the signature allows them."""
    known = constructor(module)
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            return f"nn.{module} has no argument “{name[:SHOWN]}”.", f"Its arguments are: {_listed(known)}.{hint}"
    for name, parameter in known.items():
        if parameter.default is Parameter.empty and name not in values:
            return (
                f"nn.{module} needs the argument “{name}”.",
                f"Give it in arguments, as {name}={_example(parameter)}.",
            )
    hints = _hints(module)
    for name, value in values.items():
        allowed = tuple(_leaves(hints.get(name, Any)))
        if not any(_fits(value, each) for each in allowed):
            wanted = " or ".join(dict.fromkeys(_word(each) for each in allowed))
            shown = repr(value)[:SHOWN]
            return (
                f"{name} of nn.{module} must be {wanted}, not {shown}.",
                f"Change {name} in arguments, or leave it out.",
            )
    return None


def _hints(module: str) -> Mapping[str, Any]:
    from torch import nn

    try:
        return get_type_hints(getattr(nn, module).__init__)
    except (NameError, TypeError):
        return {}


def _leaves(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _leaves(each)
    else:
        yield annotation


def _fits(value: Any, annotation: Any) -> bool:
    """Whether a JSON value can be of this type; what is no plain type is left to the class."""
    origin = get_origin(annotation) or annotation
    if origin is types.NoneType:
        return value is None
    if origin is bool:
        return isinstance(value, bool)
    if origin is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if origin is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if origin is str:
        return isinstance(value, str)
    if origin in (tuple, list):
        return isinstance(value, list)
    return True


def _word(annotation: Any) -> str:
    origin = get_origin(annotation) or annotation
    return "null" if origin is types.NoneType else _WORDS.get(origin, "a value of its own")


def _listed(known: Mapping[str, Parameter]) -> str:
    return ", ".join(known) or "none"


def _example(parameter: Parameter) -> str:
    return '"zeros"' if parameter.annotation is str else "1"
