"""What a search looks through: texts in the language in use and in English, whichever of both a person types."""

from __future__ import annotations

from studio.text.message import in_english, in_language


def searched(*texts: str) -> str:
    """The texts in small letters, each also in English where it is something else there."""
    told = (each for text in texts for each in dict.fromkeys((in_language(text), in_english(text))))
    return " ".join(filter(None, told)).casefold()
