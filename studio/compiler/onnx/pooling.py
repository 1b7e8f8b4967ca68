"""Pooling as ONNX operations whose windows are torch's, also where they hang over the edge.

In torch a window with `ceil_mode` has to begin inside the input or its left padding, and what hangs over the right
padding counts in no mean (torch.nn.MaxPool2d, AvgPool2d). ONNX and onnxruntime take both differently, so here the edge
is padded as far as torch's last window reaches, and no window hangs over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial, wraps
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import torch
from onnxscript import ir
from onnxscript import opset18 as op

Sizes = Sequence[int]


class Windows(NamedTuple):
    """The windows of one pooling along its last axes: sizes of the input, and numbers an axis."""

    sizes: Sizes
    kernel: Sizes
    stride: Sizes
    padding: Sizes
    dilation: Sizes
    ceil_mode: bool

    @classmethod
    def of(
        cls, values: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool, axes: int
    ) -> Windows:
        """With torch's arguments, of which one number stands for all axes and no stride for the window's size."""
        kernel, stride, padding, dilation = (
            _for_all(each, axes) for each in (kernel, stride or kernel, padding, dilation)
        )
        return cls(tuple(values.shape)[-axes:], kernel, stride, padding, dilation, ceil_mode)

    @property
    def counts(self) -> Sizes:
        """How many windows there are along each axis (torch: `pooling_output_shape`)."""
        return [self._count(axis) for axis in range(len(self.sizes))]

    @property
    def ends(self) -> Sizes:
        """The padding at the end of each axis that the last window reaches to, at least torch's own."""
        reached = [
            (count - 1) * step + gap * (width - 1) + 1 - size - before
            for count, step, gap, width, size, before in zip(
                self.counts, self.stride, self.dilation, self.kernel, self.sizes, self.padding, strict=True
            )
        ]
        return [max(pair) for pair in zip(reached, self.padding, strict=True)]

    @property
    def hangs_over(self) -> bool:
        """Whether a window reaches beyond torch's padding."""
        return list(self.ends) != list(self.padding)

    def divisors(self, include_padding: bool) -> np.ndarray:
        """By what torch divides the sum of each window (*counts)."""
        grid = np.ones((1,) * len(self.sizes), np.float32)
        for axis, count in enumerate(self.counts):
            starts = np.arange(count) * self.stride[axis] - self.padding[axis]
            beyond = self.sizes[axis] + (self.padding[axis] if include_padding else 0)
            inside = np.minimum(starts + self.kernel[axis], beyond)
            inside -= starts if include_padding else np.maximum(starts, 0)
            grid = grid * inside.reshape([-1 if each == axis else 1 for each in range(len(self.sizes))])
        return grid.astype(np.float32)

    def _count(self, axis: int) -> int:
        size, step, before = self.sizes[axis], self.stride[axis], self.padding[axis]
        room = size + 2 * before - self.dilation[axis] * (self.kernel[axis] - 1) - 1
        count = (room + (step - 1 if self.ceil_mode else 0)) // step + 1
        return count - 1 if self.ceil_mode and (count - 1) * step >= size + before else count


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For each of torch's pooling operations the function that writes it as ONNX."""
    kinds: dict[str, Callable[[int], Callable[..., Any]]] = {
        "avg_pool{}d": _averages,
        "max_pool{}d": _maxima,
        "max_pool{}d_with_indices": partial(_maxima, indices=True),
    }
    return {
        getattr(torch.ops.aten, kind.format(axes)).default: _of_batches(write(axes), axes)
        for kind, write in kinds.items()
        for axes in (1, 2, 3)
    }


def _of_batches(write: Callable[..., Any], axes: int) -> Callable[..., Any]:
    """The same for torch's pooling of one sample (C, …), which ONNX lacks."""

    @wraps(write)
    def written(values: Any, *settings: Any, **more: Any) -> Any:
        if len(values.shape) == axes + 2:
            return write(values, *settings, **more)
        batch = op.Unsqueeze(values, _constant([0]))
        batch.shape = ir.Shape([1, *values.shape])
        made = write(batch, *settings, **more)
        one = isinstance(made, tuple)
        return tuple(op.Squeeze(each, _constant([0])) for each in made) if one else op.Squeeze(made, _constant([0]))

    return written


