"""Strict JSON: text to a tree of plain values, or a sentence that says where it goes wrong; and values to text."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import isinf
from typing import Any

from studio.formatting.shortened import shortened
from studio.project.errors import ProjectError
from studio.text import tr

DEEPEST = 60
LONGEST_NUMBER = 100

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


def parse(text: str) -> dict[str, Any]:
    """The JSON object in `text`. Raises ProjectError; no number in it is infinite, no name stands twice."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ProjectError(tr("It is empty."))
    try:
        tree = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_real, parse_int=_whole, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise _syntax(text, error) from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(tree, dict):
        raise ProjectError(tr("It holds {value}, but a project is an object: {{ … }}.", value=kind_of(tree)))
    _check_values(tree)
    return tree


def encode(value: Any) -> str:
    """JSON on one line, in UTF-8 rather than escapes."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def kind_of(value: object) -> str:
    """What a JSON value is, in words: `a list`."""
    if value is None:
        return tr("null")
    if isinstance(value, bool):
        return tr("true") if value else tr("false")
    number = tr("a number")
    return {dict: tr("an object"), list: tr("a list"), str: tr("a text"), int: number, float: number}[type(value)]


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ProjectError(
            tr("“{name}” stands twice in the same object.", name=shortened(twice)),
            tr("Remove or rename one of the two."),
        )
    return found


def _whole(digits: str) -> int:
    _check_length(digits)
    return int(digits)


def _real(digits: str) -> float:
    _check_length(digits)
    number = float(digits)
    if isinf(number):
        raise ProjectError(tr("The number {number} is too large.", number=digits))
    return number


def _check_length(digits: str) -> None:
    if len(digits) > LONGEST_NUMBER:
        raise ProjectError(
            tr("A number in it has {count} digits.", count=len(digits)),
            tr("At most {count} are read.", count=LONGEST_NUMBER),
        )


def _refuse_constant(word: str) -> Any:
    raise ProjectError(tr("It contains {word}, which is no number that can be worked with.", word=word))


def _syntax(text: str, error: json.JSONDecodeError) -> ProjectError:
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return ProjectError(
            tr("Line {line} is the mark of a merge conflict.", line=line), tr("Resolve the conflict in a text editor.")
        )
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return ProjectError(
            tr("It ends in the middle, at line {line}.", line=text.count(chr(10)) + 1),
            tr("It may have been cut off while it was copied: fetch it again, or restore an earlier copy."),
        )
    return ProjectError(
        tr("Line {line}, column {column} cannot be read as JSON.", line=error.lineno, column=error.colno)
    )


def _too_deep() -> ProjectError:
    return ProjectError(tr("Its objects and lists are nested more than {depth} deep.", depth=DEEPEST))


def _check_values(tree: Any) -> None:
    """Nesting that every later step can follow, and no half characters that no file can hold."""
    level = [tree]
    for _ in range(DEEPEST):
        if not level:
            return
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value)
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
            elif isinstance(value, str):
                _check_text(value)
        level = inner
    raise _too_deep()


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ProjectError(tr("A text in it contains half of a character (a lone surrogate).")) from None
