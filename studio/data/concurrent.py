"""Work on many files or columns at once, a thread for each core that this process has."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from studio.data.samples import Check

Item = TypeVar("Item")
Result = TypeVar("Result")


def threads() -> int:
    """A thread for each core, of which processes that train together each have a share."""
    return max(1, (os.cpu_count() or 1) // max(1, int(os.environ.get("LOCAL_WORLD_SIZE", "1"))))


def each(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    check: Check,
    begin: Callable[[], None] | None = None,
    together: int = 1,
) -> Iterator[Result]:
    """The results in the order of the items. Calls `check` now and then, and gives up where that raises.

    `begin` is called in each thread first. Threads take `together` items at a time: many where the work is short.
    """
    parts = [items[start : start + together] for start in range(0, len(items), together)]
    with ThreadPoolExecutor(threads(), initializer=begin) as pool:
        try:
            for results in pool.map(lambda part: [work(item) for item in part], parts):
                check()
                yield from results
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
