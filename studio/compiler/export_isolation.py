"""Keeps torch's exporter from setting torch's own generator back, which a training may have moved on meanwhile.

The exporter notes the state of that generator when it begins to trace and puts it back at the end, for all threads.
What is traced here runs on fake tensors and draws nothing, so that there is nothing to put back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import torch

_exporting = threading.local()


@contextmanager
def generator_left_alone() -> Iterator[None]:
    """Within this, nothing on this thread sets torch's own generators back to an earlier state."""
    _guard()
    _exporting.under_way = True
    try:
        yield
    finally:
        _exporting.under_way = False


def _guard() -> None:
    """Let torch's functions for that ask who calls; on other threads they do what they did."""
    for module in (torch.random, torch.cuda):
        if not hasattr(module.set_rng_state, "__wrapped__"):
            module.set_rng_state = _not_by_exporters(module.set_rng_state)  # type: ignore[attr-defined]


def _not_by_exporters(set_state: Callable[..., None]) -> Callable[..., None]:
    @wraps(set_state)
    def asked(*args: Any, **kwargs: Any) -> None:
        if not getattr(_exporting, "under_way", False):
            set_state(*args, **kwargs)

    return asked
