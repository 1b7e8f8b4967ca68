"""Keeps torch's table of ONNX operators between exports: torch parses the source of 500 functions for it, each time."""

from __future__ import annotations

from copy import copy
from functools import cache, wraps
from typing import Any


def keep_operator_table() -> None:
    """Let torch read its table once for each version of operators, and give every export a copy to add to.

    Only in turn with other exports. Where a version of torch has no such table, all stays as it is.
    """
    try:
        from torch.onnx._internal.exporter._registration import ONNXRegistry
    except ImportError:
        return
    read = getattr(ONNXRegistry, "from_torchlib", None)
    if read is not None and not hasattr(read, "__wrapped__"):
        ONNXRegistry.from_torchlib = staticmethod(_copied(read))  # type: ignore[method-assign]


def _copied(read: Any) -> Any:
    kept = cache(read)

    @wraps(read)
    def copied(*args: Any, **kwargs: Any) -> Any:
        table = copy(kept(*args, **kwargs))
        table.functions = {target: list(written) for target, written in table.functions.items()}
        return table

    return copied
