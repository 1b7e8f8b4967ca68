"""The catalogue: every declared layer by its name, and the search over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from studio.layers.errors import ParameterError
from studio.layers.families import FAMILY_TITLES
from studio.layers.spec import Layer
from studio.text import searched, tr
from studio.text.language import while_spoken

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
        raise ParameterError(tr("There is no layer “{kind}” in the catalogue.", kind=kind))
    return _CATALOGUE[kind].create(params)


def search(text: str) -> list[type[Layer]]:
    """Layers that fit every word typed, best first: by name, then title and aliases, then help text."""
    return [found for _, found in sorted(ranked(text.lower().split()), key=lambda each: each[0])]


def ranked(words: Sequence[str]) -> list[tuple[int, type[Layer]]]:
    """The layers that fit these words in lower case, each with how well, in the catalogue's order."""
    return [(rank, found) for found in _CATALOGUE.values() if (rank := _rank(found, words)) is not None]


def rank_of_name(name: str, words: Sequence[str]) -> int | None:
    """How well a name fits: 0 where the words are it, 2 where it begins with them, 3 where it has them; else None."""
    name, joined = name.lower(), "".join(words)
    if name == joined:
        return 0
    if name.startswith(joined):
        return 2
    return 3 if joined in name else None


def _rank(found: type[Layer], words: Sequence[str]) -> int | None:
    """As for its name; 1 where the words are another name of the layer, 4 where its names have them all, 5 where only
    its help has them; None where they are nowhere."""
    rank = rank_of_name(found.__name__, words)
    if rank == 0:
        return rank
    names, known_as, text = _words_of(found)
    if " ".join(words) in names:
        return 1
    if not all(word in text for word in words):
        return None
    if rank is not None:
        return rank
    return 4 if all(word in known_as for word in words) else 5


@while_spoken
@lru_cache(maxsize=1024)
def _words_of(found: type[Layer]) -> tuple[frozenset[str], str, str]:
    """In small letters: the other names of a layer, all that it is known as, and that with its family and help."""
    names = {alias.lower().replace("_", " ") for alias in found.aliases} | {found.title.lower()}
    known_as = f"{found.__name__} {' '.join(found.aliases)}".lower() + f" {searched(found.title)}"
    family = f"{found.family} {searched(FAMILY_TITLES[found.family])}"
    return frozenset(names), f"{known_as} {family}", f"{known_as} {family} {found.__doc__ or ''} {found.help()}".lower()
