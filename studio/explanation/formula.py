"""A formula, written once: shown with its symbols, shown with its numbers, and worked out."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from html import escape
from numbers import Rational
from typing import Any

Value = float | tuple[int, ...]

PRECEDENCE: Mapping[type[ast.operator], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.Pow: 3}
SIGNS: Mapping[type[ast.operator], str] = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: "·", ast.Div: " / "}
BRACKETS = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"floor": math.floor, "ceil": math.ceil, "max": max}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ATOM = 4


@dataclass(frozen=True)
class Formula:
    """`symbol = expression`, such as W_2 = floor((W_1 - F + 2*P) / S) + 1, with the value of each symbol.

    The expression is Python's arithmetic with floor, ceil and max. What follows a `_` is a subscript.
    """

    quantity: str
    symbol: str
    expression: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def value(self) -> Value:
        """What comes out; a whole number where it is one."""
        result = _work_out(_parsed(self.expression), self.values)
        return result.numerator if isinstance(result, Fraction) and result.denominator == 1 else result

    def symbolic(self, *, html: bool = False) -> str:
        """`W₂ = ⌊(W₁ − F + 2·P) / S⌋ + 1`."""
        name = _name_in_html if html else _name_in_text
        return f"{name(self.symbol)} = {_write(_parsed(self.expression), name, html)[0]}"

    def filled(self, *, html: bool = False) -> str:
        """`⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28`; only the result where there is nothing to work out."""
        parsed, result = _parsed(self.expression), number(self.value)
        if isinstance(parsed, ast.Name | ast.Constant):
            return result
        return f"{_write(parsed, lambda name: number(self.values[name]), html)[0]} = {result}"

    def line(self) -> str:
        """Both in one line of plain text."""
        return f"{self.symbolic()} = {self.filled()}"


def number(value: Value) -> str:
    """`1,234`, `0.5`, `(6, 28, 28)`."""
    if isinstance(value, tuple):
        return f"({', '.join(map(number, value))})"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


@lru_cache(maxsize=1024)
def _parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _work_out(node: ast.expr, values: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return values[name]
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*(_work_out(argument, values) for argument in arguments))
        case ast.BinOp(left=left, op=operator, right=right):
            return _apply(operator, _work_out(left, values), _work_out(right, values))
    raise ValueError(f"{ast.unparse(node)} has no place in a formula.")


def _apply(operator: ast.operator, left: Any, right: Any) -> Any:
    """Whole numbers are divided without rounding, so that floor and ceil see the exact quotient."""
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Pow():
            return left**right
        case ast.Div():
            whole = isinstance(left, Rational) and isinstance(right, Rational)
            return Fraction(left, right) if whole else left / right
    raise ValueError(f"{type(operator).__name__} has no place in a formula.")


def _write(node: ast.expr, name: Callable[[str], str], html: bool) -> tuple[str, int]:
    """The expression in the field's notation, and how tightly its outermost operation binds."""
    match node:
        case ast.Constant(value=int(value)):
            return number(value), ATOM
        case ast.Name(id=symbol):
            return name(symbol), ATOM
        case ast.Call(func=ast.Name(id=function), args=arguments):
            inside = ", ".join(_write(argument, name, html)[0] for argument in arguments)
            opening, closing = BRACKETS.get(function, (f"{function}(", ")"))
            return f"{opening}{inside}{closing}", ATOM
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(exponent))):
            raised = f"<sup>{exponent}</sup>" if html else str(exponent).translate(SUPERSCRIPTS)
            return f"{_within(base, ATOM, name, html)}{raised}", PRECEDENCE[ast.Pow]
        case ast.BinOp(left=left, op=operator, right=right):
            binds = PRECEDENCE[type(operator)]
            tighter = binds + isinstance(operator, ast.Sub | ast.Div)
            written = f"{_within(left, binds, name, html)}{SIGNS[type(operator)]}{_within(right, tighter, name, html)}"
            return written, binds
    raise ValueError(f"{ast.unparse(node)} has no place in a formula.")


def _within(node: ast.expr, binds: int, name: Callable[[str], str], html: bool) -> str:
    """An operand, in parentheses where it binds more loosely than what it stands in."""
    written, own = _write(node, name, html)
    return written if own >= binds else f"({written})"


def _name_in_text(symbol: str) -> str:
    letter, _, index = symbol.partition("_")
    return letter + (index.translate(SUBSCRIPTS) if index.isdecimal() else f"_{index}" if index else "")


def _name_in_html(symbol: str) -> str:
    letter, _, index = symbol.partition("_")
    if len(letter) > 1 and not index.isdecimal():
        return f"<i>{escape(symbol)}</i>"  # the name of a parameter, such as out_channels
    return f"<i>{escape(letter)}</i>" + (f"<sub>{escape(index)}</sub>" if index else "")
