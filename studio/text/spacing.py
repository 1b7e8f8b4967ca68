"""The space at the borders of what stands in a sentence, as Chinese sets it: between Chinese and Latin words or numbers
there is one, next to Chinese punctuation and between Chinese words there is none.

A translation cannot know what its placeholders will hold. Words of files, code and formulas are never changed, only the
spaces of the sentence around them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

LANGUAGES = ("zh",)
"""Languages that are written so, as gettext names them, without their country."""

_CHINESE = re.compile("[々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PUNCTUATION = re.compile("[\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”‘’…]")
_LATIN = re.compile(r"[^\W_]")
"""A letter or digit, where it is no Chinese one."""


class _Part(NamedTuple):
    """A piece of a translation: words of its own, or a placeholder with its braces."""

    text: str
    is_placeholder: bool


def is_spaced(language: str) -> bool:
    """Whether a language sets its spaces so."""
    return language.partition("_")[0] in LANGUAGES


def formatted(translation: str, arguments: Mapping[str, Any]) -> str:
    """As `translation.format(**arguments)`, raising what that raises, with spaces set around placeholders."""
    told, is_argument = "", False
    for text, is_placeholder in _parts(translation):
        words = text.format(**arguments) if is_placeholder else text
        if not words:
            continue
        told = _set_beside(told, words, keep_before=is_argument, keep_after=is_placeholder)
        is_argument = is_placeholder
    return told


@lru_cache(maxsize=4096)
def _parts(translation: str) -> tuple[_Part, ...]:
    parts = []
    for words, name, form, conversion in Formatter().parse(translation):
        parts.append(_Part(words, is_placeholder=False))
        if name is not None:
            field = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            parts.append(_Part(f"{{{field}}}", is_placeholder=True))
    return tuple(parts)


def _set_beside(before: str, after: str, *, keep_before: bool, keep_after: bool) -> str:
    """Both with the space that belongs between them; that of an argument, which is kept, stays."""
    left, right = before if keep_before else before.rstrip(" "), after if keep_after else after.lstrip(" ")
    space = _space(left[-1:], right[:1])
    return before + after if space is None else f"{left}{space}{right}"


def _space(left: str, right: str) -> str | None:
    """What belongs between two signs; None where the sentence is right as it is."""
    if not left or not right or left.isspace() or right.isspace():
        return None
    if _PUNCTUATION.match(left) or _PUNCTUATION.match(right):
        return ""
    chinese = [bool(_CHINESE.match(sign)) for sign in (left, right)]
    if all(chinese):
        return ""
    if any(chinese) and all(map(_LATIN.match, (left, right))):
        return " "
    return None
