"""What a help page is made of, before it is written as text or drawn in a window."""

from __future__ import annotations

from dataclasses import dataclass

from studio.explanation.formula import Formula, Rule
from studio.layers import Declaration


@dataclass(frozen=True)
class Paragraph:
    """A sentence or several; `muted` ones are said beside."""

    text: str
    muted: bool = False


@dataclass(frozen=True)
class Symbols:
    """What symbols of formulas stand for."""

    meanings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """Names with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows with a name, what is said of it, and numbers, which have a heading."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Setting:
    """A parameter, the value it has, and what it does."""

    name: str
    value: str
    description: str


@dataclass(frozen=True)
class Bullets:
    """Sentences that stand by themselves."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """The way to a page elsewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Others:
    """Pages of the same kind, by name."""

    words: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Plot:
    """Where the curve of a layer or a loss belongs."""

    value: Declaration


Item = Paragraph | Symbols | Formula | Rule | Facts | Table | Setting | Bullets | Link | Others | Plot


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Page:
    """All there is to say about something; `node` is its name where it stands in a network."""

    title: str
    kind: str
    node: str
    about: str
    sections: tuple[Section, ...]

    @property
    def who(self) -> str:
        """What stands below the title: the node's name, and the kind where the title does not say it."""
        named = self.kind.lower() == self.title.lower() and not self.node
        return "" if named else " · ".join(filter(None, (f"“{self.node}”" * bool(self.node), self.kind)))
