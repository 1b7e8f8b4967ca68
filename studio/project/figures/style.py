"""What a style of pictures is: a declaration with its words, its options as fields, and how it draws a network."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from studio.compiler.export_error import ExportError
from studio.layers import Declaration
from studio.project.figures.figure import Figure, Shape, Text
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.project.exporters.subject import Subject

Colours = Literal["light", "dark"]
MOST = 5000
"""Nodes that a picture may have."""


@dataclass(frozen=True)
class Ink:
    """What a figure is drawn with: colours by name, and the typeface.

    Colours are `ground`, `text`, `muted`, `link`, `on_family`, `positive`, `negative`, those of the families, and
    `tag-red` and so on for what people colour. `measure` gives the width of words at a size, bold or not.
    """

    colours: Mapping[str, str]
    measure: Callable[[str, float, bool], float]

    def text(
        self, at: tuple[float, float], words: str, size: float, colour: str = "text", *, bold: bool = False,
        anchor: Literal["start", "middle", "end"] = "start", turn: float = 0.0,
    ) -> Text:  # fmt: skip
        """A line of words."""
        shade = self.colours.get(colour, colour)
        return Text(at, words, size, self.measure(words, size, bold), shade, bold, anchor, turn)


class Draughtsman(Protocol):
    """Who can measure words and paint: the room that knows Qt."""

    def ink(self, colours: Colours) -> Ink:
        """Colours of a mode, and the typeface."""

    def outline(self, text: Text) -> Shape:
        """The words as an outline."""

    def pdf(self, figure: Figure) -> bytes:
        """A page of the figure's size as the content of a PDF file."""

    def png(self, figure: Figure, dots_per_inch: int) -> bytes:
        """The figure as dots. Raises an error with a remedy where there would be too many."""


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
    from studio.explanation.markup import FAMILIES

    found = set(names)
    return [name for name in FAMILIES if name in found]
