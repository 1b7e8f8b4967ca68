"""A layer's parameters as a form needs them: kind of editor, bounds, choices, default and description.

Works for any declaration of this kind (layers, losses, optimizers, data): a pydantic model with annotated fields.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from studio.layers.types import InferredMark
from studio.text import listed, ntr, tr
from studio.text.declared import spelt_out

Editor = Literal[
    "integer",
    "number",
    "switch",
    "choice",
    "several",
    "integers",
    "numbers",
    "text",
    "code",
    "arguments",
    "roles",
    "points",
]


@dataclass(frozen=True, slots=True)
class EditorMark:
    """Marks a value that has an editor of its own: Python code, arguments by name, roles by columns,
    points of a plane."""

    editor: Literal["code", "arguments", "roles", "points"]


@dataclass(frozen=True, slots=True)
class FileMark:
    """Says that a text is the path of a file with one of these endings."""

    endings: tuple[str, ...]


AUTO = tr("auto")
"""The word for what is left to the program."""


@dataclass(frozen=True, slots=True)
class NamesMark:
    """Offers names that a text may be, each with what it stands for; they are looked up when a field is made."""

    names: Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class EmptyMark:
    """Says what it means where a number is left out, in a word."""

    word: str


@dataclass(frozen=True, slots=True)
class SeveralMark:
    """Says which words a list may hold, each once."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One parameter. `length` is how many values `integers` or `numbers` has (None: any number of them).

    `choices` are the words allowed, for `integers` beside numbers (`same`, `valid`), for `several` in a list.
    `strict_minimum` and `strict_maximum` exclude the bound itself. What is `inferred` follows from the input where it
    is left out, so that nobody is asked for it. `empty` is the word for a number that is left out,
    `endings` are those of files, `names` what a text may be, each with what it stands for.
    """

    name: str
    editor: Editor
    description: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    strict_minimum: bool = False
    strict_maximum: bool = False
    choices: tuple[str, ...] = ()
    length: int | None = None
    optional: bool = False
    title: str = ""
    inferred: bool = False
    empty: str = AUTO
    endings: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The name as words: `Kernel size`, with torch's abbreviations spelt out."""
        return tr(self.title or spelt_out(self.name))

    def wanted(self) -> str:
        """What the parameter may be, in words: `a whole number from 1 to 1000000`."""
        if self.editor == "switch":
            return tr("true or false")
        words = [f"“{word}”" for word in self.choices]
        if self.editor == "several":
            return tr("a list of {words}", words=listed(words))
        if self.editor in ("integer", "number", "integers", "numbers"):
            words.insert(0, self._numbers())
        elif self.editor in ("text", "code"):
            words.insert(0, tr("a text"))
        elif self.editor == "arguments":
            words.insert(0, tr("values by name"))
        elif self.editor == "roles":
            words.insert(0, tr("roles by the names of columns"))
        elif self.editor == "points":
            words.insert(0, tr("points as x, y and class"))
        if not words:
            words.append(tr("a choice of its own"))
        if self.optional:
            words.append("null")
        return listed(words, "or")

    def _numbers(self) -> str:
        """`a whole number from 1 to 9`, `2 numbers above 0`."""
        is_whole = self.editor in ("integer", "integers")
        if self.editor in ("integer", "number") or self.length == 1:
            noun = tr("a whole number") if is_whole else tr("a number")
        elif self.length is None:
            noun = tr("a list of whole numbers") if is_whole else tr("a list of numbers")
        elif is_whole:
            noun = ntr("{count} whole number", "{count} whole numbers", self.length)
        else:
            noun = ntr("{count} number", "{count} numbers", self.length)
        return self._within_bounds(noun)

    def _within_bounds(self, noun: str) -> str:
        least, most = (None if bound is None else f"{bound:.12g}" for bound in (self.minimum, self.maximum))
        if least is not None:
            noun = (
                tr("{numbers} above {least}", numbers=noun, least=least)
                if self.strict_minimum
                else tr("{numbers} from {least}", numbers=noun, least=least)
            )
        if most is None:
            return noun
        if self.strict_maximum:
            return tr("{numbers} to below {most}", numbers=noun, most=most)
        return tr("{numbers} to {most}", numbers=noun, most=most)


