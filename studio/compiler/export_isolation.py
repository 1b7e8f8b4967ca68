"""Keeps torch's exporter and the other threads from each other, where torch has one state for all of them.

The exporter notes the state of torch's own generator when it begins to trace and puts it back at the end, although a
training may have moved it on meanwhile. What is traced here runs on fake tensors and draws nothing, so that there is
nothing to put back. And while it traces, what other threads call notes itself in the one place where the exporter
gathers notes of its nodes (`state_dict` of an optimizer does), which fails where two do so at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from typing import Any

import torch
from torch.fx import traceback

_exporting = threading.local()


@contextmanager
def isolated_export() -> Iterator[None]:
    """Within this, this thread sets no generator of torch back, and others leave no notes among those of its nodes."""
    _guard()
    _exporting.under_way = True
    try:
        yield
    finally:
        _exporting.under_way = False


def _guard() -> None:
    """Let torch's functions for that ask who calls."""
    for module in (torch.random, torch.cuda):
        if not hasattr(module.set_rng_state, "__wrapped__"):
            module.set_rng_state = _not_by_exporters(module.set_rng_state)  # type: ignore[attr-defined]
    if not getattr(traceback.annotate, "asks_who_exports", False):
        traceback.annotate = _by_exporters(traceback.annotate)  # type: ignore[assignment]


def _is_exporting() -> bool:
    return getattr(_exporting, "under_way", False)


def _not_by_exporters(set_state: Callable[..., None]) -> Callable[..., None]:
    @wraps(set_state)
    def asked(*args: Any, **kwargs: Any) -> None:
        if not _is_exporting():
            set_state(*args, **kwargs)

    return asked


def _by_exporters(annotate: Callable[..., AbstractContextManager[None]]) -> Callable[..., AbstractContextManager[None]]:
    @wraps(annotate)
    def asked(*args: Any, **kwargs: Any) -> AbstractContextManager[None]:
        is_others = torch.compiler.is_exporting() and not _is_exporting()
        return nullcontext() if is_others else annotate(*args, **kwargs)

    asked.asks_who_exports = True  # type: ignore[attr-defined]
    return asked
