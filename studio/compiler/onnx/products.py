"""The product along an axis, which torch's exporter knows only where the axis stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For what torch makes of such a product the function that writes it as ONNX."""
    return {torch.ops.prims.prod.default: _product}


def _product(values: Any, dims: Sequence[int], output_dtype: int | None = None) -> Any:
    return op.ReduceProd(values, op.Constant(value_ints=list(dims)), keepdims=0)
