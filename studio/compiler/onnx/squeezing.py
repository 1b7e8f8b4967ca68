"""Squeeze as torch has it: an axis that is not of size 1 stays, where ONNX refuses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For each of torch's operations that squeeze named axes the function that writes it as ONNX."""
    aten = torch.ops.aten
    return {aten.squeeze.dim: _squeeze_one, aten.squeeze.dims: _squeeze}


def _squeeze_one(values: Any, dim: int) -> Any:
    return _squeeze(values, [dim])


def _squeeze(values: Any, dim: Sequence[int]) -> Any:
    sizes = tuple(values.shape)
    axes = [axis % len(sizes) for axis in dim]
    ones = [axis for axis in axes if sizes[axis] == 1]
    return op.Squeeze(values, op.Constant(value_ints=ones)) if ones else op.Identity(values)
