"""Memory that steps take: on a graphics card what its allocator says, else the tensors that torch makes and lets go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from studio.compiler.connections import address, addresses


@dataclass(frozen=True)
class Use:
    """Bytes of a step: the most that was held at once above what was held before, and what is held after it."""

    peak: int
    kept: int


class Meter:
    """Watches steps by name; `highest` is the most that was held at once since it began, above what was held then.

    Off a graphics card the work space inside of torch's operations is not seen.
    """

    def __init__(self, device: torch.device) -> None:
        self._cuda = device if device.type == "cuda" else None
        self._tensors = None if self._cuda else _Tensors()
        self._base = self._now()
        self.highest = 0
        self.found: dict[str, Use] = {}

    def watching(self) -> AbstractContextManager[object]:
        """The context of all that is watched."""
        return self._tensors or nullcontext()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Within this, memory counts for a name; of several times within one pass the most counts."""
        before = self._begin()
        yield
        peak, after = self._peak(), self._now()
        earlier = self.found.get(name, Use(0, 0))
        self.found[name] = Use(max(earlier.peak, peak - before), earlier.kept + max(0, after - before))
        self.highest = max(self.highest, peak - self._base)

    def _begin(self) -> int:
        if self._cuda is not None:
            torch.cuda.reset_peak_memory_stats(self._cuda)
        elif self._tensors is not None:
            self._tensors.begin()
        return self._now()

    def _now(self) -> int:
        if self._cuda is not None:
            return int(torch.cuda.memory_allocated(self._cuda))
        assert self._tensors is not None
        return self._tensors.held()

    def _peak(self) -> int:
        if self._cuda is not None:
            return int(torch.cuda.max_memory_allocated(self._cuda))
        assert self._tensors is not None
        return self._tensors.peak


class _Tensors(TorchDispatchMode):
    """Knows the storages that were made since it began, each once, and which of them still are."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[int, tuple[StorageWeakRef, int]] = {}
        self.peak = 0

    def begin(self) -> None:
        self.peak = self.held()

    def held(self) -> int:
        """Bytes of what is still there."""
        self._known = {place: each for place, each in self._known.items() if not each[0].expired()}
        return sum(size for _, size in self._known.values())

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        given = addresses(each for each in tree_leaves((args, kwargs)) if isinstance(each, torch.Tensor))
        results = func(*args, **(kwargs or {}))
        for each in tree_leaves(results):
            if isinstance(each, torch.Tensor) and address(each) not in given:
                storage = each.untyped_storage()
                self._known[address(each)] = (StorageWeakRef(storage), storage.nbytes())
        self.peak = max(self.peak, self.held())
        return results
