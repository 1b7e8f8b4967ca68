"""The catalogue: every declared layer by its name, and the search over it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from studio.layers.errors import ParameterError
from studio.layers.spec import Layer

L = TypeVar("L", bound=type[Layer])
_CATALOGUE: dict[str, type[Layer]] = {}

catalogue: Mapping[str, type[Layer]] = MappingProxyType(_CATALOGUE)
"""Layer name -> declaration, in the order of declaration (which is the palette's)."""


def register(layer: L) -> L:
    """Class decorator that puts a layer into the catalogue under its class name."""
    if layer.__name__ in _CATALOGUE:
        raise ValueError(f"the catalogue has a layer {layer.__name__} already")
    _CATALOGUE[layer.__name__] = layer
    return layer


def layer(kind: str, **params: Any) -> Layer:
    """A layer by its name in the catalogue. Raises ParameterError for an unknown name or wrong parameters."""
    if kind not in _CATALOGUE:
        raise ParameterError(f"There is no layer “{kind}” in the catalogue.")
    return _CATALOGUE[kind].create(params)


def search(text: str) -> list[type[Layer]]:
    """Layers that fit every word typed, best first: by name, then title and aliases, then help text."""
    words = text.lower().split()
    ranked = [
        (rank, index, found)
        for index, found in enumerate(_CATALOGUE.values())
        if (rank := _rank(found, words)) is not None
    ]
    return [found for _, _, found in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(found: type[Layer], words: list[str]) -> int | None:
    """How well a layer fits: 0 where the words are its name, 1 where they are another name of it, 2 where its name
    begins with them … 5 where only the help has them; None where they are nowhere."""
    name = found.__name__.lower()
    known_as = " ".join((name, found.title, *found.aliases)).lower()
    text = f"{known_as} {found.family} {found.__doc__ or ''}".lower()
    joined = "".join(words)
    if name == joined:
        return 0
    if " ".join(words) in (alias.lower().replace("_", " ") for alias in found.aliases):
        return 1
    if not all(word in text for word in words):
        return None
    if name.startswith(joined):
        return 2
    if joined in name:
        return 3
    return 4 if all(word in known_as for word in words) else 5
