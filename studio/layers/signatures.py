"""The arguments of a class of `torch.nn`, from its signature and its docstring. Imports torch when it is asked."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from inspect import Parameter, cleandoc, signature
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studio.formatting.shortened import shortened
from studio.graph import Kind
from studio.layers.spec import Explanation
from studio.text import listed, tr

ValueKind = Literal["whole", "number", "switch", "text", "list", "null", "other"]

NO_SUCH_ARGUMENT = Kind("no-such-argument", "nn.{module} has no argument “{argument}”.", "Its arguments are: {known}.")
MISSPELT_ARGUMENT = Kind(
    "misspelt-argument",
    "nn.{module} has no argument “{argument}”.",
    "Its arguments are: {known}. Did you mean “{near}”?",
)
ARGUMENT_MISSING = Kind("argument-missing", "nn.{module} needs the argument “{argument}”.", "Give it: {wanted}.")
ARGUMENT_OF_OTHER_TYPE = Kind(
    "argument-of-other-type",
    "{argument} of nn.{module} must be {wanted}, not {given}.",
    "Change {argument}, or leave it out.",
)

WORDS: Mapping[ValueKind, str] = {
    "whole": tr("a whole number"),
    "number": tr("a number"),
    "switch": tr("true or false"),
    "text": tr("a text"),
    "list": tr("a list"),
    "null": tr("null"),
    "other": tr("a value of its own"),
}

_KINDS: Mapping[Any, ValueKind] = {int: "whole", float: "number", bool: "switch", str: "text", types.NoneType: "null"}

_ENTRY = re.compile(r"^ {4}(\w+)(?: ?\([^)\n]*\))?: (.*(?:\n {6,}\S.*)*)", re.MULTILINE)
"""An argument in a docstring: its name, its type, and a text that may go on in lines indented further."""

_MARKUP = (
    (re.compile(r":\w+:`~?([^`]*)`"), r"\1"),
    (re.compile(r"[`*]+|\\\w+|\(default=.*?\)"), ""),
    (re.compile(r"\s+"), " "),
)


@dataclass(frozen=True, slots=True)
class Argument:
    """What can be given for one parameter of a constructor. `default` is None where it is no JSON value."""

    name: str
    allowed: tuple[ValueKind, ...]
    choices: tuple[str, ...] = ()
    default: Any = None
    required: bool = False
    help: str = ""

    def fits(self, value: Any) -> bool:
        """Whether the signature allows a JSON value; what is no plain type is left to the class."""
        if self.choices and isinstance(value, str):
            return value in self.choices
        return "other" in self.allowed or _kind_of(value) in self.allowed or self._takes_whole(value)

    def wanted(self) -> str:
        """What it may be, in words."""
        words = [WORDS[kind] for kind in self.allowed if kind != "text" or not self.choices]
        return listed([*(f"“{choice}”" for choice in self.choices), *words], "or")

    def _takes_whole(self, value: Any) -> bool:
        return "number" in self.allowed and _kind_of(value) == "whole"


@lru_cache(maxsize=256)
def arguments(module: str) -> Mapping[str, Argument]:
    """The arguments of a class that can be given by name, in the order of its signature."""
    from torch import nn

    made = getattr(nn, module)
    hints, helps = _hints(made), dict(_helps(made.__doc__ or ""))
    return {
        name: _argument(parameter, hints.get(name, Parameter.empty), helps.get(name, ""))
        for name, parameter in signature(made).parameters.items()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }


def about(module: str) -> str:
    """What the class says of itself in its docstring's first paragraph."""
    from torch import nn

    told = _plain(cleandoc(getattr(nn, module).__doc__ or "").partition("\n\n")[0])
    return told or tr("The class {name} of torch.nn.", name=module)


def objection(module: str, values: Mapping[str, Any]) -> Explanation | None:
    """What to say where the class would not take these arguments; None where the signature allows them."""
    known = arguments(module)
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, 1)
            kind = MISSPELT_ARGUMENT if near else NO_SUCH_ARGUMENT
            told = {"module": module, "argument": shortened(name), "known": tr(", ").join(known) or tr("none")}
            return kind.finding(**told, near="".join(near))
    for argument in known.values():
        if argument.required and argument.name not in values:
            return ARGUMENT_MISSING.finding(module=module, argument=argument.name, wanted=argument.wanted())
    for name, value in values.items():
        if not known[name].fits(value):
            shown = shortened(repr(value))
            told = {"argument": name, "module": module, "wanted": known[name].wanted(), "given": shown}
            return ARGUMENT_OF_OTHER_TYPE.finding(**told)
    return None


def _argument(parameter: Parameter, annotation: Any, told: str) -> Argument:
    required = parameter.default is Parameter.empty
    default = None if required or _kind_of(parameter.default) == "other" else parameter.default
    if annotation is Parameter.empty:
        guessed = _kind_of(default)
        return Argument(parameter.name, ("other",) if guessed == "null" else (guessed,), (), default, required, told)
    leaves = list(_leaves(annotation))
    choices = tuple(str(word) for leaf in leaves if get_origin(leaf) is Literal for word in get_args(leaf))
    allowed = tuple(dict.fromkeys("text" if get_origin(leaf) is Literal else _kind(leaf) for leaf in leaves))
    return Argument(parameter.name, allowed, choices, default, required, told)


def _hints(made: type) -> Mapping[str, Any]:
    try:
        return get_type_hints(made.__init__)  # type: ignore[misc]
    except (NameError, TypeError):
        return {}


def _helps(docstring: str) -> Iterator[tuple[str, str]]:
    """What a docstring says of each argument, in its first sentence and without its markup."""
    for name, text in _ENTRY.findall(cleandoc(docstring)):
        text = _plain(text)
        sentence = re.split(r"(?<!i\.e)(?<!w\.r\.t)\. |\bDefaults?:| Default ", text, maxsplit=1)[0].strip(" .,")
        yield name, sentence[:1].upper() + sentence[1:]


def _plain(text: str) -> str:
    """Without the markup of docstrings."""
    for pattern, plain in _MARKUP:
        text = pattern.sub(plain, text)
    return text.strip()


def _leaves(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _leaves(each)
    else:
        yield annotation


def _kind(annotation: Any) -> ValueKind:
    origin = get_origin(annotation) or annotation
    if isinstance(origin, type) and issubclass(origin, (tuple, list)):
        return "list"
    return _KINDS.get(origin, "other")


def _kind_of(value: Any) -> ValueKind:
    return "list" if isinstance(value, (list, tuple)) else _KINDS.get(type(value), "other")
