"""From the calls that make modules to layers: which class it is, which parameters its arguments are."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from studio.graph.definition import Definition
from studio.graph.model import LayerValue
from studio.layers import Layer, catalogue, fields
from studio.layers.block import Block, create_block
from studio.layers.by_name import layer_type
from studio.layers.custom import Custom
from studio.layers.torch_functions import TORCH_FUNCTIONS
from studio.layers.torch_module import FROM_INPUT, TorchModule
from studio.project.live_source.calls import written
from studio.project.live_source.statements import Argument, Made
from studio.text import tr

Values = Mapping[str, str]
"""Arguments by name, as they are written."""


class Change(NamedTuple):
    """A layer as it is written now, the arguments that have got values, and those that follow expressions."""

    layer: LayerValue
    values: Mapping[str, Any]
    followed: Values


class RefusedError(Exception):
    """A call that no layer can be made of; the text says why."""


def changed(layer: LayerValue, before: Made, now: Made) -> Change:
    """What the layer is with what is written otherwise now.

    Raises RefusedError, ParameterError.
    """
    if isinstance(layer, Custom):
        raise RefusedError(tr("This layer is code of its own: change it in the inspector."))
    if not isinstance(layer, Layer):
        raise RefusedError(tr("This layer is not known here, so it cannot be changed."))
    names = _parameters(layer)
    old, new = _named(before.arguments, names), _named(now.arguments, names)
    differing = {name: text for name, text in new.items() if old.get(name) != text}
    for name in differing:
        _check(layer, name, old.get(name))
    values, followed = _apart(differing)
    values = _said(layer, values)
    if isinstance(layer, TorchModule):
        given = {name: value for name, value in layer.values().items() if name not in old.keys() - new.keys()}
        return Change(layer.changed(arguments={**given, **values}), values, followed)
    known = type(layer).model_fields
    unset = {name: _default(layer, name) for name in old.keys() - new.keys() if name in known}
    if isinstance(layer, Block) and now.copies != before.copies:
        copies, also = _apart({"repeat": now.copies or "1"})
        values, followed = {**values, **copies}, {**followed, **also}
    values = {**unset, **values}
    return Change(layer.changed(**values) if values else layer, values, followed)


def made(call: Made, definitions: Mapping[str, Definition]) -> tuple[Layer, Values]:
    """A new layer, and the arguments that are no values but expressions. `definitions` are blocks by their classes.

    Raises RefusedError, ParameterError.
    """
    called = call.called.removeprefix("torch.").removeprefix("nn.")
    if called in definitions and not call.called.startswith(("nn.", "torch.")):
        values, followed = _apart(_named(call.arguments, tuple(name for name, _ in definitions[called].parameters)))
        copies, also = _apart({"repeat": call.copies} if call.copies else {})
        return create_block(definitions[called], {**values, **copies}), {**followed, **also}
    kind = called if layer_type(called) else _kinds().get(called, "")
    if (
        not kind
        or kind == "Custom"
        or kind in TORCH_FUNCTIONS
        or catalogue.get(kind, Layer).__dict__.get("family") == "io"
    ):
        raise RefusedError(tr("There is no layer “{name}” here.", name=call.called))
    if call.copies:
        raise RefusedError(tr("Only blocks can be made several times."))
    if kind not in catalogue:
        plain = TorchModule.create({"module": kind, "arguments": {}})
        values, followed = _apart(_named(call.arguments, _parameters(plain)))
        if followed:
            raise RefusedError(_no_value(*next(iter(followed.items()))))
        given = {name: value for name, value in values.items() if name not in FROM_INPUT}
        return TorchModule.create({"module": kind, "arguments": given}), {}
    layer = catalogue[kind].create({})
    return _filled(layer, _named(call.arguments, _parameters(layer)))


def _filled(layer: Layer, given: Values) -> tuple[Layer, Values]:
    """A layer of the catalogue with the arguments given; those that follow from what is plugged in are left to that."""
    values, followed = _apart({name: text for name, text in given.items() if not _follows(layer, name)})
    for name in (*values, *followed):
        if name not in type(layer).model_fields and name not in layer.settled:
            raise RefusedError(tr("{layer} has no argument “{argument}” here.", layer=layer.kind, argument=name))
    return type(layer).create(_said(layer, values)), followed


def _said(layer: Layer, values: dict[str, Any]) -> dict[str, Any]:
    """The values less those that are None where torch has nothing to settle, such as the bias of a norm without one."""
    return {name: value for name, value in values.items() if value is not None or name not in layer.settled}


def _check(layer: Layer, name: str, before: str | None) -> None:
    """Raise RefusedError where an argument cannot be changed."""
    if _follows(layer, name) and before is not None:
        told = tr("“{argument}” follows from what is plugged in: it is {value}.", argument=name, value=before)
        raise RefusedError(told)
    if not (name in type(layer).model_fields or name in layer.settled or isinstance(layer, TorchModule)):
        raise RefusedError(tr("{layer} has no argument “{argument}” here.", layer=layer.kind, argument=name))


def _follows(layer: Layer, name: str) -> bool:
    """Whether an argument follows from the inputs, or from the layer's other parameters."""
    if isinstance(layer, TorchModule):
        return name in FROM_INPUT and name not in layer.values()
    if name in type(layer).model_fields:
        return name in _counts(type(layer)) and getattr(layer, name) is None
    return name in _parameters(layer) and name not in (*layer.settled, "device", "dtype")


def _parameters(layer: Layer) -> tuple[str, ...]:
    """The names of what a layer's class takes, in their order."""
    if isinstance(layer, Block):
        return tuple(name for name, _ in layer.definition.parameters)
    return _signature(type(layer), layer.module if isinstance(layer, TorchModule) else "")


@cache
def _counts(declared: type[Layer]) -> frozenset[str]:
    """The numbers that follow from the input; of sizes, as of a LayerNorm, there is a choice."""
    return frozenset(each.name for each in fields(declared) if each.inferred and each.editor == "integer")


@cache
def _signature(declared: type[Layer], module: str) -> tuple[str, ...]:
    if module:
        from inspect import signature

        from torch import nn

        return tuple(signature(getattr(nn, module)).parameters)
    layer = declared.create({})
    return written(layer, tuple(each.shape for each in layer.example())).parameters


@cache
def _kinds() -> Mapping[str, str]:
    """The kinds of layers whose modules are classes of other names."""
    found = {}
    for kind, declared in catalogue.items():
        layer = declared()
        if declared.family != "io" and not isinstance(layer, Custom | TorchModule):
            called = written(layer, tuple(each.shape for each in layer.example())).called
            found[called.removeprefix("nn.")] = kind
    return found


def _named(arguments: tuple[Argument, ...], names: tuple[str, ...]) -> Values:
    """Arguments by their names. Raises RefusedError."""
    found: dict[str, str] = {}
    for place, (name, text) in enumerate(arguments):
        if not name and place >= len(names):
            raise RefusedError(tr("There are more arguments than it takes: give them their names."))
        if (name or names[place]) in found:
            raise RefusedError(tr("“{argument}” is given twice.", argument=name or names[place]))
        found[name or names[place]] = text
    return found


def _apart(given: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """Values, and what is no value but an expression."""
    values: dict[str, Any] = {}
    followed: dict[str, str] = {}
    for name, text in given.items():
        try:
            values[name] = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            followed[name] = text
    return values, followed


def _default(layer: Layer, name: str) -> Any:
    return type(layer).model_fields[name].get_default(call_default_factory=True)


def _no_value(name: str, text: str) -> str:
    return tr("“{argument}” cannot be {value} here: write a number or a text.", argument=name, value=text)
