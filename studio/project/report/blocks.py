"""What a report is made of, before it is written as a page or printed: sections of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Tone = Literal["", "muted", "warning"]


@dataclass(frozen=True)
class Paragraph:
    """A sentence or several."""

    kind: ClassVar = "paragraph"
    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Facts:
    """Names with their values; `large` ones are what a reader looks for first."""

    kind: ClassVar = "facts"
    rows: tuple[tuple[str, str], ...]
    large: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under their head: so many columns of `words` at the left, then numbers, which stand to the right."""

    kind: ClassVar = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    caption: str = ""


@dataclass(frozen=True)
class Matrix:
    """Counts (N, N) of `names`, truth from top to bottom and predictions from left to right."""

    kind: ClassVar = "matrix"
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def share(self, row: int, column: int) -> float:
        """How much of a row is in one of its columns, from 0 to 1."""
        return self.counts[row][column] / max(sum(self.counts[row]), 1)

    def colour(self, row: int, column: int) -> str:
        """The colour of a cell on white paper: green for what is right, red for what is not."""
        full, share = ((23, 140, 100), 0.55) if row == column else ((200, 60, 50), 0.9)
        weight = share * self.share(row, column)
        return "#" + "".join(f"{round(255 + weight * (each - 255)):02x}" for each in full)


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, well-formed and without script or links; `about` says what is seen."""

    kind: ClassVar = "picture"
    svg: str
    about: str
    width: float
    height: float


@dataclass(frozen=True)
class Pictures:
    """Drawings beside each other."""

    kind: ClassVar = "pictures"
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Commands:
    """Lines to be typed."""

    kind: ClassVar = "commands"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """What is there to look up, closed until a reader opens it; on paper it is open."""

    kind: ClassVar = "folded"
    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Facts | Table | Matrix | Picture | Pictures | Commands | Folded


@dataclass(frozen=True)
class Section:
    """Blocks under a title; `name` is what links lead to."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """All that is told of a run. `lead` stands before the sections, `made` says by what it was made and when."""

    title: str
    subtitle: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...]
    made: str = ""
    language: str = field(default="en")

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All drawings in their order."""
        blocks = [*self.lead, *(block for section in self.sections for block in section.blocks)]
        return tuple(_pictures(blocks))


def _pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Pictures):
            yield from block.pictures
        elif isinstance(block, Folded):
            yield from _pictures(block.blocks)
