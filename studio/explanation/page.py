"""The help page of a layer, a block, a loss, an optimizer or a training."""

from __future__ import annotations

from collections.abc import Iterable

from studio.explanation.content import Bullets, Facts, Item, Link, Others, Page, Paragraph, Plot, Section, Setting
from studio.explanation.curve import has_curve
from studio.explanation.legend import legend
from studio.explanation.notes import REFERENCES, TRAPS, documentation
from studio.explanation.subject import OTHERS, Subject
from studio.explanation.training import chapters, learning
from studio.explanation.workings import workings
from studio.layers import Declaration, Layer, catalogue, fields, format_shape, format_value
from studio.layers.block import Block
from studio.text import listed
from studio.training.config import TrainingConfig

NOTHING_YET = "The numbers appear once it gets an input that it can take."


def page(about: Subject) -> Page:
    """All there is to say about it."""
    value = about.value
    sections = list(chapters(value, about.plan)) if isinstance(value, TrainingConfig) else [_computes(about)]
    sections += [_inside(about), Section("Measured by PyTorch", _facts(about.readouts))]
    sections += [_drawn(value), _settings(value), _traps(value), _further(value)]
    return Page(value.title, value.kind, about.node, value.help(), tuple(each for each in sections if each.items))


def formulas(about: Subject) -> tuple[Item, ...]:
    """How it computes, with the numbers of its circumstances."""
    if not isinstance(about.value, Layer):
        return tuple(learning(about.value, about.plan))
    if about.shapes is None:
        return (Paragraph(NOTHING_YET, muted=True),)
    if isinstance(about.value, Block):
        return about.sums
    told = workings(about.value, *about.shapes)
    if told.instead:
        return (Paragraph(told.instead, muted=True),)
    items: list[Item] = [*told, *about.seen]
    items += legend(about.value, told, about.seen)
    free = "" if about.value.family == "io" else _costs_nothing(told.parameters is None, told.macs is None)
    return (*items, Paragraph(free, muted=True)) if free else tuple(items)


def _computes(about: Subject) -> Section:
    items = formulas(about)
    if not items or not about.shapes:
        return Section("How it computes", items)
    arriving = listed([format_shape(shape) for shape in about.shapes])
    given = Paragraph(f"For an input {arriving}{', as an example' if about.is_example else ''}.", muted=True)
    return Section("How it computes", (given, *items))


def _costs_nothing(learns_nothing: bool, multiplies_nothing: bool) -> str:
    none = ["learns nothing (0 parameters)"] * learns_nothing
    none += ["neither multiplies matrices nor convolves (0 MACs)"] * multiplies_nothing
    return f"It {listed(none)}." if none else ""


def _inside(about: Subject) -> Section:
    if about.inside is None:
        return Section("Inside", ())
    items: list[Item] = [about.inside]
    if about.bound:
        items += [Paragraph("What follows from the block's parameters:", muted=True), *about.bound]
    return Section("Inside", tuple(items))


def _facts(rows: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
    return (Facts(rows),) if rows else ()


def _drawn(value: Declaration) -> Section:
    title = "The function and its derivative" if isinstance(value, Layer) else "The loss as a curve"
    return Section(title, (Plot(value),) if has_curve(value) else ())


def _settings(value: Declaration) -> Section:
    own = [] if isinstance(value, TrainingConfig) else fields(type(value))
    return Section(
        "Parameters",
        tuple(Setting(one.name, _shown(getattr(value, one.name)), f"{one.description}.") for one in own),
    )


def _shown(value: object) -> str:
    """Several numbers one after the other, where they are no sizes."""
    if isinstance(value, tuple) and any(isinstance(each, float) for each in value):
        return ", ".join(map(format_value, value))
    return format_value(value)


def _traps(value: Declaration) -> Section:
    traps = TRAPS.get(value.kind, ())
    return Section("Typical traps", (Bullets(traps),) if traps else ())


def _further(value: Declaration) -> Section:
    reference, address = REFERENCES.get(value.kind, ""), documentation(value)
    items: list[Item] = [Bullets((reference,))] if reference else []
    items += [Link("PyTorch's documentation", address)] if address else []
    words, kin = _kin(value)
    names = tuple(one.name or one.__name__ for one in kin if one is not type(value))
    items += [Others(words, names)] if names else []
    return Section("Further reading", tuple(items))


def _kin(value: Declaration) -> tuple[str, Iterable[type[Declaration]]]:
    if isinstance(value, TrainingConfig):
        return "Of this training", [type(value.loss), type(value.optimizer)]
    if isinstance(value, Layer):
        return "Of the same family", [one for one in catalogue.values() if one.family == value.family]
    group = next((group for group in OTHERS.values() if value.kind in group), {})
    return "Others", group.values()
