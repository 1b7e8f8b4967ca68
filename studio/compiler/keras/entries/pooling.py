"""Pooling, with edges that never win and windows that hang over the end."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from studio.compiler.keras.entries.convolution import alike, around, padded
from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import Step, UnwritableError, text_of, writes
from studio.layers import Shape
from studio.text import tr


@writes("MaxPool1d", "MaxPool2d", "MaxPool3d", order="last")
def maximum(step: Step, layer: Any) -> Value:
    """`MaxPooling2D`; padding is of minus infinity, as in torch."""
    if layer.return_indices:
        raise UnwritableError(tr("Keras does not tell where the largest values stood: switch return_indices off."))
    if any(each > 1 for each in layer.dilation):
        raise UnwritableError(tr("Keras has no dilated pooling."))
    edges = _edges(step, layer)
    source = step.input.text
    if any(map(any, edges)):
        source = step.computed(f'ops.pad({source}, {around(edges)}, constant_values=-float("inf"))')
    return _pooled(step, "Max", layer.kernel_size, layer.stride, of=source)


@writes("AvgPool1d", "AvgPool2d", "AvgPool3d", order="last")
def average(step: Step, layer: Any) -> Value:
    """`AveragePooling2D`; padded zeros count, so they have to be counted in torch as well."""
    edges = _edges(step, layer)
    if any(before != behind for before, behind in edges):
        raise UnwritableError(
            tr("A mean over windows that hang over the end is another in Keras: switch ceil_mode off.")
        )
    if any(map(any, edges)) and not layer.count_include_pad:
        raise UnwritableError(tr("Keras counts padded zeros in a mean: switch count_include_pad on."))
    return _pooled(step, "Average", layer.kernel_size, layer.stride, of=padded(step, edges))


def _edges(step: Step, layer: Any) -> list[tuple[int, int]]:
    """The padding, and behind it what the last window needs where it hangs over the end (`ceil_mode`)."""
    stride = layer.stride or layer.kernel_size
    axes = zip(layer.kernel_size, stride, layer.padding, step.input.shape[1:], step.shapes[0][1:], strict=True)
    return [(p, p + max(0, (after - 1) * s + k - size - 2 * p)) for k, s, p, size, after in axes]


def _pooled(step: Step, kind: str, kernel: Shape, stride: Shape | None, of: str) -> Value:
    options = {} if stride in (None, kernel) else {"strides": alike(stride or kernel)}
    made = step.made(f"{kind}Pooling{len(kernel)}D", alike(kernel), of=of, options=options)
    return Value(made, step.shapes[0], "last")


@writes("LPPool1d", "LPPool2d", "LPPool3d", order="last")
def power(step: Step, layer: Any) -> Value:
    """The root of the summed powers of each window."""
    if _edges_of_power(step, layer):
        raise UnwritableError(
            tr("A mean over windows that hang over the end is another in Keras: switch ceil_mode off.")
        )
    p, size = text_of(layer.norm_type), prod(layer.kernel_size)
    powers = step.computed(f"ops.power({step.input.text}, {p})")
    mean = _pooled(step, "Average", layer.kernel_size, layer.stride, of=powers)
    return mean._replace(text=step.computed(f"ops.power({size} * {mean.text}, {text_of(1 / layer.norm_type)})"))


def _edges_of_power(step: Step, layer: Any) -> bool:
    """Whether windows hang over the end."""
    strides = layer.stride or layer.kernel_size
    places = zip(step.input.shape[1:], step.shapes[0][1:], layer.kernel_size, strides, strict=True)
    return any((after - 1) * stride + kernel > before for before, after, kernel, stride in places)


@writes("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", order="last")
def adaptive_average(step: Step, layer: Any) -> Value:
    """`GlobalAveragePooling2D`, or windows that divide the input."""
    return _adapted(step, "Average")


@writes("AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", order="last")
def adaptive_maximum(step: Step, layer: Any) -> Value:
    """`GlobalMaxPooling2D`, or windows that divide the input."""
    if layer.return_indices:
        raise UnwritableError(tr("Keras does not tell where the largest values stood: switch return_indices off."))
    return _adapted(step, "Max")


def _adapted(step: Step, kind: str) -> Value:
    places, wanted = step.input.shape[1:], step.shapes[0][1:]
    if places == wanted:
        return Value(step.made("Identity"), step.shapes[0], "last")
    if set(wanted) == {1}:
        return Value(step.made(f"Global{kind}Pooling{len(places)}D", keepdims=True), step.shapes[0], "last")
    if any(before % after for before, after in zip(places, wanted, strict=True)):
        raise UnwritableError(
            tr("Keras has no pooling whose windows differ in size: output_size has to divide the input.")
        )
    return _pooled(step, kind, _windows(places, wanted), None, of=step.input.text)


def _windows(places: Sequence[int], wanted: Sequence[int]) -> Shape:
    return tuple(before // after for before, after in zip(places, wanted, strict=True))
