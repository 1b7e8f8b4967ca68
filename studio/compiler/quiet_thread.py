"""Ignores the warnings of one thread while all others keep theirs: Python's filters are those of the whole process.

One filter is put among them and stays there; it matches nothing but on a thread that is quiet at that moment.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_this_thread = threading.local()


class _OnQuietThread:
    """Stands in a filter where the pattern of a module's name does, and asks who warns instead."""

    def match(self, module: str) -> bool:
        """Whether the filter is for this warning."""
        return getattr(_this_thread, "is_quiet", False)


_FILTER = ("ignore", None, Warning, _OnQuietThread(), 0)


@contextmanager
def quiet_thread() -> Iterator[None]:
    """Within this, warnings on this thread are ignored. What others have heard already, and how, stays as it is."""
    if _FILTER not in warnings.filters:
        # Not by warnings.filterwarnings, after which all that was heard once is heard again.
        warnings.filters.insert(0, _FILTER)  # type: ignore[attr-defined]
    before = getattr(_this_thread, "is_quiet", False)
    _this_thread.is_quiet = True
    try:
        yield
    finally:
        _this_thread.is_quiet = before
