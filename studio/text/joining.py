"""Sentences one after another and words in a list, joined as the language in use joins them."""

from __future__ import annotations

from collections.abc import Iterable

from studio.text.message import in_language, ntr, tr

MOST_LISTED = 20
"""So many words of a list are told one by one."""

_ENDS = (".", "。", "?", "？", "!", "！", "…", ":", "：")
_STOPS = ".。"


def paragraph(*sentences: str) -> str:
    """Whole sentences one after another, those that are empty left out."""
    told, *others = [in_language(each) for each in sentences if each] or [""]
    for other in others:
        told = tr("{first} {second}", first=told, second=other)
    return told


def ended(words: str) -> str:
    """The words as a sentence, with a full stop where no sign ends them."""
    return tr("{words}.", words=words) if words and not words.endswith(_ENDS) else words


def unended(sentence: str) -> str:
    """A sentence without its full stop, as it stands within another."""
    return sentence.rstrip(_STOPS)


def in_a_row(words: Iterable[str]) -> str:
    """`a, b, c`, which is told again in another language with its signs between the words."""
    told, *others = [*words] or [""]
    for other in others:
        told = tr("{words}, {word}", words=told, word=other)
    return told


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`; with `last="or"`, `a, b or c`. Of very many the first ones, and how many more there are."""
    told = [in_language(word) for word in words] or [""]
    if len(told) > MOST_LISTED:
        told[MOST_LISTED:] = [ntr("{count} more", "{count} more", len(told) - MOST_LISTED)]
    *first, end = told
    if not first:
        return end
    before = in_a_row(first)
    if last == "or":
        return tr("{before} or {end}", before=before, end=end)
    return tr("{before} and {end}", before=before, end=end)
