"""What a person writes beside a network to take in: shapes of samples, and arguments of what makes it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from studio.text import half_width, tr

LARGEST = 1_000_000
"""Of the sizes of a sample."""


class AskedError(ValueError):
    """What was written cannot be read; `remedy` says how to write it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def shape_of(written: str) -> tuple[str, tuple[int, ...]]:
    """`3,224,224` for every input ("" for its name), or `image=3,224,224` for one. Raises AskedError."""
    name, _, sizes = written.replace("＝", "=").rpartition("=")
    parts = [part.strip() for part in half_width(sizes).split(",")]
    if not all(part.isdecimal() and 0 < int(part) <= LARGEST for part in parts):
        raise AskedError(
            tr("“{text}” is no shape.", text=written), tr("Write the sizes of a sample, such as 3,224,224.")
        )
    return name.strip(), tuple(map(int, parts))


def argument_of(written: str) -> tuple[str, object]:
    """`num_classes=10`: a number, a text in quotes, a list, true or false. Raises AskedError."""
    name, equals, value = written.partition("=")
    if not equals or not name.isidentifier():
        raise AskedError(tr("“{text}” is no argument.", text=written), tr("Write NAME=VALUE."))
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return name, {"true": True, "false": False}.get(value, value)


def arguments_of(written: str) -> Mapping[str, Any]:
    """`num_classes=10, wide=True`, as in a call; nothing of it is run. Raises AskedError."""
    try:
        call = ast.parse(f"f({written})", mode="eval").body
        assert isinstance(call, ast.Call)
        if call.args or any(each.arg is None for each in call.keywords):
            raise ValueError
        return {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    except (ValueError, SyntaxError, AssertionError, RecursionError, MemoryError):
        raise AskedError(
            tr("“{text}” are no arguments.", text=written),
            tr("Write them as in a call, such as num_classes=10, wide=True."),
        ) from None
