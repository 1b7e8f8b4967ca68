"""Lines of one source put in place of those of another, as few as possible, some of them kept as they are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from studio.project.live_source.listing import Listing

MOST_COMPARED = 400
"""So many lines that differ are compared one by one; more are taken as one."""


class Hunk(NamedTuple):
    """Lines from `first` (from 0) to before `last` become these."""

    first: int
    last: int
    lines: tuple[str, ...]


def merged(now: Listing, wanted: Listing, kept: int | None = None) -> tuple[Listing, list[Hunk]]:
    """What has to change for `now` to become `wanted`, and what comes of it.

    Lines that would change together with line `kept` (from 0) stay, as somebody is about to write there.
    """
    old, new = now.text.split("\n"), wanted.text.split("\n")
    hunks: list[Hunk] = []
    nodes: dict[int, tuple[str, ...]] = {}
    text: list[str] = []
    for first, last, start, end in _differences(old, new):
        is_same = old[first:last] == new[start:end]
        is_kept = not is_same and kept is not None and first <= kept < last
        source, lines, at = (now, old[first:last], first) if is_kept else (wanted, new[start:end], start)
        for place in range(len(lines)):
            if names := source.nodes.get(at + place + 1):
                nodes[len(text) + place + 1] = names
        text += lines
        if not is_same and not is_kept:
            hunks.append(Hunk(first, last, tuple(lines)))
    return Listing("\n".join(text), nodes), hunks


def _differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Parts of both in turn, alike and not."""
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    tail = next((place for place in range(most - head) if old[-1 - place] != new[-1 - place]), most - head)
    first, last, start, end = head, len(old) - tail, head, len(new) - tail
    if max(last - first, end - start) > MOST_COMPARED:
        middle = [(first, last, start, end)]
    else:
        matcher = SequenceMatcher(None, old[first:last], new[start:end], autojunk=False)
        middle = [
            (first + one, first + two, start + three, start + four)
            for _, one, two, three, four in matcher.get_opcodes()
        ]
    return [(0, head, 0, head), *middle, (last, len(old), end, len(new))]
