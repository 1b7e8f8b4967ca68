"""What is found out of data once and for the moment, however often it is asked for within it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within this data are looked at once: all that is told of them is of the same moment."""
    before = _found.set({})
    try:
        yield
    finally:
        _found.reset(before)


def once(what: Hashable, find: Callable[[], Found]) -> Found:
    """What `find` gives, within a moment only the first time."""
    known = _found.get()
    if known is None:
        return find()
    if what not in known:
        known[what] = find()
    found: Found = known[what]
    return found
