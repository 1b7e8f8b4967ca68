"""Pages as plain text for a terminal, and as JSON values for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.explanation.content import (
    Bullets,
    Facts,
    Item,
    Link,
    Others,
    Page,
    Paragraph,
    Section,
    Setting,
    Symbols,
    Table,
)
from studio.explanation.formula import Formula, Rule
from studio.explanation.notation import symbol
from studio.text import ended, in_language, tr
from studio.text.lines import columns, padded, wrapped

WIDTH = 100
INDENT = "    "


def text(page: Page, width: int = WIDTH) -> str:
    """The whole page, in lines of at most `width` characters where a formula is not longer."""
    who = f"{page.who}\n" if page.who else ""
    head = f"{page.title}\n{who}\n{wrapped(page.about, width)}\n"
    return "\n".join((head, *filter(None, (_section(section, width) for section in page.sections))))


def values(page: Page) -> dict[str, Any]:
    """JSON values: the sections by title, each a list of its items."""
    return {
        "kind": page.kind,
        "title": page.title,
        "node": page.node or None,
        "about": page.about,
        "sections": {
            section.title: [value for item in section.items for value in _value(item)] for section in page.sections
        },
    }


def _section(section: Section, width: int) -> str:
    lines = [line for item in section.items for line in _lines(item, width - 2)]
    return f"{section.title}\n" + "".join(f"  {line}".rstrip() + "\n" for line in lines) if lines else ""


def _lines(item: Item, width: int) -> Iterator[str]:
    match item:
        case Paragraph(text=words):
            yield from wrapped(words, width).splitlines()
        case Symbols(meanings=meanings):
            said = tr("; ").join(
                tr("{symbol}: {meaning}", symbol=symbol(name), meaning=meaning) for name, meaning in meanings
            )
            yield from wrapped(ended(said), width).splitlines()
        case Formula() | Rule():
            yield tr("{quantity}:", quantity=item.quantity)
            yield f"{INDENT}{item.symbolic()}"
            if item.filled():
                yield f"{INDENT}{'= ' if isinstance(item, Formula) else ''}{item.filled()}"
        case Facts(rows=rows):
            yield from _columns(rows)
        case Table(heading=heading, rows=rows):
            yield from _columns((("", "", *map(in_language, heading)), *rows), words=2)
        case Setting(name=name, value=value, description=description):
            yield f"{name} =" if "\n" in value else f"{name} = {value}"
            yield from (f"{INDENT}{line}" for line in value.splitlines() if "\n" in value)
            yield from _indented(description, width)
        case Bullets(lines=lines):
            for line in lines:
                first, *rest = wrapped(line, width - 2).splitlines()
                yield f"- {first}"
                yield from (f"  {one}" for one in rest)
        case Link(text=words, address=address):
            yield f"- {words}: {address}"
        case Others(words=words, kinds=kinds):
            first, *rest = wrapped(f"{words}: {', '.join(kinds)}", width - 2).splitlines()
            yield f"- {first}"
            yield from (f"  {one}" for one in rest)


def _indented(words: str, width: int) -> Iterator[str]:
    yield from (f"{INDENT}{line}" for line in wrapped(words, width - len(INDENT)).splitlines())


def _columns(rows: tuple[tuple[str, ...], ...], words: int = 1) -> Iterator[str]:
    """Lines of aligned cells, of which the first so many are words and the others numbers."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (padded(cell, wide, right=at >= words) for at, (cell, wide) in enumerate(zip(row, widths, strict=True)))
        yield "  ".join(cells)


def _plain(shown: str) -> int | str:
    """A count without the spaces between its thousands."""
    digits = "".join(shown.split())
    return int(digits) if digits.isdecimal() else shown


def _value(item: Item) -> Iterator[Any]:
    match item:
        case Paragraph(text=words):
            yield words
        case Symbols(meanings=meanings):
            yield {"symbols": {symbol(name): meaning for name, meaning in meanings}}
        case Formula():
            whole = item.value if isinstance(item.value, int | tuple) else float(item.value)
            yield {
                "quantity": in_language(item.quantity),
                "formula": item.symbolic(),
                "filled": item.filled(),
                "value": whole,
            }
        case Rule():
            yield {"quantity": in_language(item.quantity), "formula": item.symbolic(), "filled": item.filled() or None}
        case Facts(rows=rows):
            yield {name: _plain(value) for name, value in rows}
        case Table(heading=heading, rows=rows):
            yield from (dict(zip(("name", "about", *heading), row, strict=True)) for row in rows)
        case Setting(name=name, value=value, description=description):
            yield {"name": name, "value": value, "description": description}
        case Bullets(lines=lines):
            yield from lines
        case Link(address=address):
            yield address
        case Others(words=words, kinds=kinds):
            yield {words: list(kinds)}