def fields(declaration: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The parameters of a declaration, in its order; `kind` tags of configurations are left out."""
    return tuple(_spec(name, info) for name, info in declaration.model_fields.items() if name != "kind")


def is_inferred(info: FieldInfo) -> bool:
    """Whether a parameter follows from the input where it is left out."""
    return any(isinstance(mark, InferredMark) for mark in info.metadata)


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    leaves = list(_leaves(info.annotation, list(info.metadata)))
    optional = any(kind is types.NoneType for kind, _, _ in leaves)
    choices = tuple(str(word) for kind, words, _ in leaves if kind is Literal for word in words)
    numbers = [(kind, length, metadata) for kind, length, metadata in leaves if kind in (int, float, bool, str)]
    default = info.get_default(call_default_factory=True)
    description = tr(info.description or "")
    several = next((mark.words for mark in info.metadata if isinstance(mark, SeveralMark)), ())
    if several:
        return FieldSpec(name, "several", description, default, choices=several, title=info.title or "")
    if not numbers:
        return FieldSpec(
            name, "choice", description, default, choices=choices, optional=optional, title=info.title or ""
        )
    kind, length, metadata = numbers[0]
    editor = next((mark.editor for mark in info.metadata if isinstance(mark, EditorMark)), _editor(kind, length))
    minimum, maximum, strict_minimum, strict_maximum = _bounds(metadata)
    return FieldSpec(
        name, editor, description, default, minimum, maximum, strict_minimum, strict_maximum, choices,
        length if isinstance(length, int) and length > 0 else None, optional, info.title or "",
        is_inferred(info), next((mark.word for mark in info.metadata if isinstance(mark, EmptyMark)), AUTO),
        next((mark.endings for mark in info.metadata if isinstance(mark, FileMark)), ()),
        next((tuple(mark.names().items()) for mark in info.metadata if isinstance(mark, NamesMark)), ()),
    )  # fmt: skip


def _editor(kind: Any, length: Any) -> Editor:
    if length != 0:
        return "numbers" if kind is float else "integers"
    editors: dict[Any, Editor] = {int: "integer", float: "number", bool: "switch", str: "text"}
    return editors[kind]


def _leaves(annotation: Any, metadata: list[Any]) -> Iterator[tuple[Any, Any, list[Any]]]:
    """(type, words of a Literal or length of a tuple (0: no tuple, -1: any), metadata) of each alternative.."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _leaves(arguments[0], metadata + list(arguments[1:]))
    elif origin in (Union, types.UnionType):
        for argument in arguments:
            yield from _leaves(argument, list(metadata))
    elif origin is Literal:
        yield Literal, arguments, metadata
    elif origin is tuple:
        length = -1 if arguments[-1] is Ellipsis else len(arguments)
        for kind, _, inner in _leaves(arguments[0], []):
            yield kind, length, inner
    else:
        yield annotation, 0, metadata


def _bounds(metadata: list[Any]) -> tuple[float | None, float | None, bool, bool]:
    """(minimum, maximum, whether the minimum itself is excluded, whether the maximum is)."""
    minimum: Any = None
    maximum: Any = None
    above = below = False
    for entry in _flat(metadata):
        if isinstance(entry, annotated_types.Ge):
            minimum = entry.ge
        elif isinstance(entry, annotated_types.Gt):
            minimum, above = entry.gt, True
        elif isinstance(entry, annotated_types.Le):
            maximum = entry.le
        elif isinstance(entry, annotated_types.Lt):
            maximum, below = entry.lt, True
    return minimum, maximum, above, below


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for entry in metadata:
        if isinstance(entry, FieldInfo):
            yield from entry.metadata
        else:
            yield entry
