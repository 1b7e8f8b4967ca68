"""Parameters as people write them on a line, such as `kernel_size=3,5`, read as files have them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from studio.layers import Declaration, FieldSpec, ParameterError, fields
from studio.layers.torch_module import TorchModule
from studio.text import half_width, listed, parted, tr

SWITCHES = {"on": True, "off": False, "yes": True, "no": False}
LISTS = ("integers", "numbers")
_BARE_POINT = re.compile(r"[-+]?([0-9]+\.|\.[0-9]+)([eE][-+]?[0-9]+)?|\+[0-9.]+([eE][-+]?[0-9]+)?")

TEXTS = ("text", "code", "arguments", "roles", "points")


def read_settings(declared: type[Declaration], written: Iterable[str]) -> Declaration:
    """The declaration with the parameters written as `name=value`; of a class of torch.nn, its arguments too.

    Raises ParameterError.
    """
    specs = {spec.name: spec for spec in fields(declared)}
    values: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    for one in written:
        name, equal, value = one.partition("=")
        if not equal:
            raise ParameterError(
                tr(
                    "“{word}” is no parameter: write name=value, such as {example}.",
                    word=one,
                    example=_example(declared),
                )
            )
        if name in specs:
            values[name] = read_value(specs[name], value.strip())
        elif issubclass(declared, TorchModule):
            arguments[name] = _plain(value.strip())
        else:
            raise ParameterError(unknown_parameter(declared, name, specs))
    return declared.create(values | ({"arguments": arguments} if arguments else {}))


def read_value(spec: FieldSpec, text: str) -> Any:
    """A value as JSON has it; what cannot be read stays a text, which the declaration refuses in its words."""
    if spec.editor in TEXTS:
        return text
    if spec.editor == "several":
        return parted(text)
    if spec.editor in LISTS and text not in spec.choices:
        parts = half_width(text).strip("()[]").replace("×", ",").replace("x", ",").split(",")
        numbers = [_number(part.strip()) for part in parts if part.strip()]
        return numbers[0] if len(numbers) == 1 else numbers
    if spec.editor == "number":
        return _number(text)
    return SWITCHES.get(text.lower(), _plain(text)) if spec.editor == "switch" else _plain(text)


def _number(text: str) -> Any:
    """A number as people write it, also `.5` and `1.`, which are none in JSON."""
    plain = _plain(text)
    return float(text) if isinstance(plain, str) and _BARE_POINT.fullmatch(text) else plain


def _plain(text: str) -> Any:
    try:
        return json.loads(text.lower() if text in ("True", "False") else "null" if text == "None" else text)
    except ValueError:
        return text


def _example(declared: type[Declaration]) -> str:
    usual = (f"{spec.name}={_written(spec.default)}" for spec in fields(declared) if spec.default is not None)
    return next(usual, "lr=0.1")


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def unknown_parameter(declared: type[Declaration], name: str, specs: dict[str, FieldSpec]) -> str:
    """Why a parameter cannot be set that a declaration does not have, with the nearest that it has."""
    kind = declared.name or declared.__name__
    if not specs:
        return tr("{kind} has no parameters, so “{name}” cannot be set.", kind=kind, name=name)
    near = get_close_matches(name, specs, 2)
    hint = tr("Did you mean {names}?", names=listed([f"“{each}”" for each in near], "or")) if near else ""
    hint = hint or tr("It has {names}.", names=listed(specs))
    return tr("{kind} has no parameter “{name}”. {hint}", kind=kind, name=name, hint=hint)
