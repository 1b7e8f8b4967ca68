"""Matrix products: with weights they are Linear layers, of two tensors a MatMul."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operands import call
from studio.compiler.importing.operation import Array, Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Constant, Value
from studio.text import tr


@operator("Gemm")
def _gemm(op: Operation) -> Result:
    """alpha·A·B + beta·C with weights B and C."""
    value, weight = op.value(0), op.weights(1)
    if op.attribute("transA", 0) or value.rank != 2:
        raise NoCounterpartError(tr("it multiplies a matrix the other way round"))
    weight = weight if op.attribute("transB", 0) else weight.T
    weight = weight * np.float32(op.attribute("alpha", 1.0))
    if not op.has(2):
        return linear(op, value, weight)
    if isinstance(op.input(2), Value):
        raise NoCounterpartError(tr("what it adds is computed"))
    bias = op.weights(2) * np.float32(op.attribute("beta", 1.0))
    if bias.size not in (1, weight.shape[0]) or (bias.ndim > 1 and bias.shape[0] != 1):
        raise NoCounterpartError(tr("what it adds is not alike for all samples"))
    return linear(op, value, weight, np.broadcast_to(bias.reshape(-1), weight.shape[:1]))


@operator("MatMul")
def _matmul(op: Operation) -> Result:
    left, right = op.input(0), op.input(1)
    if isinstance(left, Value) and isinstance(right, Constant):
        weight = op.weights(1)
        if weight.ndim != 2:
            raise NoCounterpartError(tr("its weights have {count} axes, and a Linear has 2", count=weight.ndim))
        return linear(op, left, weight.T)
    if isinstance(left, Constant) and isinstance(right, Value):
        weight = op.weights(0)
        if weight.ndim != 2 or right.rank < 2:
            raise NoCounterpartError(tr("its weights have {count} axes, and a Linear has 2", count=weight.ndim))
        turned = right.viewed((*right.groups[:-2], right.groups[-1], right.groups[-2]))
        result = linear(op, turned, weight)
        return result.viewed((*result.groups[:-2], result.groups[-1], result.groups[-2]))
    assert isinstance(left, Value)
    assert isinstance(right, Value)
    return _product(op, left, right)


def linear(op: Operation, value: Value, weight: Array, bias: Array | None = None) -> Value:
    """A Linear on the last axis; weight (out, in), bias (out)."""
    value = features_last(op, value)
    weights: Mapping[str, Array] = {"weight": np.ascontiguousarray(weight)}
    if bias is not None:
        weights = {**weights, "bias": np.ascontiguousarray(bias)}
    if value.spec.shape[-1] != weight.shape[1]:
        raise NoCounterpartError(
            tr("it takes {wanted} features and gets {given}", wanted=weight.shape[1], given=value.spec.shape[-1])
        )
    params = {"out_features": weight.shape[0], "bias": bias is not None}
    return op.add("Linear", value, params=params, weights=weights).viewed(value.groups)


def features_last(op: Operation, value: Value) -> Value:
    """The tensor with its last axis the last of a node's result, so that layers of features work on it."""
    group, last = value.groups[-1], len(value.spec.shape)
    if group == (last,):
        return value
    order = [axis for each in value.groups for axis in each if value.size(axis) > 1]
    alone = value.groups[0] == (0,)
    if not group or 0 in group or (alone and order == sorted(order)):
        return op.build.laid_out(value) if alone else op.build.whole(value)
    others = [axis for axis in range(last + 1) if axis not in group]
    moved = op.build.permuted(value, [*others, *group], value.hint)
    sizes = moved.spec.shape
    joined = op.build.reshaped(moved, (*sizes[: len(others) - 1], prod(sizes[len(others) - 1 :])), value.hint)
    return joined.viewed((*(tuple(map(others.index, old)) for old in value.groups[:-1]), (len(others),)))


def _product(op: Operation, left: Value, right: Value) -> Value:
    """A product of two tensors, the axes before the matrices alike."""
    if left.rank != right.rank or left.rank < 3:
        raise NoCounterpartError(tr("it multiplies tensors of {one} and {other} axes", one=left.rank, other=right.rank))
    outer = left.groups[:-2]
    sizes = [[value.size(axis) for group in value.groups[:-2] for axis in group] for value in (left, right)]
    if sizes[0] != sizes[1] or [len(each) for each in outer] != [len(each) for each in right.groups[:-2]]:
        left, right = op.build.whole(left), op.build.whole(right)
        if left.batch or right.batch:
            raise NoCounterpartError(tr("the batch has to be the first axis, and is axis {axis}", axis=left.batch))
        return matrix_product(op, left, right)
    result = matrix_product(op, *(_stacked(op, value) for value in (left, right)))
    places = iter(range(1, len(result.spec.shape) + 1))
    groups = tuple(tuple(next(places) if axis else 0 for axis in group) for group in outer)
    return result.viewed((*groups, (next(places),), (next(places),)))


def matrix_product(op: Operation, left: Value, right: Value) -> Value:
    """Of tensors that are laid out: a layer where it has room for their axes, else the function."""
    if len(left.spec.shape) == len(right.spec.shape) <= 4:
        return op.add("MatMul", left, right)
    return call(op, "matmul", [left, right])[0]


def _stacked(op: Operation, value: Value) -> Value:
    """The matrices of a tensor with all axes before them apart, the batch first."""
    outer = [(axis,) for group in value.groups[:-2] for axis in group]
    if (0,) not in outer:
        raise NoCounterpartError(tr("it mixes the batch with another axis"))
    return op.build.laid_out(value.viewed((*outer, *value.groups[-2:])))
