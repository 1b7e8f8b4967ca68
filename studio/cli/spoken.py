"""Which language a command speaks: that of `--language`, and English in what programs read."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from studio.text import choice, language, paragraph

OPTION = "--language"
HELP = frozenset({"-h", "--help"})


def begin(given: Sequence[str]) -> tuple[list[str], str]:
    """Speak what is asked for; the words without that, and the language that a person is told failures in.

    It is done before the verbs are read, whose texts and help are then made in it.
    """
    words, asked = _asked(given)
    told = choice.begin(asked)
    if told is not None:
        print(paragraph(*told), file=sys.stderr)
    spoken = language.current()
    if "--json" in words and not HELP.intersection(words):
        language.use(language.SOURCE)
    return words, spoken


def _asked(given: Sequence[str]) -> tuple[list[str], str]:
    """The words without the option, wherever it stands, and what it says; it is left where it says nothing."""
    words = list(given)
    for at, word in enumerate(words[: words.index("--") if "--" in words else None]):
        name, is_joined, value = word.partition("=")
        if name == OPTION and is_joined:
            return words[:at] + words[at + 1 :], value
        if name == OPTION and at + 1 < len(words):
            return words[:at] + words[at + 2 :], words[at + 1]
    return words, ""
