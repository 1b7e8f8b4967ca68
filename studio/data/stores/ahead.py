"""Batches of a slow store, read by several threads before they are needed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import torch
from torch import Tensor

from studio.data.concurrent import threads
from studio.data.pictures.decode import quiet
from studio.data.stores.store import SlowStore

WAITING_BYTES = 192 * 2**20
"""Batches that wait for the training take so much memory at most, unless they are larger than half of it."""

MOST_WAITING = 8


def ahead(store: SlowStore, batches: Iterable[Tensor], *, pinned: bool = False) -> Generator[Tensor, None, None]:
    """The samples at the places (B,) of each batch, as (B, *shape). Raises DataError.

    `pinned` has them in memory from which a graphics card takes copies beside its work.
    """
    waiting: deque[tuple[Tensor, list[Future[None]]]] = deque()
    with readers() as pool:
        for places in batches:
            out = torch.empty(len(places), *store.shape, dtype=store.dtype, pin_memory=pinned)
            parts = zip(places.split(store.together), out.split(store.together), strict=True)
            waiting.append((out, [pool.submit(store.fill, *part) for part in parts]))
            if len(waiting) > max(1, min(MOST_WAITING, WAITING_BYTES // max(1, out.nbytes))):
                yield _read(*waiting.popleft())
        while waiting:
            yield _read(*waiting.popleft())


def read(store: SlowStore, places: Tensor) -> Tensor:
    """The samples at these places (B,) at once, as (B, *shape). Raises DataError."""
    return next(ahead(store, [places]), torch.empty(0, *store.shape, dtype=store.dtype))


@contextmanager
def readers() -> Iterator[ThreadPoolExecutor]:
    """Threads that read samples; what they have not begun is given up at the end."""
    count = threads()
    begun = threading.Barrier(count + 1)

    def begin() -> None:
        # A sample for each thread: torch's own teams of threads would only wait for each other.
        torch.set_num_threads(1)
        begun.wait()

    kept = torch.get_num_threads()
    pool = ThreadPoolExecutor(count, thread_name_prefix="samples")
    try:
        with quiet():
            for _ in range(count):
                pool.submit(begin)
            begun.wait()
            # What is set for some threads is no default for others afterwards, which torch makes it.
            torch.set_num_threads(kept)
            yield pool
    finally:
        begun.abort()
        pool.shutdown(cancel_futures=True)


def _read(out: Tensor, parts: list[Future[None]]) -> Tensor:
    for part in parts:
        part.result()
    return out
