"""Python statements broken over lines where they are too long, the way the usual formatters do it."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Sequence

WIDTH = 100
STEP = 4
SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}
SUM = (ast.Add, ast.Sub)


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
    flat = " " * indent + start + ", ".join(parameters) + end
    if _fits(flat):
        return [flat]
    return [
        " " * indent + start,
        *_inside([[" " * (indent + STEP) + each] for each in parameters], indent),
        " " * indent + end,
    ]


def _split(node: ast.expr, text: str, indent: int, start: str, end: str) -> list[str]:
    """Lines of one expression of `text`, with something before its first and behind its last line."""
    flat = " " * indent + start + _text(node, text) + end
    if _fits(flat):
        return [flat]
    if isinstance(node, ast.Call) and (node.args or node.keywords):
        inner = [_split(each, text, indent + STEP, "", "") for each in node.args]
        inner += [_split(each.value, text, indent + STEP, f"{each.arg}=", "") for each in node.keywords]
        opening, closing, lines = _text(node.func, text) + "(", ")", _inside(inner, indent)
    elif isinstance(node, ast.List | ast.Tuple):
        inner = [_split(each, text, indent + STEP, "", "") for each in node.elts]
        opening, closing = ("[", "]") if isinstance(node, ast.List) else ("(", ")")
        lines = _one_a_line(inner)
    elif isinstance(node, ast.BinOp):
        terms = _terms(node)
        ends = [""] * (len(terms) - 1) + [end]
        starts = [start, *(f"{SIGNS[type(sign)]} " for sign, _ in terms[1:])]
        return [line for each in zip(terms, starts, ends, strict=True) for line in _term(*each, text, indent)]
    else:
        return [flat]
    return [" " * indent + start + opening, *lines, " " * indent + closing + end]


def _terms(node: ast.expr) -> list[tuple[ast.operator | None, ast.expr]]:
    """The operands of `a + b + c`, each with the sign before it."""
    found: list[tuple[ast.operator | None, ast.expr]] = []
    while isinstance(node, ast.BinOp) and (not found or (type(node.op) in SUM) == (type(found[-1][0]) in SUM)):
        found.append((node.op, node.right))
        node = node.left
    return [(None, node), *reversed(found)]


def _term(term: tuple[ast.operator | None, ast.expr], start: str, end: str, text: str, indent: int) -> list[str]:
    return _split(term[1], text, indent, start, end)


def _inside(items: Sequence[list[str]], indent: int) -> list[str]:
    """What stands between the brackets of a call or a `def`: in one line where it fits, else one item a line."""
    together = " " * (indent + STEP) + ", ".join(lines[0].strip() for lines in items)
    if all(len(lines) == 1 for lines in items) and _fits(together):
        return [together]
    return _one_a_line(items)


def _one_a_line(items: Sequence[list[str]]) -> list[str]:
    return [line for lines in items for line in (*lines[:-1], lines[-1] + ",")]


def _text(node: ast.expr, text: str) -> str:
    return ast.get_source_segment(text, node) or ""


def _fits(line: str) -> bool:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line) <= WIDTH
