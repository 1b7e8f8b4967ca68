"""Sums over a block's parameters, such as `4 * channels`: read and worked out without running Python."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from studio.formatting.shortened import shortened
from studio.text import tr

Value = int | float | bool
"""What a block's parameter may be."""

LONGEST = 200
LARGEST = 2**53


def _quotient(dividend: Value, divisor: Value) -> Value:
    """A whole number where whole numbers divide evenly, so that `channels / 2` can be a number of channels."""
    whole = isinstance(dividend, int) and isinstance(divisor, int) and dividend % divisor == 0
    return dividend // divisor if whole else dividend / divisor


_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _quotient,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"min": min, "max": max}


class ExpressionError(ValueError):
    """An expression cannot be read or worked out; the text says why."""


def evaluate(text: str, values: Mapping[str, Value]) -> Any:
    """The value of an expression: a number, True or False, or a tuple of such. Raises ExpressionError.

    It may have numbers, the names in `values`, + - * / // %, comparisons, and, or, not, `a if b else c`, min, max,
    brackets and tuples.
    """
    try:
        return _value(_parse(text), values)
    except ZeroDivisionError:
        raise ExpressionError(tr("“{text}” divides by 0.", text=text)) from None
    except (TypeError, ArithmeticError, RecursionError):
        raise ExpressionError(tr("“{text}” cannot be worked out.", text=shortened(text))) from None


def names(text: str) -> frozenset[str]:
    """The parameters an expression speaks of. Raises ExpressionError where it cannot be read."""
    tree = _parse(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)


def names_in(text: str) -> frozenset[str]:
    """The parameters an expression speaks of; none where it cannot be read."""
    try:
        return names(text)
    except ExpressionError:
        return frozenset()


def substitute(text: str, replacements: Mapping[str, str]) -> str:
    """The expression with other expressions in place of names. Raises ExpressionError where one cannot be read."""
    if names(text).isdisjoint(replacements):
        return text
    trees = {name: _parse(each) for name, each in replacements.items()}
    result = ast.unparse(_Substitution(trees).visit(deepcopy(_parse(text))))
    _parse(result)
    return result


class _Substitution(ast.NodeTransformer):
    def __init__(self, trees: Mapping[str, ast.expr]) -> None:
        self._trees = trees

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._trees.get(node.id, node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """What is called is a function, also where a parameter has its name."""
        node.args = [self.visit(each) for each in node.args]
        return node


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ExpressionError(
            tr("An expression may have {most} characters; this one has {count}.", most=LONGEST, count=len(text))
        )
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(tr("“{text}” is not an expression such as “4 * channels”.", text=text)) from None


def _value(node: ast.expr, values: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() as constant):
            return constant
        case ast.Name(id=name):
            if name not in values:
                known = tr(", ").join(values) or tr("none")
                raise ExpressionError(
                    tr("The block has no parameter “{name}”; its parameters are: {known}.", name=name, known=known)
                )
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _bounded(_BINARY[type(op)](_number(left, values), _number(right, values)))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            return _UNARY[type(op)](_number(operand, values))
        case ast.BoolOp(op=op, values=operands):
            found = (bool(_value(each, values)) for each in operands)
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return _COMPARISONS[type(op)](_value(left, values), _value(right, values))
        case ast.IfExp(test=test, body=body, orelse=otherwise):
            return _value(body if _value(test, values) else otherwise, values)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS and arguments:
            return _FUNCTIONS[name](*(_number(each, values) for each in arguments))
        case ast.Tuple(elts=elements):
            return tuple(_value(each, values) for each in elements)
    raise ExpressionError(
        tr(
            "“{part}” cannot stand in an expression: use numbers, parameters and + - * //.",
            part=ast.unparse(node),
        )
    )


def _number(node: ast.expr, values: Mapping[str, Value]) -> Value:
    value: Value | tuple[Value, ...] = _value(node, values)
    if isinstance(value, tuple):
        raise ExpressionError(tr("“{part}” is no number to calculate with.", part=ast.unparse(node)))
    return value


def _bounded(value: Value) -> Value:
    if abs(value) > LARGEST:
        raise ExpressionError(tr("The number it gives is beyond reason."))
    return value
