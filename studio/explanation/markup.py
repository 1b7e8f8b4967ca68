"""Pages and the index of all of them as HTML without colours, in the subset that Qt reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from studio.explanation.content import (
    Bullets,
    Facts,
    Item,
    Link,
    Others,
    Page,
    Paragraph,
    Plot,
    Section,
    Setting,
    Symbols,
    Table,
)
from studio.explanation.formula import Formula, Rule
from studio.explanation.notation import symbol
from studio.explanation.subject import OTHERS, words_of
from studio.layers import Declaration, catalogue
from studio.layers.by_name import search_all
from studio.layers.families import FAMILY_TITLES
from studio.text import ended, in_language, tr

CURVE = "curve:"
"""Address of the picture of the curve, which the window draws."""

SCHEME = "about"
"""Links to other pages begin with it: `about:Conv2d`; the index is `about:index`."""

PARAMETER = "parameter-"
"""Names of the places on a page where parameters are told begin with it."""


def html(page: Page) -> str:
    """The whole page."""
    who = f"<p class='muted'>{escape(page.who)}</p>" if page.who else ""
    head = f"<p class='title'>{escape(page.title)}</p>{who}"
    return "\n".join((head, f"<p>{_words(page.about)}</p>", *map(section_html, page.sections)))


def items_html(items: Iterable[Item]) -> str:
    """Parts of a page, one below the other."""
    return "".join(map(_item, items))


def index_html(text: str = "") -> str:
    """All pages by family, or those that fit `text`."""
    if text.strip():
        found = _link_rows([*search_all(text), *_others_named(text)])
        nothing = tr("Nothing is called or does “{words}”. Try another word.", words=text.strip())
        return found or f"<p>{escape(nothing)}</p>"
    families: dict[str, list[type[Declaration]]] = {}
    for layer in catalogue.values():
        families.setdefault(in_language(FAMILY_TITLES[layer.family]), []).append(layer)
    groups = {**families, **{in_language(name): list(group.values()) for name, group in OTHERS.items()}}
    training = f"<p><a href='{SCHEME}:training'>{escape(tr('How this project is trained'))}</a></p>"
    return f"<p class='title'>{escape(tr('All layers'))}</p>{training}" + "".join(
        _headed(name, _link_rows(group)) for name, group in groups.items()
    )


def section_html(section: Section) -> str:
    """A heading with what stands below it."""
    return _headed(section.title, items_html(section.items))


def _words(text: str) -> str:
    """A sentence, with names in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _headed(title: str, content: str) -> str:
    return f"<p class='heading'>{escape(title)}</p>{content}"


def _item(item: Item) -> str:
    match item:
        case Paragraph(text=text, muted=muted):
            return f"<p class='muted'>{escape(text)}</p>" if muted else f"<p>{_words(text)}</p>"
        case Symbols(meanings=meanings):
            said = tr("; ").join(
                tr("{symbol}: {meaning}", symbol=symbol(name, html=True), meaning=escape(meaning))
                for name, meaning in meanings
            )
            return f"<p class='muted'>{ended(said)}</p>"
        case Formula() | Rule():
            return _formula(item)
        case Facts(rows=rows):
            return _facts(rows)
        case Table():
            return _parts(item)
        case Setting():
            return _setting(item)
        case Bullets(lines=lines):
            return _list(map(escape, lines))
        case Link(text=text, address=address):
            return _list([f"<a href='{address}'>{escape(text)}</a>"])
        case Others(words=words, kinds=kinds):
            return _list([f"{escape(words)}: {', '.join(map(_link, kinds))}"])
        case Plot():
            return f"<p><img src='{CURVE}'></p>"


def _setting(setting: Setting) -> str:
    name = f"<a name='{PARAMETER}{setting.name}'></a><code>{escape(setting.name)}</code>"
    said = f"<span class='muted'>{escape(setting.description)}</span>"
    if "\n" in setting.value:
        return f"<p>{name}<br>{said}</p><pre>{escape(setting.value.rstrip())}</pre>"
    return f"<p>{name} = <code>{escape(setting.value)}</code><br>{said}</p>"


def _formula(formula: Formula | Rule) -> str:
    filled = formula.filled(html=True)
    equal = "= " if isinstance(formula, Formula) else ""
    with_numbers = f"<br><span class='filled'>{equal}{filled}</span>" if filled else ""
    return (
        f"<p class='formula'><span class='quantity'>{escape(in_language(formula.quantity))}</span><br>"
        f"{formula.symbolic(html=True)}{with_numbers}</p>"
    )


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    lines = [_row(escape(name), [value], "value") for name, value in rows]
    return f"<table width='100%' cellspacing='0' style='margin-bottom: 8px'>{''.join(lines)}</table>"


def _row(first: str, others: Iterable[str], style: str) -> str:
    cells = "".join(f"<td class='{style}'>{escape(cell)}</td>" for cell in others)
    return f"<tr><td>{first}</td>{cells}</tr>"


def _parts(table: Table) -> str:
    lines = [_row("", map(in_language, table.heading), "heads")]
    for name, said, *numbers in table.rows:
        below = f"<span class='muted'>{escape(said).replace(', ', ',&nbsp;')}</span>"
        lines.append(_row(f"{escape(name)}<br>{below}", numbers, "value"))
    return f"<table width='100%' cellspacing='0' style='margin-bottom: 8px'>{''.join(lines)}</table>"


def _others_named(text: str) -> list[type[Declaration]]:
    wanted = text.strip().lower()
    return [one for group in OTHERS.values() for one in group.values() if any(wanted in word for word in words_of(one))]


def _link(kind: str) -> str:
    return f"<a href='{SCHEME}:{kind}'>{escape(kind)}</a>"


def _link_rows(found: Sequence[type[Declaration]]) -> str:
    return "".join(
        f"<p>{_link(one.name or one.__name__)}<br><span class='muted'>{escape(one.title)}</span></p>" for one in found
    )


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
