"""The help page of a layer, a block, a loss, an optimizer or a training."""

from __future__ import annotations

from collections.abc import Iterable

from studio.explanation.content import Bullets, Facts, Item, Link, Others, Page, Paragraph, Plot, Section, Setting
from studio.explanation.curve import has_curve
from studio.explanation.functions import layer_function
from studio.explanation.guides import Guide
from studio.explanation.legend import legend, legend_of_function
from studio.explanation.notes import REFERENCES, TRAPS, documentation
from studio.explanation.subject import OTHERS, Subject
from studio.explanation.training import chapters, learning
from studio.explanation.workings import workings
from studio.layers import Declaration, Layer, catalogue, fields, format_shape, format_value
from studio.layers.block import Block
from studio.text import in_language, listed, tr
from studio.training.config import TrainingConfig

NOTHING_YET = tr("The numbers appear once it gets an input that it can take.")


def page(about: Subject) -> Page:
    """All there is to say about it."""
    value = about.value
    if isinstance(value, Guide):
        return Page(value.title, value.kind, "", value.help(), (*value.sections(), _further(value)))
    if isinstance(value, TrainingConfig):
        sections = list(chapters(value, about.plan))
    else:
        sections = [*function(about), _drawn(value), _computes(about)]
    sections += [_inside(about), Section(tr("Measured by PyTorch"), _facts(about.readouts))]
    sections += [_settings(value), _traps(value), _further(value)]
    return Page(value.title, value.kind, about.node, _about(value), tuple(each for each in sections if each.items))


def _about(value: Declaration) -> str:
    """Its help, and whose it is where it is not our own."""
    if not value.origin:
        return value.help()
    return tr("{help} It is of the plug-in {origin}.", help=value.help(), origin=value.origin)


def formulas(about: Subject) -> tuple[Item, ...]:
    """How it computes, with the numbers of its circumstances."""
    if not isinstance(about.value, Layer):
        return tuple(learning(about.value, about.plan))
    if about.shapes is None:
        return (Paragraph(in_language(NOTHING_YET), muted=True),)
    if isinstance(about.value, Block):
        return about.sums
    told = workings(about.value, *about.shapes)
    if told.instead:
        return (Paragraph(told.instead, muted=True),)
    items: list[Item] = [*told, *about.seen]
    items += legend(about.value, told, about.seen)
    free = "" if about.value.family == "io" else _costs_nothing(told.parameters is None, told.macs is None)
    return (*items, Paragraph(free, muted=True)) if free else tuple(items)


def function(about: Subject) -> tuple[Section, ...]:
    """What a layer computes of each number, and what it does to gradients."""
    value = about.value
    if not isinstance(value, Layer) or about.shapes is None:
        return ()
    told = layer_function(value, *about.shapes)
    if told.instead:
        return (Section(tr("What it computes"), (Paragraph(told.instead, muted=True),)),)
    symbols = legend_of_function(told)
    return (
        Section(tr("What it computes"), (*told.forward, *symbols)),
        Section(tr("How gradients go back"), told.backward),
    )


def _computes(about: Subject) -> Section:
    items = formulas(about)
    if not items or not about.shapes:
        return Section(tr("How it computes"), items)
    shapes = listed(map(format_shape, about.shapes))
    if about.is_example:
        told = tr("For an input {shapes}, as an example.", shapes=shapes)
    else:
        told = tr("For an input {shapes}.", shapes=shapes)
    return Section(tr("How it computes"), (Paragraph(told, muted=True), *items))


def _costs_nothing(learns_nothing: bool, multiplies_nothing: bool) -> str:
    if learns_nothing and multiplies_nothing:
        return tr("It learns nothing (0 parameters) and neither multiplies matrices nor convolves (0 MACs).")
    if learns_nothing:
        return tr("It learns nothing (0 parameters).")
    return tr("It neither multiplies matrices nor convolves (0 MACs).") if multiplies_nothing else ""


def _inside(about: Subject) -> Section:
    if about.inside is None:
        return Section(tr("Inside"), ())
    items: list[Item] = [about.inside]
    if about.bound:
        items += [Paragraph(tr("What follows from the block's parameters:"), muted=True), *about.bound]
    return Section(tr("Inside"), tuple(items))


def _facts(rows: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
    return (Facts(rows),) if rows else ()


def _drawn(value: Declaration) -> Section:
    title = tr("The function and its derivative") if isinstance(value, Layer) else tr("The loss as a curve")
    return Section(title, (Plot(value),) if has_curve(value) else ())


def _settings(value: Declaration) -> Section:
    own = [] if isinstance(value, TrainingConfig) else fields(type(value))
    return Section(
        tr("Parameters"),
        tuple(
            Setting(one.name, _shown(getattr(value, one.name)), tr("{sentence}.", sentence=one.description))
            for one in own
        ),
    )


def _shown(value: object) -> str:
    """Several numbers one after the other, where they are no sizes."""
    if isinstance(value, tuple) and any(isinstance(each, float) for each in value):
        return ", ".join(map(format_value, value))
    return format_value(value)


def _traps(value: Declaration) -> Section:
    traps = tuple(map(in_language, TRAPS.get(value.kind, ())))
    return Section(tr("Typical traps"), (Bullets(traps),) if traps else ())


def _further(value: Declaration) -> Section:
    reference, address = REFERENCES.get(value.kind, ""), "" if value.origin else documentation(value)
    items: list[Item] = [Bullets((reference,))] if reference else []
    items += [Link(tr("PyTorch's documentation"), address)] if address else []
    words, kin = _kin(value)
    names = tuple(one.name or one.__name__ for one in kin if one is not type(value))
    items += [Others(words, names)] if names else []
    return Section(tr("Further reading"), tuple(items))


def _kin(value: Declaration) -> tuple[str, Iterable[type[Declaration]]]:
    if isinstance(value, TrainingConfig):
        return tr("Of this training"), [type(value.loss), type(value.optimizer), type(value.schedule)]
    if isinstance(value, Layer):
        return tr("Of the same family"), [one for one in catalogue.values() if one.family == value.family]
    group = next((group for group in OTHERS.values() if value.kind in group), {})
    return tr("Others"), group.values()
