"""The mean over all of an image, which torch makes channels-last in memory: nothing that ONNX has to know of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op
from onnxscript.function_libs.torch_lib.ops.core import aten_as_strided


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For torch's view of memory the function that writes it as ONNX."""
    return {torch.ops.aten.as_strided.default: _as_strided}


def _as_strided(values: Any, size: Sequence[Any], stride: Sequence[int], storage_offset: int | None = None) -> Any:
    """(N, C, 1, 1) stays as it is, whichever axis memory has first (torch: `adaptive_avg_pool2d`)."""
    given = tuple(values.shape)
    same = len(given) == len(size) and list(given[1:]) == list(size[1:])
    if same and all(each == 1 for each in given[2:]) and not storage_offset:
        return op.Identity(values)
    return aten_as_strided(values, size, stride, storage_offset)
