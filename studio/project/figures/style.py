"""What a style of pictures is: a declaration with its words, its options as fields, and how it draws a network."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from studio.compiler.export_error import ExportError
from studio.layers import Declaration
from studio.project.figures.figure import Figure
from studio.project.figures.ink import Ink
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.project.exporters.subject import Subject

MOST = 5000
"""Nodes that a picture may have."""


class Style(Declaration):
    """A subclass declares a style; its fields are the options a person can set, its docstring says what it is for."""

    about: ClassVar[str]

    @property
    def takes_weights(self) -> bool:
        """Whether what is drawn depends on the weights."""
        return False

    def figure(self, subject: Subject, ink: Ink) -> Figure:
        """The network drawn. Raises ExportError where it cannot be in this style."""
        raise NotImplementedError


_known: dict[str, type[Style]] = {}


def register(declared: type[Style]) -> type[Style]:
    """Offer a style everywhere."""
    _known[declared.name] = declared
    return declared


@cache
def styles() -> Mapping[str, type[Style]]:
    """All styles by name: the diagram, which draws any network, first."""
    package = importlib.import_module("studio.project.figures")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_known.items(), key=lambda entry: entry[0] != "diagram"))


def check_size(subject: Subject, most: int = MOST, count: int | None = None) -> None:
    """Raises ExportError where there is nothing to draw, or too much."""
    graph = subject.project.graph
    if not graph:
        raise ExportError(tr("There is nothing to draw: the network is empty."), tr("Add a layer first."))
    found = len(graph) if count is None else count
    if found > most:
        told = ntr("The picture would show {count} layer, and this style draws up to {most}.",
                   "The picture would show {count} layers, and this style draws up to {most}.",
                   found, most=most)  # fmt: skip
        raise ExportError(told, tr("Keep blocks closed, group layers into blocks, or choose another style."))


def wrapped(words: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """The words in lines no wider than `width`: broken behind spaces and signs, and within a word only if they must."""
    lines, rest = [], words
    while measure(rest) > width and len(rest) > 1:
        fits = max(1, _most_that_fits(rest, width, measure))
        breaks = [at + 1 for at in range(fits) if rest[at] in " _.·-/×" and at + 1 < len(rest)]
        cut = breaks[-1] if breaks and breaks[-1] > fits / 3 else fits
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*lines, rest)


def _most_that_fits(words: str, width: float, measure: Callable[[str], float]) -> int:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(words[:middle]) <= width else (low, middle - 1)
    return low


def families_of(names: Iterable[str]) -> list[str]:
    """Families that occur, each once, in the order of the catalogue."""
    from studio.layers.families import FAMILY_TITLES

    found = set(names)
    return [name for name in FAMILY_TITLES if name in found]
