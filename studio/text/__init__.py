"""Every text a person reads: one message catalogue (gettext), arguments by name, plurals, lists.

`tr` and `ntr` look a message up in the language in use. What they give is a plain string that still knows its message
and its arguments, so that it can be told again in another language, and so that code never has to look into it.
"""

from __future__ import annotations

from studio.text.control_characters import written_out
from studio.text.joining import ended, in_a_row, listed, paragraph, unended
from studio.text.message import Text, in_english, in_language, ntr, tr
from studio.text.searching import searched
from studio.text.typed import half_width, parted

__all__ = [
    "Text",
    "ended",
    "half_width",
    "in_a_row",
    "in_english",
    "in_language",
    "listed",
    "ntr",
    "paragraph",
    "parted",
    "searched",
    "tr",
    "unended",
    "written_out",
]  # fmt: skip
