"""Classes of `torch.nn` and functions of torch without a layer of their own, found under their names like layers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import Field, create_model

from studio.layers.registry import catalogue, rank_of_name, ranked
from studio.layers.spec import Layer
from studio.layers.torch_classes import TORCH_CLASSES
from studio.layers.torch_function import TorchFunction
from studio.layers.torch_functions import TORCH_FUNCTIONS
from studio.layers.torch_module import Arguments, TorchModule
from studio.text import paragraph, tr
from studio.text.language import while_spoken

STARTS: Mapping[str, Mapping[str, Any]] = {
    "Softmin": {"dim": 1},
    "Transformer": {"batch_first": True},
    "TransformerDecoderLayer": {"batch_first": True},
}
"""Arguments that a class begins with where its own defaults are not what a person means here."""

CLASSES = tuple(name for name in TORCH_CLASSES if name not in catalogue)

FUNCTIONS = tuple(name for name in TORCH_FUNCTIONS if name.capitalize() not in catalogue)

NAMES = (*CLASSES, *FUNCTIONS)


class NamedClass(TorchModule):
    """What is offered for a class; choosing it gives a TorchModule of that class."""

    @classmethod
    def create(cls, params: Mapping[str, Any]) -> TorchModule:  # type: ignore[override]
        """A TorchModule of the class. Raises ParameterError."""
        return TorchModule.create({**cls().params(), **params})

    @classmethod
    def summary(cls) -> str:
        """Which class it is."""
        return tr("The class {name} of PyTorch's torch.nn, taken by its name.", name=cls.__name__)

    @classmethod
    def help(cls) -> str:
        """Which class it is, and what it means to take one by its name."""
        return paragraph(cls.summary(), TorchModule.help())


class NamedFunction(TorchFunction):
    """What is offered for a function; choosing it gives a TorchFunction of it."""

    @classmethod
    def create(cls, params: Mapping[str, Any]) -> TorchFunction:  # type: ignore[override]
        """A TorchFunction of it. Raises ParameterError."""
        return TorchFunction.create({**cls().params(), **params})

    @classmethod
    def summary(cls) -> str:
        """What it computes."""
        return TORCH_FUNCTIONS[cls.__name__].does

    @classmethod
    def help(cls) -> str:
        """What it computes, and what it means to take one by its name."""
        return tr("{summary} {details}", summary=cls.summary(), details=TorchFunction.help())


def layer_type(kind: str) -> type[Layer] | None:
    """The declaration of a layer of the catalogue, or of a class or function of torch that it has no layer for."""
    return catalogue.get(kind) or (_declared(kind) if kind in NAMES else None)


def search_all(text: str) -> list[type[Layer]]:
    """Layers, classes and functions of torch that fit every word typed, best first; without a word, the catalogue's."""
    words = text.lower().split()
    named = [(rank, name) for name in NAMES if words and (rank := rank_of_name(name, words)) is not None]
    found = [*ranked(words), *((rank, _declared(name)) for rank, name in named)]
    return [declared for _, declared in sorted(found, key=lambda each: each[0])]


@while_spoken
@lru_cache(maxsize=len(NAMES))
def _declared(name: str) -> type[Layer]:
    return _class(name) if name in CLASSES else _function(name)


def _function(name: str) -> type[Layer]:
    arguments = TorchFunction.create({"function": name, "arguments": TORCH_FUNCTIONS[name].trial}).arguments
    declared: type[Layer] = create_model(
        name,
        __base__=NamedFunction,
        __module__=__name__,
        function=(str, Field(name)),
        arguments=(Arguments, Field(arguments)),
    )
    declared.title = tr("Function of torch, by its name")
    declared.aliases = ()
    return declared


def _class(name: str) -> type[Layer]:
    declared: type[Layer] = create_model(
        name,
        __base__=NamedClass,
        __module__=__name__,
        module=(str, Field(name)),
        arguments=(Arguments, Field(TorchModule.create({"arguments": STARTS.get(name, {})}).arguments)),
    )
    declared.title = tr("Class of torch.nn, by its name")
    declared.aliases = ()
    return declared
