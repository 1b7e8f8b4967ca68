"""Python statements broken over lines where they are too long, the way the usual formatters do it."""

from __future__ import annotations

import ast
import textwrap
import unicodedata
from collections.abc import Sequence

WIDTH = 100
STEP = 4
SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}


def statement(start: str, expression: str, indent: int, comment: str = "") -> list[str]:
    """Lines of `start` (`x = `, `return `) and an expression; the comment stands behind it if there is room."""
    flat = " " * indent + start + expression
    if _fits(flat):
        commented = f"{flat}  # {comment}"
        return [commented if comment and _fits(commented) else flat]
    tree = ast.parse(expression, mode="eval").body
    lines = _split(tree, expression, indent, start, "")
    if _fits(lines[0]) and len(lines) > 1 and not isinstance(tree, ast.BinOp):
        return lines
    return [" " * indent + start + "(", *_split(tree, expression, indent + STEP, "", ""), " " * indent + ")"]


def definition(start: str, parameters: Sequence[str], end: str, indent: int) -> list[str]:
    """Lines of a `def`: `start` up to the bracket, the parameters, `end` from the closing bracket on."""
    pad, inner = " " * indent, " " * (indent + STEP)
    flat, together = pad + start + ", ".join(parameters) + end, inner + ", ".join(parameters)
    if _fits(flat):
        return [flat]
    between = [together] if _fits(together) else [f"{inner}{each}," for each in parameters]
    return [pad + start, *between, pad + end]


def docstring(text: str, indent: int) -> list[str]:
    """Lines of a docstring, its quotes on a line of their own where it takes several."""
    pad = " " * indent
    lines = textwrap.wrap(f'"""{text}', WIDTH - indent - 3) or ['"""']
    return [f'{pad}{lines[0]}"""'] if len(lines) == 1 else [*(pad + each for each in lines), f'{pad}"""']


def _split(node: ast.expr, text: str, indent: int, start: str, end: str) -> list[str]:
    """Lines of one expression of `text`, with something before its first and behind its last line."""
    pad = " " * indent
    flat = pad + start + _text(node, text) + end
    if _fits(flat):
        return [flat]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and not _fits(f"{pad}{start}{_text(node.func, text)}(")
    ):
        called = _text(node, text)[len(_text(node.func, text)) :]
        return _split(node.func, text, indent, start, called + end)
    if isinstance(node, ast.Call) and (node.args or node.keywords):
        return [f"{pad}{start}{_text(node.func, text)}(", *_arguments(node, text, indent + STEP), f"{pad}){end}"]
    if isinstance(node, ast.List | ast.Tuple):
        opening, closing = "[]" if isinstance(node, ast.List) else "()"
        items = [line for each in node.elts for line in _split(each, text, indent + STEP, "", ",")]
        return [pad + start + opening, *items, pad + closing + end]
    if isinstance(node, ast.BinOp):
        *terms, (sign, last) = _terms(node, start)
        lines = [line for sign, term in terms for line in _split(term, text, indent, sign, "")]
        return [*lines, *_split(last, text, indent, sign, end)]
    return [flat]


def _arguments(call: ast.Call, text: str, indent: int) -> list[str]:
    """What stands between the brackets of a call: in one line where it fits, else one argument a line."""
    named = [("", each) for each in call.args] + [(f"{each.arg}=", each.value) for each in call.keywords]
    together = " " * indent + ", ".join(name + _text(value, text) for name, value in named)
    if _fits(together):
        return [together]
    return [line for name, value in named for line in _split(value, text, indent, name, ",")]


def _terms(node: ast.BinOp, start: str) -> list[tuple[str, ast.expr]]:
    """The operands of `a + b - c`, each with the sign before it."""
    found: list[tuple[str, ast.expr]] = []
    left: ast.expr = node
    is_sum = isinstance(node.op, ast.Add | ast.Sub)
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub) == is_sum:
        found.append((f"{SIGNS[type(left.op)]} ", left.right))
        left = left.left
    return [(start, left), *reversed(found)]


def _text(node: ast.expr, text: str) -> str:
    """The part of the one-line `text` that a node of its tree stands for; offsets count UTF-8 bytes."""
    if text.isascii():
        return text[node.col_offset : node.end_col_offset]
    return text.encode()[node.col_offset : node.end_col_offset].decode()


def _fits(line: str) -> bool:
    if line.isascii():
        return len(line) <= WIDTH
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line) <= WIDTH
