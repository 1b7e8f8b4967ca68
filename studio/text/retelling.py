"""Texts that modules hold as constants, told again when a running program changes its language.

A constant is put into words as its module is read. Whoever shows one may do so in the language in use; so that none is
forgotten, those of all modules are told anew, in whatever they stand: tuples, mappings, declarations, classes and
arguments by default.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

from studio.text.message import Text, in_language

PACKAGE = "studio"

MAKING = ("__init__", "__new__")
"""What has the defaults of a declaration's fields."""


def retell_constants(package: str = PACKAGE) -> None:
    """Tell the constants of all modules of a package that are there in the language in use.

    Mappings and lists stay the same objects and never change their size, since other threads may be reading them.
    """
    told = _Told(package)
    for module in [each for name, each in list(sys.modules.items()) if name.partition(".")[0] == package]:
        told.attributes(module, setattr)


class _Told:
    """What was told anew so far: a value that stands in two places stays one."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._known: dict[int, tuple[Any, Any]] = {}  # the value before is kept, so that its id stays its own
        self._ways: tuple[tuple[type, Callable[[Any], Any]], ...] = (
            (Text, in_language), (tuple, self._tuple), (dict, self._dict), (list, self._list),
            (MappingProxyType, self._view), (FunctionType, self._function),
            (staticmethod, self._static), (type, self._class),
        )  # fmt: skip

    def attributes(self, owner: ModuleType | type, put: Callable[[Any, str, Any], None]) -> None:
        """Those of a module or class that hold texts."""
        for name, value in list(vars(owner).items()):
            is_python_s = name.startswith("__") and name not in MAKING
            told = value if is_python_s else self.of(value)
            if told is not value:
                put(owner, name, told)

    def of(self, value: Any) -> Any:
        """The value as it is in the language in use: itself where there is nothing to tell."""
        if id(value) in self._known:
            return self._known[id(value)][1]
        way = next((way for kind, way in self._ways if isinstance(value, kind)), None)
        if way is None and self._is_ours(type(value)) and is_dataclass(value):
            way = self._declaration
        if way is None:
            return value
        self._known[id(value)] = value, value  # for what leads back to itself
        told = way(value)
        self._known[id(value)] = value, told
        return told

    def _is_ours(self, kind: type) -> bool:
        return kind.__module__.partition(".")[0] == self._package

    def _tuple(self, value: tuple[Any, ...]) -> tuple[Any, ...]:
        told = [self.of(each) for each in value]
        if all(new is old for new, old in zip(told, value, strict=True)):
            return value
        return type(value)(*told) if hasattr(value, "_fields") else tuple(told)

    def _dict(self, value: dict[Any, Any]) -> dict[Any, Any]:
        if any(isinstance(key, Text) for key in value):
            return {self.of(key): self.of(each) for key, each in value.items()}
        for key, each in list(value.items()):
            told = self.of(each)
            if told is not each:
                value[key] = told
        return value

    def _list(self, value: list[Any]) -> list[Any]:
        for at, each in enumerate(value):
            value[at] = self.of(each)
        return value

    def _view(self, value: MappingProxyType[Any, Any]) -> MappingProxyType[Any, Any]:
        told = {self.of(key): self.of(each) for key, each in value.items()}
        is_same = all(key in value and value[key] is each for key, each in told.items())
        return value if is_same else MappingProxyType(told)

    def _function(self, value: FunctionType) -> FunctionType:
        if value.__defaults__:
            value.__defaults__ = self.of(value.__defaults__)
        if value.__kwdefaults__:
            self.of(value.__kwdefaults__)
        return value

    def _static(self, value: staticmethod[..., Any]) -> staticmethod[..., Any]:
        self.of(value.__func__)
        return value

    def _class(self, value: type) -> type:
        if self._is_ours(value):
            self.attributes(value, type.__setattr__)
        return value

    def _declaration(self, value: Any) -> Any:
        for each in fields(value):
            before = getattr(value, each.name, None)
            told = self.of(before)
            if told is not before:
                object.__setattr__(value, each.name, told)
        return value
