"""What people type with an input method for Chinese or Japanese, which gives full-width signs while it is on."""

from __future__ import annotations

import re

_HALF_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {
    ord(full): half for full, half in {"\u3000": " ", "、": ",", "。": ".", "−": "-"}.items()
}
_COMMAS = re.compile("[,，、]")


def half_width(text: str) -> str:
    """Numbers, formulas and what separates them in plain signs: `３，３` as `3,3`. Not for words and names."""
    return text.translate(_HALF_WIDTH)


def parted(text: str) -> list[str]:
    """The words between commas of any width, in which Chinese lists have `、` too; empty ones are left out."""
    return [word for part in _COMMAS.split(text) if (word := part.strip())]
