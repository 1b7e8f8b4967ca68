"""Text in lines for a terminal, whose columns a Chinese sign takes two of; Chinese breaks between any two signs.

Which signs may neither begin nor end a line: Unicode Line Breaking Algorithm (UAX #14), W3C's Requirements for Chinese
Text Layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from textwrap import fill

_SIGN = (
    "\u2e80-\u2fff\u3005-\u3007\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_OPENING, _CLOSING = "（《〈「『【〔［｛“‘", "，。、；：！？）》〉」』】〕］｝”’…～·"
_PIECE = re.compile(
    rf"[{_OPENING}]*(?:[{_SIGN}]|[^\s{_SIGN}{_OPENING}{_CLOSING}]+)[{_CLOSING}]*|[{_OPENING}{_CLOSING}]+"
)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_columns(sign) for sign in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces behind it up to a width, or before it where it stands to the `right`."""
    space = " " * (width - columns(text))
    return space + text if right else text + space


def wrapped(text: str, width: int) -> str:
    """The words of a text in lines of a width; what cannot be broken, such as an address, may be longer."""
    if columns(text) == len(text):
        return fill(text, width, break_on_hyphens=False, break_long_words=False)
    lines = [""]
    for space, piece in _pieces(text):
        longer = f"{lines[-1]}{space}{piece}"
        if lines[-1] and columns(longer) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stays together, each with the space before it."""
    end = 0
    for found in _PIECE.finditer(text):
        yield " " if text[end : found.start()] and end else "", found[0]
        end = found.end()


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