def _averages(axes: int) -> Callable[..., Any]:
    def average(
        values: Any,
        kernel_size: Sizes,
        stride: Sizes = (),
        padding: Sizes = (0,),
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:
        windows = Windows.of(values, kernel_size, stride, padding, (1,), ceil_mode, axes)
        if not windows.hangs_over and divisor_override is None:
            return op.AveragePool(
                values,
                kernel_shape=windows.kernel,
                strides=windows.stride,
                pads=[*windows.padding, *windows.padding],
                count_include_pad=count_include_pad,
            )
        means = op.AveragePool(_padded(values, windows, 0.0), kernel_shape=windows.kernel, strides=windows.stride)
        divisors = windows.divisors(count_include_pad) if divisor_override is None else float(divisor_override)
        factors = math.prod(windows.kernel) / np.asarray(divisors, np.float32)
        return op.Mul(means, _constant(factors))

    return average


def _maxima(axes: int, *, indices: bool = False) -> Callable[..., Any]:
    """Writes the maxima, or with `indices` those and their places within one map."""

    def maximum(
        values: Any,
        kernel_size: Sizes,
        stride: Sizes = (),
        padding: Sizes = (0,),
        dilation: Sizes = (1,),
        ceil_mode: bool = False,
    ) -> Any:
        windows = Windows.of(values, kernel_size, stride, padding, dilation, ceil_mode, axes)
        largest, places = _max_pool(values, windows)
        return (largest, _within_one_map(places, windows)) if indices else largest

    return maximum


def _max_pool(values: Any, windows: Windows) -> tuple[Any, Any]:
    """The maxima, and their places counted through the whole tensor that is pooled."""
    pads = [*windows.padding, *windows.padding]
    if windows.hangs_over:
        values, pads = _padded(values, windows, -math.inf), [0] * len(pads)
    largest, places = op.MaxPool(
        values, kernel_shape=windows.kernel, strides=windows.stride, dilations=windows.dilation, pads=pads
    )
    return largest, places


def _within_one_map(places: Any, windows: Windows) -> Any:
    """The places as torch counts them: through one map of the input, without padding."""
    if not windows.hangs_over:
        return op.Mod(places, _constant(math.prod(windows.sizes)))
    padded = [sum(each) for each in zip(windows.padding, windows.sizes, windows.ends, strict=True)]
    total = _constant(0)
    for size, before, wide, inner, outer in zip(
        windows.sizes, windows.padding, padded, _strides(windows.sizes), _strides(padded), strict=True
    ):
        assert size <= wide
        along = op.Sub(op.Mod(op.Div(places, _constant(outer)), _constant(wide)), _constant(before))
        total = op.Add(total, op.Mul(along, _constant(inner)))
    return total


def _padded(values: Any, windows: Windows, filling: float) -> Any:
    """The input with its edges as far out as the windows reach."""
    others = len(values.shape) - len(windows.sizes)
    pads = [*[0] * others, *windows.padding, *[0] * others, *windows.ends]
    return op.Pad(values, _constant(pads), _constant(np.float32(filling)))


def _strides(sizes: Sizes) -> list[int]:
    """How far apart neighbours along each axis lie in memory."""
    return [*accumulate(reversed(sizes[1:]), lambda one, other: one * other, initial=1)][::-1]


def _constant(values: Any) -> Any:
    from onnx.numpy_helper import from_array

    return op.Constant(value=from_array(np.asarray(values)))


def _for_all(sizes: Sizes | int, axes: int) -> list[int]:
    given = [sizes] if isinstance(sizes, int) else list(sizes)
    return given * axes if len(given) == 1 else given
