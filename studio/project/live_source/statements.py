"""What single statements of a network's source say, each read by libcst once for its text."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import libcst as cst

from studio.project.live_source.operands import Operand, UnreadableError, code, operand, own
from studio.text import tr

KEPT = 20_000
CONTAINERS = ("nn.Sequential", "nn.ModuleList")


class Argument(NamedTuple):
    """An argument of a call as it is written; without a name where it goes by its place."""

    name: str
    text: str


class Made(NamedTuple):
    """`self.name = Called(…)`: with `copies`, that many in a row; `frozen` by `.requires_grad_(False)`."""

    name: str
    called: str
    arguments: tuple[Argument, ...] = ()
    copies: str = ""
    frozen: bool = False


class Assigned(NamedTuple):
    """`a = …`, or `a, b = …`."""

    targets: tuple[str, ...]
    values: tuple[Operand, ...]
    is_tuple: bool = False


class Loop(NamedTuple):
    """Copies that follow one another: of the module, or `repeat` times the same."""

    module: str
    repeat: str
    variable: str


class Returned(NamedTuple):
    """`return a, b`."""

    values: tuple[Operand, ...]


Statement = Made | Assigned | Loop | Returned | None


@lru_cache(maxsize=KEPT)
def statement(text: str) -> Statement | UnreadableError:
    """What a statement says; None where it says nothing of the network, such as a comment."""
    try:
        return _read(cst.parse_statement(text))
    except UnreadableError as error:
        return error
    except (cst.ParserSyntaxError, RecursionError):
        return UnreadableError(tr("This cannot be read as Python."))


def _read(node: cst.SimpleStatementLine | cst.BaseCompoundStatement) -> Statement:
    if isinstance(node, cst.For):
        return _loop(node)
    if not isinstance(node, cst.SimpleStatementLine):
        raise UnreadableError(tr("A network has no conditions: write one layer a line, such as x = self.conv1(x)."))
    if len(node.body) != 1:
        raise UnreadableError(tr("Write one statement a line."))
    (small,) = node.body
    if isinstance(small, cst.Pass) or (isinstance(small, cst.Expr) and _is_idle(small.value)):
        return None
    if isinstance(small, cst.Return):
        return Returned(_values(small.value)[0])
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        return _assigned(small.targets[0].target, small.value)
    if isinstance(small, cst.AnnAssign) and small.value is not None:
        return _assigned(small.target, small.value)
    if isinstance(small, cst.AugAssign):
        return _added(small)
    raise UnreadableError(tr("This is no layer: write one a line, such as x = self.conv1(x)."))


def _is_idle(node: cst.BaseExpression) -> bool:
    """Texts that explain, `...`, and `super().__init__()`."""
    if isinstance(node, cst.Ellipsis | cst.SimpleString | cst.ConcatenatedString):
        return True
    return isinstance(node, cst.Call) and code(node.func) == "super().__init__"


def _assigned(target: cst.BaseExpression, value: cst.BaseExpression) -> Made | Assigned:
    attribute = own(target)
    if attribute:
        return _made(attribute, value)
    if isinstance(target, cst.Name):
        values, is_tuple = _values(value)
        return Assigned((target.value,), values, is_tuple)
    if isinstance(target, cst.Tuple) and all(isinstance(each.value, cst.Name) for each in target.elements):
        names = tuple(code(each.value) for each in target.elements)
        values, is_tuple = _values(value)
        return Assigned(names, values, is_tuple)
    raise UnreadableError(tr("Only variables and self.name can be given a value here."))


def _added(small: cst.AugAssign) -> Assigned:
    """`x += y`."""
    sign = code(small.operator).strip().removesuffix("=")
    whole = cst.parse_expression(f"{code(small.target)} {sign} ({code(small.value)})")
    if not isinstance(small.target, cst.Name):
        raise UnreadableError(tr("Only variables and self.name can be given a value here."))
    return Assigned((small.target.value,), (operand(whole),))


def _made(name: str, value: cst.BaseExpression) -> Made:
    frozen = False
    func = value.func if isinstance(value, cst.Call) else None
    if isinstance(func, cst.Attribute) and func.attr.value == "requires_grad_" and isinstance(value, cst.Call):
        frozen = [code(each.value) for each in value.args] == ["False"]
        value = func.value
    if not isinstance(value, cst.Call):
        raise UnreadableError(tr("self.{name} has to be made by a class, such as nn.ReLU().", name=name))
    called = code(value.func)
    if called in CONTAINERS:
        return _copies(name, value, frozen=frozen)
    return Made(name, called, _arguments(value), frozen=frozen)


def _copies(name: str, container: cst.Call, *, frozen: bool) -> Made:
    """`nn.Sequential(*(Block(…) for _ in range(3)))`, or an `nn.ModuleList` of such."""
    inside = container.args[0].value if len(container.args) == 1 else None
    if isinstance(inside, cst.GeneratorExp | cst.ListComp):
        counted = inside.for_in.iter
        if isinstance(inside.elt, cst.Call) and isinstance(counted, cst.Call) and code(counted.func) == "range":
            copies = code(counted.args[0].value) if len(counted.args) == 1 else ""
            return Made(name, code(inside.elt.func), _arguments(inside.elt), copies, frozen)
    raise UnreadableError(
        tr("Give each layer of self.{name} a line of its own here, or make a block of them.", name=name)
    )


def _arguments(call: cst.Call) -> tuple[Argument, ...]:
    if any(each.star for each in call.args):
        raise UnreadableError(tr("Arguments with * cannot be taken over: write them out."))
    return tuple(Argument(each.keyword.value if each.keyword else "", code(each.value)) for each in call.args)


def _loop(node: cst.For) -> Loop:
    """`for copy in self.body: x = copy(x)`, or `for _ in range(3): x = self.body(x)`."""
    text = tr("A loop can only run the copies of a block: for copy in self.body: x = copy(x).")
    body = node.body.body
    inner = body[0] if len(body) == 1 else None
    if isinstance(inner, cst.SimpleStatementLine) and len(inner.body) == 1:
        inner = inner.body[0]
    if not (isinstance(inner, cst.Assign) and isinstance(inner.value, cst.Call) and len(inner.value.args) == 1):
        raise UnreadableError(text)
    variable, handed = code(inner.targets[0].target), code(inner.value.args[0].value)
    called, over = inner.value.func, node.iter
    if variable != handed:
        raise UnreadableError(text)
    if own(over) and code(called) == code(node.target):
        return Loop(own(over), "", variable)
    if own(called) and isinstance(over, cst.Call) and code(over.func) == "range" and len(over.args) == 1:
        return Loop(own(called), code(over.args[0].value), variable)
    raise UnreadableError(text)


def _values(node: cst.BaseExpression | None) -> tuple[tuple[Operand, ...], bool]:
    """What stands behind `return` or `=`, and whether it is a tuple."""
    if node is None or (isinstance(node, cst.Name) and node.value == "None"):
        return (), False
    if isinstance(node, cst.Tuple):
        return tuple(operand(each.value) for each in node.elements), True
    return (operand(node),), False
