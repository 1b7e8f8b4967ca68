"""What a figure is drawn with, and who can measure words and paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from studio.project.figures.figure import Figure, Shape, Text

Colours = Literal["light", "dark"]


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
