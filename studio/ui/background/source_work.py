"""What the code panel has worked out: the source of a level, and what was changed in it, both off the UI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from studio.graph import Graph
from studio.graph.definition import definitions
from studio.project.level import Place
from studio.project.live_source.listing import Listing, listing

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.project.live_source.difference import Edit
    from studio.project.live_source.reading import MistakeError


class Wanted(NamedTuple):
    """The level whose source is asked for, in the network of which `analysis` tells."""

    place: Place
    name: str
    analysis: Analysis | None


class Typed(NamedTuple):
    """A text that was typed where another stood, for a level of the network `whole`."""

    place: Place
    whole: Graph
    before: Listing
    text: str


def source_of(wanted: Wanted) -> tuple[Wanted, Listing]:
    """The source of a level."""
    return wanted, listing(*wanted)


def change_of(typed: Typed) -> tuple[Typed, Edit | MistakeError]:
    """The edit that was typed, or what keeps the text from being one."""
    from studio.compiler.source_classes import class_name
    from studio.project.live_source.difference import edited
    from studio.project.live_source.reading import MistakeError, read

    blocks = {class_name(name): each for name, each in definitions(typed.whole).items()}
    try:
        before = read(typed.before.text)
        return typed, edited(typed.place, blocks, typed.before, before, read(typed.text))
    except MistakeError as mistake:
        return typed, mistake
