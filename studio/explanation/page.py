"""The help page of a layer, a loss or an optimizer, and the index of all of them, as HTML without colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from studio.explanation.curve import has_curve
from studio.explanation.formula import Formula
from studio.explanation.notes import REFERENCES, RULES, TRAPS, documentation
from studio.explanation.workings import workings
from studio.layers import Declaration, Layer, Shape, catalogue, fields, format_value, search
from studio.training.losses import losses
from studio.training.optimizers import optimizers

CURVE = "curve:"
"""Address of the picture of the curve, which the window draws."""

SCHEME = "about"
"""Links to other pages begin with it: `about:Conv2d`; the index is `about:index`."""

FAMILIES = {"io": "Input and output"}
"""Titles of families that are not simply their names."""

OTHERS: Mapping[str, Mapping[str, type[Declaration]]] = {"Losses": losses, "Optimizers": optimizers}


@dataclass(frozen=True)
class Subject:
    """What a page is about: a declaration with its values and, of a layer, the inputs it gets and who it is.

    `readouts` are measured, as (name, value). A subject without a `node` is shown with an example's shapes.
    """

    value: Declaration
    shapes: tuple[Shape, ...] | None = None
    node: str = ""
    readouts: tuple[tuple[str, str], ...] = ()


def declared(kind: str) -> type[Declaration] | None:
    """The layer, loss or optimizer of this name."""
    return catalogue.get(kind) or next((group[kind] for group in OTHERS.values() if kind in group), None)


def subject(kind: str) -> Subject:
    """A layer with its defaults on its example, or a loss or an optimizer with its defaults."""
    wanted = declared(kind)
    assert wanted is not None
    value = wanted.create({})
    if not isinstance(value, Layer):
        return Subject(value)
    return Subject(value, tuple(arrival.shape for arrival in value.example()) if value.inputs else ())


def html(about: Subject) -> str:
    """The whole page."""
    value = about.value
    parts = [_head(about), f"<p>{escape(value.help())}</p>"]
    if value.kind in RULES:
        parts.append(f"<p class='formula'>{RULES[value.kind]}</p>")
    if isinstance(value, Layer):
        parts += [_formulas(about), _readouts(about), _plot(value)]
    traps = TRAPS.get(value.kind, ())
    parts += [_parameters(value), _section("Typical traps", _list(map(escape, traps)) if traps else "")]
    return "\n".join((*parts, _further(value)))


def index_html(text: str = "") -> str:
    """All pages by family, or those that fit `text`."""
    if text.strip():
        found = _link_rows([*search(text), *_others_named(text)])
        return found or f"<p>Nothing is called or does “{escape(text.strip())}”. Try another word.</p>"
    families: dict[str, list[type[Declaration]]] = {}
    for layer in catalogue.values():
        families.setdefault(FAMILIES.get(layer.family, layer.family.capitalize()), []).append(layer)
    groups = {**families, **{name: list(group.values()) for name, group in OTHERS.items()}}
    return "<p class='title'>All layers</p>" + "".join(
        _section(name, _link_rows(group)) for name, group in groups.items()
    )


def formula_lines(formulas: Iterable[Formula]) -> str:
    """Each formula with its symbols, and below with its numbers."""
    rows = []
    for formula in formulas:
        filled = formula.filled(html=True)
        rows.append(
            f"<p class='formula'><span class='quantity'>{escape(formula.quantity)}</span><br>"
            f"{formula.symbolic(html=True)}<br><span class='filled'>= {filled}</span></p>"
        )
    return "".join(rows)


def _head(about: Subject) -> str:
    kind, title = about.value.kind, about.value.title
    who = f"“{escape(about.node)}” · " if about.node else ""
    return f"<p class='title'>{escape(title)}</p><p class='muted'>{who}<code>{escape(kind)}</code></p>"


def _formulas(about: Subject) -> str:
    assert isinstance(about.value, Layer)
    if about.shapes is None:
        return _section("How it computes", "<p class='muted'>The numbers appear once its input is known.</p>")
    lines = formula_lines(workings(about.value, *about.shapes))
    given = " and ".join(escape(str(shape)).replace(",)", ")") for shape in about.shapes)
    whose = f"<p class='muted'>For an input {given}{'' if about.node else ', as an example'}.</p>"
    return _section("How it computes", whose + lines if lines else "")


def _readouts(about: Subject) -> str:
    rows = "".join(f"<tr><td>{escape(n)}</td><td class='value'>{escape(v)}</td></tr>" for n, v in about.readouts)
    return _section("Measured by PyTorch", f"<table width='100%'>{rows}</table>" if rows else "")


def _plot(layer: Layer) -> str:
    return _section("The function and its derivative", f"<p><img src='{CURVE}'></p>" if has_curve(layer) else "")


def _parameters(value: Declaration) -> str:
    rows = "".join(
        f"<p><code>{escape(spec.name)}</code> = <code>{escape(format_value(getattr(value, spec.name)))}</code><br>"
        f"<span class='muted'>{escape(spec.description)}.</span></p>"
        for spec in fields(type(value))
    )
    return _section("Parameters", rows)


def _further(value: Declaration) -> str:
    reference, address = REFERENCES.get(value.kind, ""), documentation(type(value))
    lines = [escape(reference)] if reference else []
    lines += [f"<a href='{address}'>PyTorch's documentation</a>"] if address else []
    if isinstance(value, Layer):
        family = [one for one in catalogue.values() if one.family == value.family and one is not type(value)]
        lines += ["Of the same family: " + ", ".join(map(_link, family))] if family else []
    return _section("Further reading", _list(lines))


def _others_named(text: str) -> list[type[Declaration]]:
    wanted = text.strip().lower()
    every = [one for group in OTHERS.values() for one in group.values()]
    return [one for one in every if wanted in f"{one.__name__} {one.title}".lower()]


def _link(one: type[Declaration]) -> str:
    kind = one.name or one.__name__
    return f"<a href='{SCHEME}:{kind}'>{escape(kind)}</a>"


def _link_rows(found: Sequence[type[Declaration]]) -> str:
    return "".join(f"<p>{_link(one)}<br><span class='muted'>{escape(one.title)}</span></p>" for one in found)


def _section(title: str, content: str) -> str:
    return f"<p class='heading'>{escape(title)}</p>{content}" if content else ""


def _list(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""
