"""Work on many files at once, a thread for each core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from studio.data.samples import Check

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    work: Callable[[Item], Result], items: Iterable[Item], check: Check, begin: Callable[[], None] | None = None
) -> Iterator[Result]:
    """The results in the order of the items. Calls `check` after each, and gives up where that raises.

    `begin` is called in each thread first.
    """
    with ThreadPoolExecutor(os.cpu_count(), initializer=begin) as pool:
        try:
            for result in pool.map(work, items):
                check()
                yield result
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
