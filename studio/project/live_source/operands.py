"""The values that statements of a network's source compute with: variables, calls of modules, expressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import libcst as cst

from studio.text import tr

MODULES = ("torch", "nn", "F", "math", "functional")


class UnreadableError(Exception):
    """A statement that says nothing a network can be; the text says why."""


class Value(NamedTuple):
    """What a variable holds; with a port, one of several."""

    name: str
    port: int | None = None


class Computed(NamedTuple):
    """A module (`self.module`) that is called, or an expression in which `_0`, `_1` … stand for the operands."""

    module: str
    template: str
    operands: tuple[Operand, ...]


Operand = Value | Computed | None
"""None stands for `...`, which nothing gives yet."""


def operand(node: cst.BaseExpression) -> Operand:
    """A value of tensors. Raises UnreadableError."""
    if isinstance(node, cst.Ellipsis):
        return None
    if isinstance(node, cst.Name):
        return Value(node.value)
    index = _index(node)
    if index is not None:
        return index
    if isinstance(node, cst.Call) and (module := own(node.func)):
        return Computed(module, "", _handed(node))
    template = _Template()
    text = template.of(node)
    if not template.operands:
        raise UnreadableError(tr("“{code}” takes no value of the network.", code=text))
    return Computed("", text, tuple(template.operands))


def _handed(call: cst.Call) -> tuple[Operand, ...]:
    if any(each.keyword for each in call.args):
        raise UnreadableError(tr("A layer takes its inputs by their places, without names."))
    found: list[Operand] = []
    for each in call.args:
        if each.star:
            raise UnreadableError(tr("Arguments with * cannot be taken over: write them out."))
        found.append(operand(each.value))
    return tuple(found)


class _Template:
    """An expression with its operands taken out."""

    def __init__(self) -> None:
        self.operands: list[Operand] = []

    def of(self, node: cst.BaseExpression) -> str:
        """The text with `_0`, `_1` … for what it computes with."""
        if isinstance(node, cst.BinaryOperation):
            sign = code(node.operator).strip()
            return f"{self._side(node.left, sign, first=True)} {sign} {self._side(node.right, sign)}"
        if isinstance(node, cst.UnaryOperation):
            return f"{code(node.operator)}{self._part(node.expression)}"
        if isinstance(node, cst.Subscript):
            return f"{self._part(node.value)}[{', '.join(code(each.slice).replace(' ', '') for each in node.slice)}]"
        if isinstance(node, cst.Call):
            return f"{self._function(node.func)}({', '.join(map(self._argument, node.args))})"
        raise UnreadableError(tr("“{code}” is nothing that a network computes.", code=code(node)))

    def _side(self, node: cst.BaseExpression, sign: str, *, first: bool = False) -> str:
        """A side of an operator; sums and products of several are one."""
        is_more = isinstance(node, cst.BinaryOperation) and not node.lpar and code(node.operator).strip() == sign
        if first and is_more and sign in ("+", "*"):
            return self.of(node)
        return self._part(node)

    def _function(self, node: cst.BaseExpression) -> str:
        """What is called: of torch, or of a value; the two steps that one layer is written as stay one."""
        if not isinstance(node, cst.Attribute):
            return code(node)
        inner = node.value
        if node.attr.value in ("sign", "unflatten") and isinstance(inner, cst.Call):
            return f"{self.of(inner)}.{node.attr.value}"
        return f"{self._part(inner)}.{node.attr.value}"

    def _argument(self, given: cst.Arg) -> str:
        name = f"{given.keyword.value}=" if given.keyword else ""
        if given.star:
            raise UnreadableError(tr("Arguments with * cannot be taken over: write them out."))
        if isinstance(given.value, cst.List | cst.Tuple) and _is_tensor(given.value):
            parts = ", ".join(self._part(each.value) for each in given.value.elements)
            return f"{name}[{parts}]" if isinstance(given.value, cst.List) else f"{name}({parts})"
        return name + self._part(given.value)

    def _part(self, node: cst.BaseExpression) -> str:
        if not isinstance(node, cst.Ellipsis) and not _is_tensor(node):
            return code(node)
        self.operands.append(operand(node))
        return f"_{len(self.operands) - 1}"


def _is_tensor(node: cst.BaseExpression) -> bool:
    """Whether a value of the network is in it."""
    if isinstance(node, cst.Name):
        return node.value not in (*MODULES, "True", "False", "None")
    if isinstance(node, cst.Attribute):
        return own(node) == "" and _is_tensor(node.value)
    if isinstance(node, cst.Call):
        return bool(own(node.func)) or _is_tensor(node.func) or any(_is_tensor(each.value) for each in node.args)
    if isinstance(node, cst.Subscript | cst.UnaryOperation):
        return _is_tensor(node.value if isinstance(node, cst.Subscript) else node.expression)
    if isinstance(node, cst.BinaryOperation):
        return _is_tensor(node.left) or _is_tensor(node.right)
    if isinstance(node, cst.List | cst.Tuple):
        return any(_is_tensor(each.value) or isinstance(each.value, cst.Ellipsis) for each in node.elements)
    return False


def _index(node: cst.BaseExpression) -> Value | None:
    """`split[1]`."""
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and len(node.slice) == 1:
        inside = node.slice[0].slice
        if isinstance(inside, cst.Index) and isinstance(inside.value, cst.Integer):
            return Value(node.value.value, int(inside.value.value))
    return None


def own(node: cst.BaseExpression) -> str:
    """The name in `self.name`."""
    is_own = isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == "self"
    return node.attr.value if is_own and isinstance(node, cst.Attribute) else ""


def code(node: cst.CSTNode) -> str:
    """The source of a node on one line, without the comments in it."""
    if isinstance(node, cst.BaseExpression) and getattr(node, "lpar", None) and not isinstance(node, cst.Tuple):
        node = node.with_changes(lpar=[], rpar=[])
    lines: Sequence[str] = cst.Module([]).code_for_node(node).splitlines()
    return " ".join(line.strip() for line in lines)
