"""Operators that no layer of its own stands for, as functions of torch by their names."""

from __future__ import annotations

import re

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operands import call, computed, operands, stored
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.dense import matrix_product
from studio.compiler.importing.operators.registry import Result, function
from studio.compiler.importing.values import BATCH, Constant, Value
from studio.text import tr

EACH = {
    "Greater": "gt", "GreaterOrEqual": "ge", "Less": "lt", "LessOrEqual": "le", "Equal": "eq", "And": "logical_and",
    "Or": "logical_or", "Xor": "logical_xor", "Not": "logical_not", "Where": "where", "Pow": "pow",
    "IsNaN": "isnan", "BitwiseAnd": "bitwise_and", "BitwiseOr": "bitwise_or", "BitwiseXor": "bitwise_xor",
    "Asinh": "asinh", "Acosh": "acosh", "Atanh": "atanh", "Abs": "abs", "Neg": "neg", "Sign": "sign",
}  # fmt: skip
"""Operators that compute number by number, and the functions that do."""


@function(*EACH)
def _each(op: Operation) -> Result:
    return computed(op, EACH[op.kind], *range(len(op.node.input)))


ARITHMETIC = {"Add": "Add", "Sub": "Subtract", "Mul": "Multiply"}


@function(*ARITHMETIC)
def _arithmetic(op: Operation) -> Result:
    """With numbers that no layer can have for its own, such as whole ones."""
    laid = operands(op, 0, 1)
    (result,) = op.build.add(ARITHMETIC[op.kind], laid.values, hint=op.hint)
    return laid.viewed(result)


@function("Div")
def _div(op: Operation) -> Result:
    """Whole numbers are divided towards 0."""
    laid = operands(op, 0, 1)
    whole = all(each.spec.dtype == "int64" for each in laid.values)
    return laid.viewed(call(op, "div", laid.values, {"rounding_mode": "trunc" if whole else None})[0])


@function("Mod")
def _mod(op: Operation) -> Result:
    return computed(op, "fmod" if op.attribute("fmod", 0) else "remainder", 0, 1)


@function("IsInf")
def _infinite(op: Operation) -> Result:
    if not (op.attribute("detect_negative", 1) and op.attribute("detect_positive", 1)):
        raise NoCounterpartError(tr("it looks for one sign alone"))
    return computed(op, "isinf", 0)


@function("QuantizeLinear", "DynamicQuantizeLinear")
def _quantized(op: Operation) -> Result:
    raise NoCounterpartError(tr("it rounds to numbers of few bits, so take in the file as it was before that"))


@function("Min", "Max")
def _extreme(op: Operation) -> Result:
    """Of any number of tensors, two at a time."""
    laid = operands(op, *range(len(op.node.input)))
    result, *others = laid.values
    for other in others:
        (result,) = call(op, {"Min": "minimum", "Max": "maximum"}[op.kind], [result, other])
    return laid.viewed(result)


@function("Clip")
def _clip(op: Operation) -> Result:
    """Between limits that are computed."""
    laid = operands(op, *(index for index in range(len(op.node.input)) if op.has(index)))
    result, *limits = laid.values
    names = [name for index, name in ((1, "maximum"), (2, "minimum")) if op.has(index)]
    for name, limit in zip(names, limits, strict=True):
        (result,) = call(op, name, [result, limit])
    return laid.viewed(result)


CASTS = {1: "float32", 10: "float32", 11: "float32", 16: "float32", 9: "bool"} | dict.fromkeys(
    (2, 3, 4, 5, 6, 7, 12, 13), "int64"
)


@function("Cast")
def _cast(op: Operation) -> Result:
    kind = CASTS.get(op.attribute("to", 1))
    if kind is None:
        raise NoCounterpartError(tr("numbers of that type are not known here"))
    value = op.value()
    return value if value.spec.dtype == kind else computed(op, "to", 0, dtype=kind)


@function("CumSum")
def _cumulated(op: Operation) -> Result:
    """Also from the end, and without each number itself."""
    laid = operands(op, 0)
    (value,), dim = laid.values, laid.dim(int(op.constant(1).reshape(())))
    given = {"dim": dim}
    if op.attribute("reverse", 0):
        (value,) = call(op, "flip", [value], {"dims": [dim]})
    (result,) = call(op, "cumsum", [value], given)
    if op.attribute("exclusive", 0):
        (result,) = op.build.add("Subtract", [result, value], hint=op.hint)
    if op.attribute("reverse", 0):
        (result,) = call(op, "flip", [result], {"dims": [dim]})
    return laid.viewed(result)


REDUCTIONS = {
    "ReduceSum": "sum", "ReduceMax": "amax", "ReduceMin": "amin", "ReduceLogSumExp": "logsumexp", "ReduceProd": "prod",
}  # fmt: skip


@function(*REDUCTIONS)
def _reduced(op: Operation) -> Result:
    """Of numbers of any type; a product axis by axis."""
    laid = operands(op, 0)
    axes = op.numbers("axes", 1)
    if not axes and op.attribute("noop_with_empty_axes", 0):
        return op.value()
    places = sorted({axis % laid.rank for axis in axes} if axes else set(range(laid.rank)))
    dims = [laid.dim(axis) for axis in places]
    (value,), name = laid.values, REDUCTIONS[op.kind]
    if name == "prod":
        for dim in dims:
            (value,) = call(op, name, [value], {"dim": dim, "keepdim": True})
    else:
        (value,) = call(op, name, [value], {"dim": dims, "keepdim": True})
    return _kept(op, laid.viewed(value), places)


