"""Texts of any length, cut so that a sentence that names them can still be read."""

from __future__ import annotations

LENGTH = 64
"""Characters shown of a name or a value that a person or a file gave."""

LONGEST_PATH = 400
"""Characters shown of a path of folders or of nodes."""


def shortened(text: str, length: int = LENGTH) -> str:
    """The text, or its first characters and … where it is longer than `length` characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
