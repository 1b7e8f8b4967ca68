"""The arithmetic of formulas: worked out with numbers, and written as people write mathematics."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from html import escape
from numbers import Rational
from typing import Any

from studio.text import tr

Value = float | Fraction | tuple[int, ...]
Name = Callable[[str], str]

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
PRECEDENCE: Mapping[type[ast.operator], int] = {
    ast.Add: SUM,
    ast.Sub: SUM,
    ast.Mult: PRODUCT,
    ast.Div: PRODUCT,
    ast.Pow: POWER,
}
SIGNS: Mapping[type[ast.operator], str] = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: "·", ast.Div: " / "}
RELATIONS: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", lambda left, right: bool(left < right)),
    ast.LtE: ("≤", lambda left, right: bool(left <= right)),
    ast.Gt: (">", lambda left, right: bool(left > right)),
}
BRACKETS = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "abs": ("|", "|"), "sqrt": ("√(", ")"), "nearest": ("⌊", "⌉")}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "nearest": round,
    "max": max,
    "min": min,
    "abs": abs,
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "cos": math.cos,
    "sin": math.sin,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "tanh": math.tanh,
    "erf": math.erf,
    "sign": lambda x: (x > 0) - (x < 0),
    "σ": lambda z: 1 / (1 + math.exp(-z)),
    "Φ": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    "φ": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}
OVER: Mapping[str, tuple[str, Callable[[list[Any]], Any]]] = {
    "sum": ("Σ", sum),
    "mean": ("mean", lambda found: sum(found) / len(found)),
    "max": ("max", max),
    "prod": ("Π", math.prod),
}
"""Functions over an index: `sum_k(exp(z_k))` for a z_k that has several values."""

SLOPE = "dy"
"""The derivative of y by x, of a function of one number."""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SMALL = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ", "o": "ₒ", "t": "ₜ"}
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def work_out(expression: str, values: Mapping[str, Value]) -> Value:
    """What comes out; a whole number where it is one. Raises KeyError for a symbol without a value."""
    result = _work_out(parsed(expression), values)
    return result.numerator if isinstance(result, Fraction) and result.denominator == 1 else result


def written(expression: str, values: Mapping[str, Value] | None = None, *, html: bool = False) -> str:
    """The expression in the field's notation, with the numbers of those symbols that have one."""
    known = values or {}
    return _write(parsed(expression), lambda one: number(known[one]) if one in known else symbol(one, html), html)[0]


def symbols(expression: str) -> tuple[str, ...]:
    """The symbols in an expression, each once, in their order."""
    tree = parsed(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return tuple(dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)))


def writable(expression: str) -> bool:
    """Whether an expression has nothing in it that formulas do not have."""
    try:
        written(expression)
    except ValueError:
        return False
    return True


def is_plain(expression: str) -> bool:
    """Whether there is nothing to work out: a symbol or a number by itself."""
    return isinstance(parsed(expression), ast.Name | ast.Constant)


def symbol(name: str, html: bool = False) -> str:
    """`W_2` as W₂; names of parameters, such as out_channels, stay. `∂x` is the derivative ∂L/∂x, SLOPE y′."""
    if name.startswith("∂"):
        return f"{'∂<i>L</i>' if html else '∂L'}/∂{symbol(name[1:], html)}"
    if name == SLOPE:
        return "<i>y</i>′" if html else "y′"
    return _name_in_html(name) if html else _name_in_text(name)


def number(value: Value) -> str:
    """`1,234`, `0.5`, `10⁻⁸`, `(6, 28, 28)`."""
    if isinstance(value, tuple):
        return f"({', '.join(map(number, value))})"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    digits, power, exponent = f"{float(value):.4g}".partition("e")
    if not power:
        return digits.replace("-", "−")
    factor = "" if digits == "1" else f"{digits.replace('-', '−')}·"
    return f"{factor}10{str(int(exponent)).translate(SUPERSCRIPTS)}"


@lru_cache(maxsize=1024)
def parsed(expression: str) -> ast.expr:
    """The expression: Python's arithmetic with the functions above and conditions."""
    return ast.parse(expression, mode="eval").body