def _kept(op: Operation, value: Value, places: list[int]) -> Value:
    """With the axes of size 1 that were summed up, or without where they go."""
    if op.attribute("keepdims", 1):
        return value
    return value.viewed(tuple(group for place, group in enumerate(value.groups) if place not in places), op.hint)


@function("ArgMax", "ArgMin")
def _place(op: Operation) -> Result:
    if op.attribute("select_last_index", 0):
        raise NoCounterpartError(tr("it takes the last of places that are alike"))
    laid = operands(op, 0)
    axis = op.attribute("axis", 0) % laid.rank
    (result,) = call(op, op.kind.lower(), laid.values, {"dim": laid.dim(axis), "keepdim": True})
    return _kept(op, laid.viewed(result), [axis])


@function("TopK")
def _largest(op: Operation) -> Result:
    laid = operands(op, 0)
    given = {"k": int(op.constant(1).reshape(-1)[0]), "dim": laid.dim(op.attribute("axis", -1))}
    if not op.attribute("largest", 1):
        given["largest"] = False
    values, places = call(op, "topk", laid.values, given)
    return laid.viewed(values), laid.viewed(places)


@function("Trilu")
def _triangle(op: Operation) -> Result:
    laid = operands(op, 0)
    if laid.batch >= laid.rank - 2:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    diagonal = int(op.constant(1).reshape(())) if op.has(1) else 0
    name = "triu" if op.attribute("upper", 1) else "tril"
    return laid.viewed(call(op, name, laid.values, {"diagonal": diagonal or None})[0])


@function("Einsum")
def _einsum(op: Operation) -> Result:
    """With the batch as the first letter of all operands; what has no batch gets one."""
    equation = re.sub(r"\s", "", str(op.attribute("equation", "")))
    terms, arrow, result = equation.partition("->")
    if not arrow or not re.fullmatch(r"[a-zA-Z]+(,[a-zA-Z]+)*", terms):
        raise NoCounterpartError(tr("its equation “{equation}” is not known here", equation=equation[:60]))
    letters, known = terms.split(","), [op.input(index) for index in range(len(op.node.input))]
    values = [(word, each) for word, each in zip(letters, known, strict=True) if isinstance(each, Value)]
    batch = values[0][0][values[0][1].batch]
    if any(word[each.batch] != batch or word.count(batch) > 1 for word, each in values) or batch not in result:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    like = op.build.laid_out(values[0][1])
    tensors, words = [], []
    for word, each in zip(letters, known, strict=True):
        rest = word.replace(batch, "")
        words.append(batch + rest)
        if isinstance(each, Value):
            tensors.append(op.build.laid_out(each))
        else:
            place = word.index(batch) if batch in word else 0
            array = each.array if batch in word else each.array[None]
            tensors.append(stored(op, Constant(array, each.learned), like, len(rest) + 1, place, full=True))
    rest = result.replace(batch, "")
    (made,) = call(op, "einsum", tensors, {"equation": f"{','.join(words)}->{batch}{rest}"})
    return made.with_batch(result.index(batch))


@function("MatMul")
def _product(op: Operation) -> Result:
    """With any number of axes before the matrices, and of stacks of matrices of the file."""
    laid = operands(op, 0, 1)
    if laid.batch >= laid.rank - 2:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    return laid.viewed(matrix_product(op, *laid.values))


@function("LpNormalization")
def _normalized(op: Operation) -> Result:
    laid = operands(op, 0)
    given = {"dim": laid.dim(op.attribute("axis", -1)), "p": float(op.attribute("p", 2)), "eps": 1e-30}
    return laid.viewed(call(op, "normalize", laid.values, given)[0])


@function("GridSample")
def _sampled(op: Operation) -> Result:
    """At the places of a grid, which has its axes in the same order as an image, (x, y) last."""
    image, grid = op.plain(0), op.plain(1)
    modes = {"linear": "bilinear", "cubic": "bicubic"}
    mode = op.attribute("mode", "bilinear")
    given = {
        "mode": modes.get(mode, mode),
        "padding_mode": op.attribute("padding_mode", "zeros"),
        "align_corners": bool(op.attribute("align_corners", 0)),
    }
    return call(op, "grid_sample", [image, grid], given)[0]


@function("Concat")
def _joined(op: Operation) -> Result:
    """Numbers of the file among several tensors."""
    laid = operands(op, *range(len(op.node.input)), full=True)
    dim = laid.dim(op.attribute("axis", 0))
    (result,) = op.build.add("Concat", laid.values, {"dim": dim}, hint=op.hint)
    return laid.viewed(result)


@function("Expand")
def _expanded(op: Operation) -> Result:
    """Axes of size 1 shown as often as wanted; the batch stays what it is."""
    value = op.value()
    wanted = [int(each) for each in op.constant(1).reshape(-1)]
    value = value.viewed(((),) * (len(wanted) - value.rank) + value.groups)
    wanted = [1] * (value.rank - len(wanted)) + wanted
    batch, laid = value.batch, op.build.laid_out(value)
    if wanted[batch] not in (1, BATCH, op.network.fixed_batch):
        raise NoCounterpartError(tr("it repeats the samples of a batch"))
    sizes = [-1, *(-1 if size == 1 else size for axis, size in enumerate(wanted) if axis != batch)]
    (result,) = call(op, "expand", [laid], {"size": sizes})
    return result.with_batch(batch)


@function("Tile")
def _tiled(op: Operation) -> Result:
    laid = operands(op, 0)
    times = [int(each) for each in op.constant(1).reshape(-1)]
    if times[laid.batch] != 1:
        raise NoCounterpartError(tr("it repeats the samples of a batch"))
    dims = [1, *(count for axis, count in enumerate(times) if axis != laid.batch)]
    return laid.viewed(call(op, "tile", laid.values, {"dims": dims})[0])
