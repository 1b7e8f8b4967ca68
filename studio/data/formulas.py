"""Formulas of x and y as a person types them: read and worked out for many points at once, without running Python."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.text import half_width, listed, tr

Numbers = npt.NDArray[np.float64]

LONGEST = 200
NAMES = ("x", "y", "r", "pi", "e")
"""x and y of a point, its distance from the origin, and two constants."""

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs,
    "tanh": np.tanh, "floor": np.floor, "round": np.round, "min": np.minimum, "max": np.maximum,
}  # fmt: skip
PAIRS = ("min", "max")
"""Functions of two numbers; the others have one."""

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Mod: np.mod,
    ast.FloorDiv: np.floor_divide, ast.Pow: np.power,
}  # fmt: skip
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: np.negative, ast.UAdd: np.positive, ast.Not: lambda value: 1.0 - (value != 0),
}  # fmt: skip
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal, ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}  # fmt: skip


def worked_out(text: str, x: Numbers, y: Numbers) -> Numbers:
    """The value at each point (N,); what holds is 1 and what does not 0. Raises ValueError where it cannot be read.

    Where there is no number, as of log(-1), the value is NaN or infinite.
    """
    values = {"x": x, "y": y, "r": np.hypot(x, y), "pi": np.full_like(x, np.pi), "e": np.full_like(x, np.e)}
    with np.errstate(all="ignore"):
        return np.array(np.broadcast_to(_value(_parsed(text), values), x.shape), dtype=np.float64)


def checked(text: str) -> str:
    """A formula that can be worked out. Raises ValueError."""
    plain = half_width(text)
    worked_out(plain, np.zeros(1), np.zeros(1))
    return plain


@lru_cache(maxsize=16)
def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ValueError(tr("A formula has at most {count} characters.", count=LONGEST))
    try:
        # In Python ^ would be something else, and bind less.
        return ast.parse(text.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(tr("“{text}” is no formula of x and y, such as sin(3*x) + y**2.", text=text)) from None


def _value(tree: ast.expr, values: Mapping[str, Numbers]) -> Any:
    match tree:
        case ast.Constant(value=value) if isinstance(value, int | float) and abs(value) < 1e300:
            return np.float64(value)
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            return _UNARY[type(op)](_value(operand, values))
        case ast.BoolOp(op=op, values=parts):
            held = [_value(part, values) != 0 for part in parts]
            joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
            return np.float64(1) * joined.reduce(np.broadcast_arrays(*held))
        case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in _COMPARISONS for op in ops):
            return _compared([_value(each, values) for each in (left, *others)], ops)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return np.where(_value(test, values) != 0, _value(body, values), _value(orelse, values))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _called(name, [_value(each, values) for each in args])
    raise ValueError(
        tr(
            "“{part}” cannot be worked out: there are numbers, {names}, + - * / ** %, comparisons, and, or, not, and "
            "{functions}.",
            part=ast.unparse(tree),
            names=listed(NAMES),
            functions=listed(FUNCTIONS),
        )
    )


def _compared(values: list[Any], ops: list[ast.cmpop]) -> Any:
    held: Any = np.True_
    for first, second, op in zip(values, values[1:], ops, strict=False):
        held = np.logical_and(held, _COMPARISONS[type(op)](first, second))
    return np.float64(1) * held


def _called(name: str, values: list[Any]) -> Any:
    wanted = 2 if name in PAIRS else 1
    if len(values) != wanted:
        raise ValueError(
            tr("{name} is of two numbers.", name=name) if wanted == 2 else tr("{name} is of one number.", name=name)
        )
    return FUNCTIONS[name](*values)
