"""One layer tried out: what it refuses, what it measures, what it computes with given weights."""

from __future__ import annotations

from typing import Any

import torch

from studio.compiler.measure import Measurement, Refusal, measure
from studio.compiler.tensors import TensorSpec
from studio.layers import Shape, layer


def measured(kind: str, *shapes: Shape, **params: Any) -> Measurement:
    """The read-outs of a layer on real numbers of these shapes."""
    found = _measure(kind, *shapes, **params)
    assert isinstance(found, Measurement), found
    return found


def refused(kind: str, *shapes: Shape, **params: Any) -> Refusal:
    """Why a layer cannot take real numbers of these shapes."""
    found = _measure(kind, *shapes, **params)
    assert isinstance(found, Refusal), found
    return found


def built(kind: str, *shapes: Shape, **params: Any) -> torch.nn.Module:
    """The layer's module, in evaluation mode, with random weights."""
    torch.manual_seed(0)
    return layer(kind, **params).build(*shapes).eval()


def _measure(kind: str, *shapes: Shape, **params: Any) -> Measurement | Refusal:
    chosen = layer(kind, **params)
    dtype = (chosen.dtypes or ("float32",))[0]
    return measure(chosen, tuple(TensorSpec(shape, dtype) for shape in shapes))
