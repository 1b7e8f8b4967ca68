"""Antialiased resizing of pictures as torch has it, which drops what lies outside and weighs the rest anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For torch's antialiased bilinear resizing the function that writes it as ONNX."""
    return {torch.ops.aten._upsample_bilinear2d_aa.default: _resize}


def _resize(
    values: Any, output_size: Sequence[int], align_corners: bool, scales_h: Any = None, scales_w: Any = None
) -> Any:
    batch = op.Shape(values, start=0, end=2)
    sizes = op.Concat(batch, op.Constant(value_ints=list(output_size)), axis=0)
    return op.Resize(
        values,
        None,
        None,
        sizes,
        antialias=1,
        coordinate_transformation_mode="align_corners" if align_corners else "half_pixel",
        exclude_outside=1,
        mode="linear",
    )
