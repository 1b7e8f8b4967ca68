"""Arithmetic: of two tensors, or of a tensor and numbers of the file."""

from __future__ import annotations

import math

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.constants import LARGEST, combined
from studio.compiler.importing.operators.patterns import chosen, recognized
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Constant, Value
from studio.text import tr


@operator("Add")
def _add(op: Operation) -> Result:
    return _commutative(op, "Add", "bias")


@operator("Mul")
def _mul(op: Operation) -> Result:
    return recognized(op) or _commutative(op, "Multiply", "weight")


def _commutative(op: Operation, kind: str, part: str) -> Value:
    left, right = op.input(0), op.input(1)
    if isinstance(left, Constant):
        left, right = right, left
    assert isinstance(left, Value)
    if isinstance(right, Constant):
        return combined(op, left, right, "weight" if part == "weight" else "bias")
    return of_two(op, kind, left, right)


@operator("Sub")
def _sub(op: Operation) -> Result:
    left, right = op.input(0), op.input(1)
    if isinstance(right, Constant):
        assert isinstance(left, Value)
        return combined(op, left, Constant(-right.array, right.learned), "bias")
    if isinstance(left, Constant):
        negative = op.add("Function", right, params={"function": "neg"}).viewed(right.groups)
        return combined(op, negative, left, "bias")
    return of_two(op, "Subtract", left, right)


@operator("Div")
def _div(op: Operation) -> Result:
    found = recognized(op)
    if found is not None:
        return found
    left, right = op.input(0), op.input(1)
    if isinstance(left, Constant):
        assert isinstance(right, Value)
        inverse = op.add("Function", right, params={"function": "reciprocal"}).viewed(right.groups)
        return inverse if left.single == 1.0 else combined(op, inverse, left, "weight")
    if isinstance(right, Value):
        return of_two(op, "Divide", left, right)
    number = right.single
    if number is None:
        with np.errstate(divide="ignore"):
            return combined(op, left, Constant(np.float32(1) / right.array, right.learned), "weight")
    if not 0 < abs(number) <= LARGEST:
        raise NoCounterpartError(tr("it divides by {number}", number=f"{number:g}"))
    params = {"operation": "divide", "number": rounded(number)}
    return op.add("Arithmetic", left, params=params).viewed(left.groups)


@operator("Pow")
def _pow(op: Operation) -> Result:
    base, exponent = op.input(0), op.input(1)
    if isinstance(base, Value) and isinstance(exponent, Constant) and exponent.single is not None:
        known = {2.0: "square", 0.5: "sqrt", -1.0: "reciprocal", -0.5: "rsqrt"}.get(exponent.single)
        if known:
            return op.add("Function", base, params={"function": known}).viewed(base.groups)
        params = {"operation": "power", "number": rounded(exponent.single)}
        return op.add("Arithmetic", base, params=params).viewed(base.groups)
    if isinstance(base, Constant) and isinstance(exponent, Value) and (base.single or 0.0) > 0:
        logarithm = Constant(np.array(math.log(base.single or 1.0), np.float32))
        scaled = combined(op, exponent, logarithm, "weight")
        return op.add("Function", scaled, params={"function": "exp"}).viewed(scaled.groups)
    raise NoCounterpartError(tr("its exponent is not one number"))


@operator("Where")
def _where(op: Operation) -> Result:
    found = chosen(op)
    if found is None:
        raise NoCounterpartError(tr("there is no layer for that operator"))
    return found


@operator("Min", "Max")
def _extreme(op: Operation) -> Result:
    """A limit, where one of two is a number."""
    known = [op.input(index) for index in range(len(op.node.input))]
    values = [each for each in known if isinstance(each, Value)]
    numbers = [each.single for each in known if isinstance(each, Constant)]
    if len(values) > 1 or None in numbers:
        raise NoCounterpartError(tr("it takes several tensors, or different numbers"))
    (result,) = values
    name = {"Min": "minimum", "Max": "maximum"}[op.kind]
    for number in (each for each in numbers if each is not None):
        result = op.add("Arithmetic", result, params={"operation": name, "number": number}).viewed(result.groups)
    return result


@operator("Sum")
def _sum(op: Operation) -> Result:
    result = op.value(0)
    for index in range(1, len(op.node.input)):
        result = of_two(op, "Add", result, op.value(index))
    return result


def of_two(op: Operation, kind: str, left: Value, right: Value) -> Value:
    """A layer of two tensors that go together number by number, sizes of 1 with any."""
    if left.groups == right.groups and len(left.spec.shape) == len(right.spec.shape):
        return op.add(kind, left, right).viewed(left.groups)
    rank = max(left.rank, right.rank)
    left, right = (each.viewed(((),) * (rank - each.rank) + each.groups) for each in (left, right))
    if left.batch != right.batch:
        raise NoCounterpartError(tr("the batch is another axis in each of its inputs"))
    batch = left.batch
    result = op.add(kind, op.build.laid_out(left), op.build.laid_out(right))
    return result.with_batch(batch)