def _work_out(node: ast.expr, values: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return values[name]
        case ast.Tuple(elts=parts):
            return tuple(int(_work_out(part, values)) for part in parts)
        case ast.Call(func=ast.Name(id=name), args=[argument]) if _over(name):
            return OVER[name.partition("_")[0]][1](_each(argument, name.partition("_")[2], values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*(_work_out(argument, values) for argument in arguments))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_work_out(operand, values)
        case ast.BinOp(left=left, op=operator, right=right):
            return _apply(operator, _work_out(left, values), _work_out(right, values))
        case ast.IfExp(test=ast.Compare(left=left, ops=[relation], comparators=[right]), body=body, orelse=other):
            holds = RELATIONS[type(relation)][1](_work_out(left, values), _work_out(right, values))
            return _work_out(body if holds else other, values)
    raise ValueError(f"{ast.unparse(node)} has no place in a formula.")


def _over(function: str) -> bool:
    """Whether it is one over an index: `max_k`, unlike `max`."""
    word, _, index = function.partition("_")
    return word in OVER and bool(index)


def _each(node: ast.expr, index: str, values: Mapping[str, Any]) -> list[Any]:
    """The expression for every value of the symbols with this index."""
    indexed = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and each.id.endswith(f"_{index}")}
    counted = zip(*(values[name] for name in indexed), strict=True)
    return [_work_out(node, {**values, **dict(zip(indexed, one, strict=True))}) for one in counted]


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


def _write(node: ast.expr, name: Name, html: bool) -> tuple[str, int]:
    """The expression in the field's notation, and how tightly its outermost operation binds."""
    match node:
        case ast.Constant(value=int(value) | float(value)):
            return number(value), ATOM
        case ast.Name(id=one):
            return name(one), ATOM
        case ast.Tuple(elts=parts):
            return f"({', '.join(_write(part, name, html)[0] for part in parts)})", ATOM
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _write_call(function, arguments, name, html), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{_within(operand, PRODUCT, name, html)}", PRODUCT
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return f"{_within(base, ATOM, name, html)}{_raised(exponent, name, html)}", POWER
        case ast.BinOp(left=left, op=operator, right=right):
            return _write_operation(left, operator, right, name, html)
        case ast.IfExp(test=test, body=body, orelse=other):
            told = {"value": _write(body, name, html)[0], "other": _write(other, name, html)[0]}
            return tr("{value} where {condition}, else {other}", condition=_condition(test, name, html), **told), 0
    raise ValueError(f"{ast.unparse(node)} has no place in a formula.")


def _write_operation(
    left: ast.expr, operator: ast.operator, right: ast.expr, name: Name, html: bool
) -> tuple[str, int]:
    """A sum, a difference, a product, where a quotient before the dot stands in parentheses, or a quotient."""
    binds = PRECEDENCE[type(operator)]
    before_dot = isinstance(operator, ast.Mult) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div)
    first = _within(left, ATOM if before_dot else binds, name, html)
    second = _within(right, binds + isinstance(operator, ast.Sub | ast.Div), name, html)
    return f"{first}{SIGNS[type(operator)]}{second}", binds


def _write_call(function: str, arguments: list[ast.expr], name: Name, html: bool) -> str:
    inside = ", ".join(_write(argument, name, html)[0] for argument in arguments)
    word, _, index = function.partition("_")
    if _over(function):
        return f"{OVER[word][0]}{f'<sub>{index}</sub>' if html else SMALL[index]}({inside})"
    if function == "sqrt" and isinstance(arguments[0], ast.Name | ast.Constant):
        return f"√{inside}"
    opening, closing = BRACKETS.get(function, (f"{function}(", ")"))
    return f"{opening}{inside}{closing}"


def _condition(node: ast.expr, name: Name, html: bool) -> str:
    assert isinstance(node, ast.Compare)
    sign = RELATIONS[type(node.ops[0])][0]
    return (
        f"{_write(node.left, name, html)[0]} {escape(sign) if html else sign} "
        + (_write(node.comparators[0], name, html)[0])
    )


def _raised(exponent: ast.expr, name: Name, html: bool) -> str:
    text = _write(exponent, name, html)[0]
    if html:
        return f"<sup>{text}</sup>"
    if text.isdecimal():
        return text.translate(SUPERSCRIPTS)
    return f"^{text}" if isinstance(exponent, ast.Name | ast.Constant) else f"^({text})"


def _within(node: ast.expr, binds: int, name: Name, html: bool) -> str:
    """An operand, in parentheses where it binds more loosely than what it stands in."""
    text, own = _write(node, name, html)
    return text if own >= binds else f"({text})"


def _name_in_text(name: str) -> str:
    letter, _, index = name.partition("_")
    if index.isdecimal():
        return letter + index.translate(SUBSCRIPTS)
    return letter + (SMALL.get(index) or (f"_{index}" if index else ""))


def _name_in_html(name: str) -> str:
    letter, _, index = name.partition("_")
    if len(letter) > 1 and not index.isdecimal():
        return f"<i>{escape(name)}</i>"  # the name of a parameter, such as out_channels
    return f"<i>{escape(letter)}</i>" + (f"<sub>{escape(index)}</sub>" if index else "")
