"""Antialiased resizing of pictures as torch has it, which drops what lies outside and weighs the rest anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from onnxscript import opset18 as op

_INT64 = 7
"""What ONNX calls whole numbers of 64 bits."""


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For torch's antialiased bilinear resizing the function that writes it as ONNX."""
    return {torch.ops.aten._upsample_bilinear2d_aa.default: _resize}


def _one(size: Any) -> Any:
    """A size as a list of one number; one that follows from the input is a number in the file."""
    if isinstance(size, int):
        return op.Constant(value_ints=[size])
    return op.Reshape(op.Cast(size, to=_INT64), op.Constant(value_ints=[1]))


def _resize(
    values: Any, output_size: Sequence[Any], align_corners: bool, scales_h: Any = None, scales_w: Any = None
) -> Any:
    batch = op.Shape(values, start=0, end=2)
    sizes = op.Concat(batch, *map(_one, output_size), axis=0)
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
