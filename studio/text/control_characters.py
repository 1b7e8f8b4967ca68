"""Signs that steer what shows a text, in words of a file or another program: written out, they steer nothing."""

from __future__ import annotations

import re

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys (C0 but line breaks and tabs, C1), and what turns the direction of the text that follows."""


def written_out(text: str) -> str:
    r"""The text with such signs as Python writes them, `\x1b` and `\u202e`: for sentences, terminals and tables."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
