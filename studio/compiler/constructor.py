"""The constructor call that makes a module again, with the arguments a person would write."""

from __future__ import annotations

import json
from inspect import Parameter, signature
from typing import Any, NamedTuple

import torch
from torch import nn

from studio.layers import Layer, ParameterError

POSITIONAL = 2
"""So many required arguments go without their names: `nn.Conv2d(1, 6, kernel_size=5)`."""


class Argument(NamedTuple):
    """One argument of a constructor call, as source text; `usual` when the class would take it by default.

    With a `step`, the argument of the i-th of several copies is `text + step * i`.
    """

    name: str
    text: str
    positional: bool = False
    usual: bool = False
    step: str = ""

    def __str__(self) -> str:
        value = f"{self.text} + {self.step} * i" if self.step else self.text
        return value if self.positional else f"{self.name}={value}"


def constructor_arguments(layer: Layer, module: nn.Module) -> tuple[Argument, ...]:
    """What the constructor takes to make the module again.

    Arguments come from the layer's parameters or, where those have none of that name, from the module's
    attributes. A module that says what it was `constructed_with` is believed. Defaults of the class are usual,
    unless the layer counts them as essential.
    """
    given = getattr(module, "constructed_with", None)
    if given is not None:
        return tuple(Argument(name, _written(value)) for name, value in given.items())
    arguments = []
    for place, parameter in enumerate(_parameters(module)):
        required = parameter.default is Parameter.empty
        value = _value(layer, module, parameter)
        told = parameter.name in layer.essential and value is not None
        usual = not (required or told) and _is_default(layer, parameter, value)
        arguments.append(Argument(parameter.name, _written(value), required and place < POSITIONAL, usual))
    return tuple(arguments)


def is_torch_class(module: nn.Module) -> bool:
    """Whether the module's class is `torch.nn`'s own."""
    return getattr(nn, type(module).__name__, None) is type(module)


def _parameters(module: nn.Module) -> list[Parameter]:
    """The named parameters of the constructor; classes without any inherit `*args, **kwargs`."""
    found = signature(type(module)).parameters.values()
    return [each for each in found if each.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)]


def module_class(module: nn.Module) -> str:
    """What the source calls the module's class."""
    return f"nn.{type(module).__name__}" if is_torch_class(module) else type(module).__name__


def _value(layer: Layer, module: nn.Module, parameter: Parameter) -> Any:
    """The layer's own parameter; what follows from the input, or is empty in the layer, the module knows."""
    if getattr(layer, parameter.name, None) is not None and parameter.name in type(layer).model_fields:
        return _shortest(layer, parameter.name)
    value = getattr(module, parameter.name, parameter.default)
    if isinstance(value, tuple) and isinstance(parameter.default, int) and set(value) == {parameter.default}:
        return parameter.default
    return True if isinstance(value, torch.Tensor) else value


def _shortest(layer: Layer, name: str) -> Any:
    """(5, 5) as 5 where the layer takes one number for all axes."""
    value = getattr(layer, name)
    alike = isinstance(value, tuple) and len(set(value)) == 1 and value[0] is not None
    return value[0] if alike and _same(layer, name, value[0]) else value


def _is_default(layer: Layer, parameter: Parameter, value: Any) -> bool:
    if parameter.name in type(layer).model_fields:
        return _same(layer, parameter.name, parameter.default)
    return bool(value == parameter.default)


def _same(layer: Layer, name: str, value: Any) -> bool:
    """Whether the layer is the same with this value."""
    try:
        return layer.changed(**{name: value}) == layer
    except ParameterError:
        return False


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
