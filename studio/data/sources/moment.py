"""What is found out of data once and for the moment, however often it is asked for within it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

Found = TypeVar("Found")


class _Moment:
    """What was found, and what is to be done with it at the end."""

    def __init__(self) -> None:
        self.found: dict[Hashable, Any] = {}
        self.endings: list[Callable[[], None]] = []


_present: ContextVar[_Moment | None] = ContextVar("present", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within this data are looked at once: all that is told of them is of the same moment. The outermost one counts."""
    if _present.get() is not None:
        yield
        return
    moment = _Moment()
    before = _present.set(moment)
    try:
        yield
    finally:
        _present.reset(before)
        for ending in moment.endings:
            ending()


def once(what: Hashable, find: Callable[[], Found], end: Callable[[Found], None] | None = None) -> Found:
    """What `find` gives, within a moment only the first time; `end` gets it when the moment is over."""
    moment = _present.get()
    if moment is None:
        return find()
    if what not in moment.found:
        found = moment.found[what] = find()
        if end is not None:
            moment.endings.append(partial(end, found))
    known: Found = moment.found[what]
    return known


PIECE = 1_000
"""Objects that are let go without a break, which takes less than a millisecond."""


def let_go(items: list[Any] | dict[Any, Any]) -> None:
    """Empty what holds very many objects, in pieces: all at once, they would keep the window waiting."""
    if isinstance(items, dict):
        while items:
            items.popitem()
    else:
        while items:
            del items[-PIECE:]
