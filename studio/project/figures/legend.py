"""The legend below a figure: what its colours mean; and the margin around all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.layers.families import FAMILY_TITLES
from studio.project.figures.figure import Figure, Part, Shape, box, mixed, moved
from studio.project.figures.ink import Ink
from studio.project.figures.style import families_of
from studio.text import in_language

MARGIN = 8.0
SIZE = 6.5
SWATCH = 7.0
GAP = 12.0
ROW = 12.0
ABOVE = 14.0


def with_legend(
    parts: Sequence[Part], size: tuple[float, float], families: Iterable[str], ink: Ink, about: str
) -> Figure:
    """A figure of parts that take up a size, with a margin, and the legend of the families below."""
    entries = [(ink.colours[family], in_language(FAMILY_TITLES[family])) for family in families_of(families)]  # type: ignore[index]
    return with_entries(parts, size, entries, ink, about)


def with_entries(
    parts: Sequence[Part], size: tuple[float, float], entries: Sequence[tuple[str, str]], ink: Ink, about: str
) -> Figure:
    """The same with a legend of colours and what they mean."""
    below, width, height = _legend(entries, max(size[0], 120.0), ink)
    whole = max(size[0], width)
    drawn = [*moved(parts, (MARGIN + (whole - size[0]) / 2, MARGIN))]
    bottom = size[1]
    if below:
        drawn += moved(below, (MARGIN + (whole - width) / 2, MARGIN + bottom + ABOVE))
        bottom += ABOVE + height
    return Figure(whole + 2 * MARGIN, bottom + 2 * MARGIN, tuple(drawn), about=about)


def _legend(entries: Sequence[tuple[str, str]], width: float, ink: Ink) -> tuple[list[Part], float, float]:
    """The entries in as many lines as they need, with the width and the height that they take."""
    parts: list[Part] = []
    x = y = widest = 0.0
    for colour, words in entries:
        taken = SWATCH + 4 + ink.measure(words, SIZE, False)
        if x and x + taken > width:
            x, y = 0.0, y + ROW
        edge = mixed(colour, ink.colours["ground"], 0.35)
        parts.append(Shape(box(x, y, SWATCH, SWATCH, 1.5), fill=colour, stroke=edge))
        parts.append(ink.text((x + SWATCH + 4, y + SIZE * 0.93), words, SIZE, "muted"))
        widest = max(widest, x + taken)
        x += taken + GAP
    return parts, widest, y + SWATCH if parts else 0.0
