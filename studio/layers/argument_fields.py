"""The arguments of a class of `torch.nn` as a declaration, so that they have a form like all parameters."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, create_model

from studio.formatting.shortened import shortened
from studio.layers.declaration import Declaration
from studio.layers.signatures import Argument
from studio.layers.torch_module import FROM_INPUT
from studio.layers.types import InferredMark
from studio.text import tr

ASIDE = ("device", "dtype")
"""Arguments that are decided elsewhere: where and in which numbers a network computes."""


class _Arguments(Declaration):
    model_config = ConfigDict(protected_namespaces=())


def shown(arguments: Iterable[Argument], given: Mapping[str, Any]) -> tuple[Argument, ...]:
    """The arguments that get a field: all that can be typed, less those that follow from the input and are left out."""
    return tuple(
        each for each in arguments if not each.name.startswith("_") and (each.name in given or _is_asked_for(each))
    )


def declared(module: str, about: str, arguments: Sequence[Argument], given: Mapping[str, Any]) -> type[Declaration]:
    """A declaration with a field for each of the arguments; where what is given does not fit, one for any text."""
    misfits = frozenset(each.name for each in arguments if each.name in given and not each.fits(given[each.name]))
    return _declared(module, about, tuple(arguments), misfits)


def values_of(declaration: type[Declaration], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show: what is given, and else nothing or the default of the class."""
    fields = declaration.model_fields
    return {name: _entered(value, fields[name].annotation) for name, value in given.items() if name in fields}


def with_value(given: Mapping[str, Any], argument: Argument, entered: Any) -> dict[str, Any]:
    """The arguments with what was entered for one of them; nothing, and what is the default, are not written."""
    value = _given(argument, entered)
    kept = {name: each for name, each in given.items() if name != argument.name}
    if value is None or (value == argument.default and type(value) is type(argument.default)):
        return kept
    return {**given, argument.name: value}


@lru_cache(maxsize=128)
def _declared(module: str, about: str, arguments: tuple[Argument, ...], misfits: frozenset[str]) -> type[Declaration]:
    fields: dict[str, Any] = {each.name: _field(each, as_text=each.name in misfits) for each in arguments}
    made: type[Declaration] = create_model(module, __base__=_Arguments, __module__=__name__, __doc__=about, **fields)
    return made


def _is_asked_for(argument: Argument) -> bool:
    """Whether a person may want to give it: it does not follow from elsewhere, and can be typed."""
    return argument.name not in (*FROM_INPUT, *ASIDE) and not set(argument.allowed) <= {"other", "null"}


def _field(argument: Argument, *, as_text: bool) -> tuple[Any, Any]:
    kind: Any = _type(argument) if not as_text else None
    default = argument.default
    if kind is None:
        text = Annotated[str, AfterValidator(lambda written: _checked(argument, written))]
        return text, Field("" if default is None else _written(default), description=_description(argument))
    if default is not None:
        default = _entered(default, kind)
    if default is None or "null" in argument.allowed:
        kind = kind | None
    marked = Annotated[kind, InferredMark()] if argument.name in FROM_INPUT else kind
    return marked, Field(default, description=_description(argument))


def _type(argument: Argument) -> Any:
    """The type of the field; None where a text says more than any of them."""
    allowed = set(argument.allowed) - {"null"}
    if argument.choices and allowed == {"text"}:
        return Literal[argument.choices]
    types: Mapping[frozenset[str], Any] = {
        frozenset({"switch"}): bool,
        frozenset({"whole"}): int,
        frozenset({"number"}): float,
        frozenset({"list"}): tuple[int, ...],
        frozenset({"whole", "list"}): tuple[int, ...],
        frozenset({"number", "list"}): tuple[float, ...],
    }
    return types.get(frozenset(allowed))


def _description(argument: Argument) -> str:
    told = argument.help or tr("The argument {name} of the class", name=argument.name)
    if argument.required and argument.name not in FROM_INPUT:
        return tr("It has to be given. {about}", about=told)
    return told


def _entered(value: Any, kind: Any) -> Any:
    """A value given as the field of this type has it."""
    if kind is str:
        return _written(value)
    if isinstance(value, list):
        return tuple(value)
    takes_lists = "tuple" in str(kind) and value is not None
    return (value,) if takes_lists and not isinstance(value, tuple) else value


def _given(argument: Argument, entered: Any) -> Any:
    """What a field has, as a JSON value for the class."""
    if isinstance(entered, tuple):
        single = {"whole", "number"} & set(argument.allowed)
        return entered[0] if len(entered) == 1 and single else list(entered)
    if isinstance(entered, str) and not argument.choices:
        return _read(argument, entered)
    return entered


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(argument: Argument, text: str) -> Any:
    """A value typed as JSON, as Python, or as a bare word; None where nothing is typed."""
    text = text.strip()
    if not text or set(argument.allowed) <= {"text", "null"}:
        return text or None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        return list(value) if isinstance(value, tuple) else value
    return text


def _checked(argument: Argument, text: str) -> str:
    value = _read(argument, text)
    if value is not None and not argument.fits(value):
        told = {"name": argument.name, "wanted": argument.wanted(), "given": shortened(text)}
        raise ValueError(tr("{name} must be {wanted}, not {given}.", **told))
    return text
