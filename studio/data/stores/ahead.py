"""Batches of a slow store, read by several threads before they are needed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.data.concurrent import threads
from studio.data.pictures.decode import quiet
from studio.data.stores.store import SlowStore
from studio.layers import Shape

WAITING_BYTES = 192 * 2**20
"""Batches that wait for the training take so much memory at most, unless they are larger than half of it."""

MOST_WAITING = 8


Change = Callable[[Tensor, Tensor], Tensor]
"""From places (B,) and the samples there to what is made of these; several threads call it at once."""


@dataclass(frozen=True)
class Made:
    """What is made of samples while they are read, and the shape, type and order in memory that it comes in.

    Of bytes of pictures, float32 is made.
    """

    change: Change
    shape: Shape
    dtype: torch.dtype
    memory_format: torch.memory_format = torch.contiguous_format


def ahead(
    store: SlowStore, batches: Iterable[Tensor], *, pinned: bool = False, made: Made | None = None
) -> Generator[Tensor, None, None]:
    """The samples at the places (B,) of each batch, as (B, *shape), or what is `made` of them. Raises DataError.

    `pinned` has them in memory from which a graphics card takes copies beside its work.
    """
    waiting: deque[tuple[Tensor, list[Future[None]]]] = deque()
    with readers() as pool:
        for places in batches:
            if made is None:
                out = torch.empty(len(places), *store.shape, dtype=store.dtype, pin_memory=pinned)
            else:
                dtype = torch.float32 if made.dtype == torch.uint8 else made.dtype
                out = torch.empty(len(places), *made.shape, dtype=dtype, memory_format=made.memory_format)
            parts = zip(places.split(store.together), out.split(store.together), strict=True)
            waiting.append((out, [pool.submit(_fill, store, made, *part) for part in parts]))
            if len(waiting) > max(1, min(MOST_WAITING, WAITING_BYTES // max(1, out.nbytes))):
                yield _read(*waiting.popleft())
        while waiting:
            yield _read(*waiting.popleft())


@torch.no_grad()
def _fill(store: SlowStore, made: Made | None, places: Tensor, out: Tensor) -> None:
    if made is None:
        store.fill(places, out)
        return
    samples = torch.empty(len(places), *store.shape, dtype=store.dtype)
    store.fill(places, samples)
    out.copy_(made.change(places, samples))


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
